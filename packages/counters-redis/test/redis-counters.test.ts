import process from 'node:process'
import { createAccounts, StorageError, type ThrottleCounters, ThrottledError } from '@ecforce-accounts/core'
import { memoryStorage } from '@ecforce-accounts/core/memory'
import { collectingMailer, contractOf, fixedClock, noon } from '@ecforce-accounts/core/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { connectRedisCounters, type RedisConnection, redisCounters } from '../src/index.ts'

const url = process.env.REDIS_TEST_URL ?? 'redis://127.0.0.1:6379'
const answers = await connectRedisCounters({ url }).then(
  async ({ close }) => close().then(() => true),
  () => false,
)
if (!answers) leaveOut('counters on Redis', 'no Redis server answers')

const open: RedisConnection[] = []
let serial = 0

/** A connection to counters that nobody else has; the same ones for the same prefix. */
async function connect(prefix: string): Promise<ThrottleCounters> {
  const connection = await connectRedisCounters({ url, prefix })
  open.push(connection)
  return connection.counters
}

const newPrefix = () => `accounts_test_${process.pid}_${serial++}`

describe.skipIf(!answers)('counters on Redis', () => {
  let janitor: ReturnType<typeof createClient>
  beforeAll(async () => {
    janitor = createClient({ url })
    await janitor.connect()
  })
  afterAll(async () => {
    await Promise.all(open.map(({ close }) => close()))
    for await (const keys of janitor.scanIterator({ MATCH: `{accounts_test_${process.pid}_*`, COUNT: 1000 })) {
      if (keys.length > 0) await janitor.del(keys)
    }
    janitor.destroy()
  })

  it.each(contractOf('counters'))('$title', async ({ run }) => {
    const prefix = newPrefix()
    const on = async () => ({ ...memoryStorage(), counters: await connect(prefix) })
    await run({ storage: await on(), another: on })
  })

  it('are shared by two nodes, and not begun anew by a restart of both', async () => {
    const prefix = newPrefix()
    const never = () => Promise.reject(new TypeError("the storage's counters are not asked"))
    const own = { spend: never, count: never, clear: never, refund: never, sweep: never }
    const storage = { ...memoryStorage(), counters: own }
    const clock = fixedClock(noon)
    const node = async () =>
      createAccounts({
        issuer: 'https://accounts.example',
        storage,
        counters: await connect(prefix),
        mailer: collectingMailer(),
        keys: [{ kid: 'k1', key: new Uint8Array(32).fill(1) }],
        clock,
        hashing: { memoryKiB: 19_456, passes: 2 },
      })
    const client = {
      address: '203.0.113.7',
      userAgent: null,
      deviceToken: null,
      sessionToken: null,
      requestId: 'request-1',
    }
    const email = { key: 'nobody@nowhere.example', typed: 'nobody@nowhere.example' }
    const fail = async (accounts: Awaited<ReturnType<typeof node>>) => {
      const { secret, step } = await accounts.signIn.start({ email, returnTo: null, locale: 'ja' }, client)
      if (!('flow' in step)) throw new TypeError('a start answers with a flow')
      return accounts.signIn.submitPassword({ secret, id: step.flow }, 'wrong', client)
    }

    const [one, two] = [await node(), await node()]
    for (const accounts of [one, two, one, two, one]) await fail(accounts)
    await expect(fail(two)).rejects.toThrow(ThrottledError)
    await expect(fail(await node())).rejects.toThrow(ThrottledError)
    clock.advance(1000)
    expect(await fail(await node())).toMatchObject({ outcome: 'rejected' })
  })

  it('are known by their scripts again after Redis has forgotten those', async () => {
    const counters = await connect(newPrefix())
    const rule = { kind: 'budget', limit: 3, windowSeconds: 60 } as const
    await counters.spend('k', rule, noon)
    await janitor.scriptFlush()
    expect(await counters.spend('k', rule, noon)).toEqual({ allowed: true, count: 2 })
  })

  it('go by themselves an hour after their window when nobody sweeps', async () => {
    const prefix = newPrefix()
    const counters = await connect(prefix)
    await counters.spend('k', { kind: 'budget', limit: 3, windowSeconds: 60 }, noon)
    const left = await janitor.pTTL(`{${prefix}}:counter:k`)
    expect(left).toBeGreaterThan(3_600_000)
    expect(left).toBeLessThanOrEqual(3_660_000)
  })
})

it('whose Redis does not answer say so as a storage does', async () => {
  const counters = redisCounters({ send: () => Promise.reject(new Error('the connection is gone')) })
  await expect(counters.count('k', noon)).rejects.toThrow(StorageError)
  await expect(counters.clear('k')).rejects.toThrow(StorageError)
  await expect(connectRedisCounters({ url: 'redis://127.0.0.1:1' })).rejects.toThrow(StorageError)
})
