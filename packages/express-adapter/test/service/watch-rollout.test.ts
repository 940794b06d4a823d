import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fixedClock, noon } from '@ecforce-accounts/core/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { gateSettings } from '../../src/service/gate-settings.ts'
import type { GateOptions, GateProblem, GateState } from '../../src/service/index.ts'
import { watchRollout } from '../../src/service/watch-rollout.ts'
import { client, openFakeAccounts, shop, shopOrigin } from '../support/fake-accounts.ts'

const options = {
  issuer: 'https://accounts.example',
  origin: shopOrigin,
  shop,
  client,
  protect: '/admin',
} satisfies GateOptions

/** The origin of a server that answers so. */
async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function aWatch(changes: Partial<GateOptions> = {}) {
  const clock = fixedClock(noon)
  const accounts = await openFakeAccounts(clock)
  Object.assign(accounts.rollout, { version: 2, announcedAt: noon, enforcedAt: noon + 1e9 })
  const problems: GateProblem[] = []
  const onProblem = (problem: GateProblem) => void problems.push(problem)
  const watch = watchRollout(
    gateSettings({ ...options, issuer: accounts.issuer, refreshSeconds: 300, clock, onProblem, ...changes }),
  )
  onTestFinished(watch.close)
  return { watch, accounts, clock, problems }
}

describe('the background', () => {
  it('asks again and again, and no more once it is closed', async () => {
    const { watch, accounts } = await aWatch({ refreshSeconds: 0.02 })
    await watch.settled
    const asks = () => accounts.asked.filter((path) => path === '/api/services/rollout').length
    await vi.waitFor(() => expect(asks()).toBeGreaterThan(5))
    watch.close()
    await delay(30)
    const asked = asks()
    await delay(100)
    expect(asks()).toBe(asked)
  })

  it('goes on asking after failures', async () => {
    const { watch, accounts, problems } = await aWatch({ refreshSeconds: 0.02 })
    await watch.settled
    await accounts.stop()
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(3))
    accounts.rollout.closed = ['7']
    await accounts.start()
    await vi.waitFor(() => expect(watch.isClosed('7')).toBe(true))
  })

  it('asks once for many who want to know at once', async () => {
    const { watch, accounts } = await aWatch()
    await watch.settled
    const asked = accounts.asked.length
    await Promise.all(Array.from({ length: 20 }, () => watch.refresh()))
    expect(accounts.asked.slice(asked)).toEqual(['/api/services/rollout'])
  })

  it('does not wait for accounts where something was kept', async () => {
    const kept: string[] = []
    const state: GateState = { load: async () => kept.at(-1) ?? null, save: async (text) => void kept.push(text) }
    const { watch, accounts, clock } = await aWatch({ state })
    await watch.settled
    const never = () => new Promise<never>(() => {})
    const again = watchRollout(
      gateSettings({ ...options, issuer: accounts.issuer, state, clock, fetch: never as typeof fetch }),
    )
    onTestFinished(again.close)
    expect(await again.settled).toBe(true)
    expect(again.phase(noon)).toBe('coexistence')
  })

  it('waits five seconds for an answer and no longer', async () => {
    const accountsApi = await listening(() => {})
    const began = performance.now()
    const { watch, problems } = await aWatch({ accountsApi })
    expect(await watch.settled).toBe(false)
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(problems.map(({ code }) => code)).toEqual(['accounts_unreachable'])
  })

  it('is left at once by whoever closes it', async () => {
    const { watch, problems } = await aWatch({ accountsApi: await listening(() => {}) })
    await delay(50)
    watch.close()
    expect(await watch.settled).toBe(false)
    expect(problems).toEqual([])
  })
})

describe('the members', () => {
  const member = (legacyId: string) => ({
    legacyId,
    state: 'claim' as const,
    setUp: false,
    legacySignIn: 'open' as const,
  })

  it('are asked for page by page, once a minute, during coexistence alone', async () => {
    const { watch, accounts, clock } = await aWatch()
    accounts.pageBy(2)
    accounts.members.push(...['1', '従業員 2', 'a&b=3', '4', '5'].map(member))
    await watch.settled
    const asked = () => accounts.asked.filter((path) => path.startsWith('/api/services/members'))
    accounts.asked.length = 0
    clock.advance(60_000)
    await watch.refresh()
    expect(asked()).toEqual([
      '/api/services/members',
      '/api/services/members?after=%E5%BE%93%E6%A5%AD%E5%93%A1%202',
      '/api/services/members?after=4',
    ])
    for (const { legacyId } of accounts.members) expect(watch.member(legacyId)?.legacyId).toBe(legacyId)
    expect(watch.member('6')).toBeNull()
    clock.advance(59_999)
    await watch.refresh()
    expect(asked()).toHaveLength(3)
    clock.set(noon + 1e9)
    await watch.refresh()
    expect(asked()).toHaveLength(3)
  })

  it('that cannot be had are told, and the switch is known all the same', async () => {
    const { watch, accounts, problems, clock } = await aWatch()
    await watch.settled
    accounts.members.push({ ...member('1'), state: 'banished' as 'claim' })
    clock.advance(60_000)
    accounts.rollout.closed = ['1']
    await expect(watch.refresh()).rejects.toMatchObject({ code: 'accounts_unreachable' })
    expect(problems.at(-1)?.message).toContain('/services/members answers something else than described')
    expect(watch.isClosed('1')).toBe(true)
  })
})

describe('an answer of accounts', () => {
  const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
    (async () => new Response(body, { status, headers })) as unknown as typeof fetch

  it.each([
    { what: 'is no JSON', fetch: answers(200, '<html>') },
    { what: 'is something else', fetch: answers(200, '{"document":1,"keys":{}}') },
    { what: 'is null', fetch: answers(200, 'null') },
    { what: 'is an error', fetch: answers(500, '{}') },
    { what: 'is without end', fetch: answers(200, `{"keys":"${'x'.repeat(9 * 1024 * 1024)}"}`) },
  ])('that $what is not used', async ({ fetch }) => {
    const { watch, problems } = await aWatch({ fetch })
    expect(await watch.settled).toBe(false)
    expect(problems.map(({ code }) => code)).toEqual(['accounts_unreachable'])
  })

  it('that leads elsewhere is not followed, so that the secret stays', async () => {
    const seen: (string | undefined)[] = []
    const elsewhere = await listening((req, res) => {
      seen.push(req.headers.authorization)
      res.end('{}')
    })
    const accountsApi = await listening((_req, res) => void res.writeHead(307, { location: elsewhere }).end())
    const { watch, problems } = await aWatch({ accountsApi })
    expect(await watch.settled).toBe(false)
    expect([seen, problems.map(({ code }) => code)]).toEqual([[], ['accounts_unreachable']])
  })

  it('that does not know the service says so, and no problem repeats its secret', async () => {
    const secret = 'y'.repeat(43)
    const { watch, problems } = await aWatch({ client: { id: client.id, secret } })
    expect(await watch.settled).toBe(false)
    expect(problems.map(({ code }) => code)).toEqual(['service_rejected'])
    for (const { message, stack, cause } of problems) expect(`${message}${stack}${cause}`).not.toContain(secret)
  })
})

describe('options', () => {
  it.each([
    { setting: 'issuer', changes: { issuer: 'http://accounts.example' } },
    { setting: 'issuer', changes: { issuer: 'https://accounts.example/path' } },
    { setting: 'accountsApi', changes: { accountsApi: 'http://accounts.example/api' } },
    { setting: 'accountsApi', changes: { accountsApi: 'api' } },
    { setting: 'origin', changes: { origin: 'http://hogehoge.example' } },
    { setting: 'origin', changes: { origin: 'https://hogehoge.example/admin' } },
    { setting: 'accountsPath', changes: { accountsPath: 'accounts' } },
    { setting: 'accountsPath', changes: { accountsPath: '/accounts/' } },
    { setting: 'protect', changes: { protect: [] } },
    { setting: 'shop', changes: { shop: 'Renshu Shoes' } },
    { setting: 'client.id', changes: { client: { ...client, id: 'a:b' } } },
    { setting: 'client.secret', changes: { client: { ...client, secret: 'short' } } },
    { setting: 'refreshSeconds', changes: { refreshSeconds: 0 } },
    { setting: 'refreshSeconds', changes: { refreshSeconds: 301 } },
    { setting: 'refreshSeconds', changes: { refreshSeconds: Number.NaN } },
  ])('name what is wrong: $setting', ({ setting, changes }) => {
    expect(() => gateSettings({ ...options, ...changes })).toThrow(expect.objectContaining({ setting }))
    expect(gateSettings(options).accountsApi).toBe('https://accounts.example/api')
  })
})
