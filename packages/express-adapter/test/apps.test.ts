import { aServiceWeb } from '@ecforce-accounts/core/testing'
import { expect, it } from 'vitest'
import { browser, hiro, openServer, shopId, signIn } from './support/server.ts'

it('The portal is told where each service begins a sign-in, by whom, and which shops have none yet', async () => {
  const server = await openServer()
  const me = browser(server)
  await signIn(server, me, hiro)
  const legacySignInUntil = expect.stringMatching(/^2026-/)
  const shop = { shop: 'renshu-shoes', shopName: 'renshu-shoes', adminUrl: null, legacySignInUntil }
  expect((await me.get('/apps')).body).toEqual({ services: [], unconnected: [{ ...shop, legacySignIn: 'open' }] })

  const web = aServiceWeb({ startUrl: 'https://renshu.example/start?from=portal&iss=https%3A%2F%2Felsewhere.example' })
  const request = { id: 'renshu-admin', shopId: shopId('renshu-shoes'), name: '管理画面', web }
  await server.accounts.services.add(request, { actor: 'operator:test' })
  const url = `https://renshu.example/start?from=portal&iss=${encodeURIComponent(server.accounts.issuer)}`
  const service = { id: 'renshu-admin', name: '管理画面', icon: null, url, lastEnteredAt: null }
  expect((await me.get('/apps')).body).toEqual({ services: [{ ...service, ...shop }], unconnected: [] })
})
