import { fixedClock, noon } from '@ecforce-accounts/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { type ServiceGate, serviceGate } from '../../src/service/index.ts'
import { client, openFakeAccounts, shop, shopOrigin } from '../support/fake-accounts.ts'
import { apiKey, frameworks, openShopAdmin } from '../support/shop-admin.ts'

const minute = 60_000
const announcedAt = noon + 10 * minute
const enforcedAt = noon + 20 * minute

/** What a program of the shop asks, over and over. */
const requests = [
  { path: '/api/v1/orders?since=2026-11-22&state=%E5%87%BA%E8%8D%B7' },
  { path: '/api/v1/orders', method: 'POST', body: '{"sku":"A-1","count":2}' },
  { path: '/api/v1/orders/%E9%9D%B4%2F1', method: 'PATCH', body: '{}' },
  { path: '/api//v1/stock;v=2', method: 'DELETE' },
  { path: '/api/v1/files/a.b..c', method: 'PUT', body: '\u0000\u00ff' },
  { path: '/api', method: 'HEAD' },
]
const headers = { authorization: apiKey, 'Content-Type': 'application/json', 'X-Odd-Case': 'ä', cookie: 'locale=ja' }

it.each(frameworks)(
  'a program that asks the API through all phases counts no difference, on $framework',
  async ({ express }) => {
    const clock = fixedClock(noon)
    const accounts = await openFakeAccounts(clock)
    Object.assign(accounts.rollout, { version: 2, announcedAt, enforcedAt })
    let gate: ServiceGate | undefined
    const gated = await openShopAdmin({
      express,
      gate(legacy) {
        const options = {
          issuer: accounts.issuer,
          origin: shopOrigin,
          shop,
          client,
          protect: '/admin',
          api: ['/api'],
          legacy,
          clock,
        }
        gate = serviceGate({ ...options, refreshSeconds: 300 })
        return gate
      },
    })
    onTestFinished(() => gate?.close())
    await gate?.ready()
    const bare = await openShopAdmin({ express })

    let differences = 0
    let asked = 0
    for (let at = noon - minute; at <= enforcedAt + 5 * minute; at += minute) {
      // Every minute, and at every edge the millisecond before and after.
      for (const now of [at - 1, at, at + 1]) {
        clock.set(now)
        if (now === announcedAt + minute) {
          accounts.rollout.closed = ['7']
          await gate?.refresh()
        }
        if (now === enforcedAt - minute) await accounts.stop()
        for (const { path, ...rest } of requests) {
          const [answer, expected] = [
            await gated.ask(path, { headers, ...rest }),
            await bare.ask(path, { headers, ...rest }),
          ]
          expect(expected.status).toBe(200)
          asked += 1
          if (JSON.stringify(withoutDate(answer)) !== JSON.stringify(withoutDate(expected))) differences += 1
        }
      }
    }
    expect(gated.reached).toEqual(bare.reached)
    expect({ asked: asked > 400, differences }).toEqual({ asked: true, differences: 0 })
    expect(gated.calls.signOut).toBe(0)
  },
)

function withoutDate({ status, rawHeaders, body }: { status: number; rawHeaders: string[]; body: string }) {
  const date = rawHeaders.indexOf('Date')
  return { status, body, rawHeaders: rawHeaders.filter((_, at) => at !== date && at !== date + 1) }
}
