import { describe, expect, it } from 'vitest'
import { type ServiceWeb, unfitPart } from '../../src/domain/service.ts'
import { aServiceWeb } from '../../src/testing/builders.ts'

describe('where a service is entered', () => {
  it.each<{ part: keyof ServiceWeb | null; web: Partial<ServiceWeb> }>([
    { part: null, web: {} },
    { part: null, web: { startUrl: 'http://hogehoge.localhost:3001/admin' } },
    { part: null, web: { postLogoutUris: [], backChannelLogoutUrl: null } },
    { part: null, web: { redirectUris: ['https://hogehoge.example/a?b=c'] } },
    { part: null, web: { icon: 'data:image/png;base64,iVBORw0KGgo=' } },
    { part: 'startUrl', web: { startUrl: 'http://hogehoge.example/admin' } },
    { part: 'startUrl', web: { startUrl: 'javascript:alert(1)' } },
    { part: 'startUrl', web: { startUrl: 'https://user:secret@hogehoge.example/' } },
    { part: 'startUrl', web: { startUrl: '/admin' } },
    { part: 'redirectUris', web: { redirectUris: [] } },
    { part: 'redirectUris', web: { redirectUris: Array(11).fill('https://hogehoge.example/') } },
    { part: 'redirectUris', web: { redirectUris: ['https://hogehoge.example/#'] } },
    { part: 'redirectUris', web: { redirectUris: ['https://hogehoge.example/', 'http://evil.example/'] } },
    { part: 'postLogoutUris', web: { postLogoutUris: ['data:text/html,x'] } },
    { part: 'backChannelLogoutUrl', web: { backChannelLogoutUrl: 'http://10.0.0.1/logout' } },
    { part: 'icon', web: { icon: 'data:image/svg+xml;base64,AAAA' } },
    { part: 'icon', web: { icon: 'https://hogehoge.example/icon.png' } },
    { part: 'icon', web: { icon: `data:image/png;base64,${'A'.repeat(16_384)}` } },
  ])('is not servable because of $part: $web', ({ part, web }) => {
    expect(unfitPart(aServiceWeb(web))).toBe(part)
  })
})
