import { describe, expect, it } from 'vitest'
import { enrolOperator, signInOperator } from './support/operators.ts'
import { browser, openServer } from './support/server.ts'

describe('the doctor of addresses', () => {
  it('tells an operator where the request comes from, by which hops, and what a member lacks there', async () => {
    const server = await openServer()
    const me = browser(server)
    await signInOperator(server, me, await enrolOperator(server, 'kei'))
    const asked = await me.get('/operator/doctor/address?shop=renshu-shoes&legacyId=1', {
      'x-forwarded-for': 'unknown, 203.0.113.10, 127.0.0.1',
    })
    expect(asked.body).toEqual({
      peer: '127.0.0.1',
      forwardedFor: 'unknown, 203.0.113.10, 127.0.0.1',
      proxies: ['127.0.0.1'],
      hops: [
        { text: 'unknown', address: null, isProxy: false },
        { text: '203.0.113.10', address: '203.0.113.10', isProxy: false },
        { text: '127.0.0.1', address: '127.0.0.1', isProxy: true },
      ],
      address: '203.0.113.10',
      exemption: {
        bypass: 'refused',
        reasons: ['no_grant', 'not_a_member', 'not_a_robot', 'no_mailbox'],
        grant: null,
      },
    })
    const broken = await me.get('/operator/doctor/address', { 'x-forwarded-for': '203.0.113.10:80' })
    expect(broken.body).toMatchObject({ address: null, exemption: null })
    expect((await me.get('/operator/doctor/address?shop=renshu-shoes&legacyId=99')).body.code).toBe('not_found')
  })
})
