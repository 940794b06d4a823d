import { createHmac, createPublicKey } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FixedClock, fixedClock, noon } from '@ecforce-accounts/core/testing'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { accountsSource } from '../../src/service/accounts-source.ts'
import { type DocumentKeeper, documentKeeper } from '../../src/service/document-keeper.ts'
import { fileGateState } from '../../src/service/file-gate-state.ts'
import { GateProblem } from '../../src/service/gate-problem.ts'
import { type GateState, memoryGateState } from '../../src/service/gate-state.ts'
import { client, type FakeAccounts, openFakeAccounts, shop } from '../support/fake-accounts.ts'

const day = 86_400_000
const minute = 60_000
const enforcedAt = noon + 14 * day
const announced = { version: 2, announcedAt: noon, enforcedAt }

const never = new AbortController().signal

interface World {
  readonly clock: FixedClock
  readonly accounts: FakeAccounts
  readonly keeper: DocumentKeeper
  /** Asks accounts; answers with why nothing was taken, or `null`. */
  readonly refresh: () => Promise<string | null>
  /** Another gate over the same state, as after a restart. */
  readonly restarted: () => DocumentKeeper
}

async function aWorld(
  state: GateState = memoryGateState(),
  theirs: Partial<FakeAccounts['rollout']> = announced,
): Promise<World> {
  const clock = fixedClock(noon)
  const accounts = await openFakeAccounts(clock)
  Object.assign(accounts.rollout, theirs)
  const { issuer } = accounts
  const restarted = () =>
    documentKeeper({
      issuer,
      shop,
      source: accountsSource({ accountsApi: `${issuer}/api`, client, fetch }),
      state,
      clock,
    })
  const keeper = restarted()
  const refresh = () => refreshed(keeper)
  return { clock, accounts, keeper, refresh, restarted }
}

async function refreshed(keeper: DocumentKeeper): Promise<string | null> {
  try {
    await keeper.refresh(never)
    return null
  } catch (error) {
    if (!(error instanceof GateProblem)) throw error
    return error.reason ?? error.code
  }
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gate-state-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe('a document', () => {
  it('is taken, verified with the published keys, and decides until another comes', async () => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    accounts.rollout.closed = ['7']
    clock.set(noon - 1)
    expect(keeper.phase(noon)).toBeNull()
    expect(await refresh()).toBeNull()
    expect([noon - 1, noon, enforcedAt - 1].map((now) => keeper.phase(now))).toEqual([
      'before',
      'coexistence',
      'coexistence',
    ])
    expect(keeper.phase(enforcedAt)).toBe('enforced')
    expect([keeper.isClosed('7'), keeper.isClosed('8'), keeper.anyClosed]).toEqual([true, false, true])
    expect(accounts.asked).toEqual(['/api/services/keys', '/api/services/rollout'])
  })

  it.each([
    { that: 'is for another shop', why: 'other_shop', plant: (of: FakeAccounts) => of.sign({ aud: 'mihon-tea' }) },
    {
      that: 'is for this shop and another',
      why: 'malformed',
      plant: (of: FakeAccounts) => of.sign({ aud: [shop, 'mihon-tea'] as unknown as string }),
    },
    {
      that: 'is of another issuer',
      why: 'other_issuer',
      plant: (of: FakeAccounts) => of.sign({ iss: 'https://evil.example' }),
    },
    { that: 'is of another kind', why: 'malformed', plant: (of: FakeAccounts) => of.sign({}, { typ: 'JWT' }) },
    { that: 'says no kind', why: 'malformed', plant: (of: FakeAccounts) => of.sign({}, { typ: undefined }) },
    {
      that: 'has a key that nobody published',
      why: 'unknown_key',
      plant: (of: FakeAccounts) => of.sign({}, { kid: 'evil' }),
    },
    { that: 'names no key', why: 'unknown_key', plant: (of: FakeAccounts) => of.sign({}, { kid: undefined }) },
    {
      that: 'is signed by nobody',
      why: 'malformed',
      plant: async (of: FakeAccounts) =>
        `${part({ alg: 'none', typ: 'rollout+jwt', kid: 's1' })}.${part(of.claims())}.`,
    },
    {
      that: 'is signed with the public key as a password',
      why: 'malformed',
      plant: async (of: FakeAccounts) => hmacSigned(of, publicPem(of)),
    },
    {
      that: 'was changed after it was signed',
      why: 'forged',
      plant: async (of: FakeAccounts) => {
        const [head, , signature] = (await of.sign()).split('.')
        return `${head}.${part({ ...of.claims(), enforcedAt: null })}.${signature}`
      },
    },
    {
      that: 'is signed by the key of another',
      why: 'forged',
      plant: async () => (await openFakeAccounts({ now: () => noon })).sign(),
    },
    { that: 'is none', why: 'malformed', plant: async () => 'none' },
    {
      that: 'lacks a claim',
      why: 'malformed',
      plant: (of: FakeAccounts) => of.sign({ closed: undefined as unknown as [] }),
    },
  ])('that $that is not taken: $why', async ({ why, plant }) => {
    const { accounts, keeper, refresh, clock, restarted } = await aWorld()
    expect(await refresh()).toBeNull()
    accounts.rollout.version = 3
    accounts.plant(() => plant(accounts))
    expect(await refresh()).toBe(why)
    expect(keeper.document()?.version).toBe(2)
    expect(keeper.phase(clock.now())).toBe('coexistence')

    const knowingNothing = restarted()
    expect(await refreshed(knowingNothing)).toBe(why)
    expect(knowingNothing.phase(clock.now())).toBeNull()

    accounts.plant(null)
    expect(await refresh()).toBeNull()
    expect(keeper.document()?.version).toBe(3)
  })

  it.each([
    { age: 'just made', seconds: 0, taken: true },
    { age: 'made two minutes ahead of this clock', seconds: -120, taken: true },
    { age: 'made five minutes ahead', seconds: -300, taken: true },
    { age: 'made a second more than five minutes ahead', seconds: -301, taken: false },
    { age: 'at its end', seconds: 600, taken: true },
    { age: 'two minutes past its end', seconds: 720, taken: true },
    { age: 'a millisecond before five minutes past its end', seconds: 899.999, taken: true },
    { age: 'five minutes past its end', seconds: 900, taken: false },
  ])('$age is fresh enough to be taken: $taken', async ({ seconds, taken }) => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    const compact = await accounts.sign()
    accounts.plant(async () => compact)
    clock.set(noon + seconds * 1000)
    expect(await refresh()).toBe(taken ? null : 'not_fresh')
    expect(keeper.document() !== null).toBe(taken)
  })

  it('that claims to last for long is not fresh for longer', async () => {
    const { accounts, refresh, clock } = await aWorld()
    const compact = await accounts.sign({ exp: noon / 1000 + 1e9 })
    accounts.plant(async () => compact)
    clock.set(noon + 900_000)
    expect(await refresh()).toBe('not_fresh')
  })

  it('that was taken stays good while accounts is down, cut included', async () => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    await refresh()
    await accounts.stop()
    clock.set(enforcedAt - 1)
    expect(await refresh()).toBe('accounts_unreachable')
    expect(keeper.phase(clock.now())).toBe('coexistence')
    clock.advance(1)
    expect(keeper.phase(clock.now())).toBe('enforced')
    await accounts.start()
    accounts.rollout.version = 3
    expect(await refresh()).toBeNull()
    expect(keeper.document()?.version).toBe(3)
  })

  it.each([-2 * minute, 2 * minute])('decides by the clock of the gate, %i ms off', async (skew) => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    const at = noon + 10 * minute
    accounts.rollout.enforcedAt = at
    // Accounts makes its document by its own clock, which is right.
    const compact = await accounts.sign()
    accounts.plant(async () => compact)
    clock.set(noon + skew)
    expect(await refresh()).toBeNull()
    const phaseAt = (right: number) => keeper.phase(right + skew)
    expect([phaseAt(at - skew - 1), phaseAt(at - skew)]).toEqual(['coexistence', 'enforced'])
  })

  it('that is replayed does not come back, nor does one of a version before it', async () => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    const old = await accounts.sign()
    await refresh()
    accounts.rollout.version = 3
    accounts.rollout.enforcedAt = noon + minute
    await refresh()
    clock.advance(minute)
    expect(keeper.phase(clock.now())).toBe('enforced')
    accounts.plant(async () => old)
    expect(await refresh()).toBe('older')
    expect(keeper.phase(clock.now())).toBe('enforced')
  })

  it('that rolls back opens again, once it says so with a roll-back more', async () => {
    const { accounts, keeper, refresh, clock } = await aWorld()
    await refresh()
    clock.set(enforcedAt)
    expect(keeper.phase(clock.now())).toBe('enforced')
    Object.assign(accounts.rollout, { version: 3, enforcedAt: null })
    expect(await refresh()).toBeNull()
    expect(keeper.phase(clock.now())).toBe('enforced')
    Object.assign(accounts.rollout, { version: 4, rollbacks: 1 })
    expect(await refresh()).toBeNull()
    expect(keeper.phase(clock.now())).toBe('coexistence')
  })
})

describe('keys', () => {
  it('are asked for once, again for a key that is new, and once an hour', async () => {
    const { accounts, refresh, clock } = await aWorld()
    const askedForKeys = () => accounts.asked.filter((path) => path === '/api/services/keys').length
    await refresh()
    await refresh()
    expect(askedForKeys()).toBe(1)
    await accounts.rotate()
    expect(await refresh()).toBeNull()
    expect(askedForKeys()).toBe(2)
    clock.advance(3_600_000 - 1)
    await refresh()
    expect(askedForKeys()).toBe(2)
    clock.advance(1)
    await refresh()
    expect(askedForKeys()).toBe(3)
  })

  it('that were retired verify nothing after an hour', async () => {
    const { accounts, refresh, clock } = await aWorld()
    await refresh()
    const retired = accounts.sign
    const compact = () => retired({}, { kid: 's1' })
    const stolen = await compact()
    await accounts.rotate({ retire: true })
    clock.advance(3_600_000)
    accounts.plant(async () => stolen)
    expect(await refresh()).toBe('unknown_key')
  })
})

describe('what a gate keeps', () => {
  it.each([
    { where: 'in a file', open: async () => fileGateState(join(await aFolder(), 'gate.json')) },
    { where: 'in memory', open: async () => memoryGateState() },
  ])('$where outlasts a restart while accounts is down', async ({ open }) => {
    const { accounts, refresh, clock, restarted } = await aWorld(await open())
    accounts.rollout.closed = ['7']
    await refresh()
    await accounts.stop()
    clock.set(enforcedAt + day)
    const again = restarted()
    await again.restore()
    expect(again.phase(clock.now())).toBe('enforced')
    expect(again.isClosed('7')).toBe(true)
    expect(await refreshed(again)).toBe('accounts_unreachable')
  })

  it('is the phase that was seen too, though the clock is back and accounts was down at the cut', async () => {
    const { accounts, keeper, refresh, clock, restarted } = await aWorld()
    await refresh()
    await accounts.stop()
    clock.set(enforcedAt)
    keeper.phase(clock.now())
    await refresh() // fails, and keeps what was seen
    clock.set(noon)
    const again = restarted()
    await again.restore()
    expect(again.phase(clock.now())).toBe('enforced')
  })

  it('is no secret, whole after every write, and for this user alone', async () => {
    const folder = await aFolder()
    const file = join(folder, 'gate.json')
    const { refresh } = await aWorld(fileGateState(file))
    await refresh()
    expect(await readFile(file, 'utf8')).not.toContain(client.secret)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['gate.json'])

    const state = fileGateState(file)
    await Promise.all(Array.from({ length: 20 }, (_, index) => state.save(String(index).repeat(10_000))))
    expect(await state.load()).toMatch(/^(\d+?)\1{9999}$/)
    expect(await readdir(folder)).toEqual(['gate.json'])
  })

  it('is nothing where there is no file, and a failure where it cannot be read or written', async () => {
    const folder = await aFolder()
    expect(await fileGateState(join(folder, 'none.json')).load()).toBeNull()
    await expect(fileGateState(folder).load()).rejects.toThrow()
    await expect(fileGateState(join(folder, 'missing', 'gate.json')).save('x')).rejects.toThrow()
  })

  it.each([
    { that: 'was cut off', change: (text: string) => text.slice(0, -20) },
    { that: 'is not ours', change: () => 'null' },
    { that: 'is of another format', change: (text: string) => text.replace('"format":1', '"format":2') },
    { that: 'was changed', change: (text: string) => text.replace(/"document":"(.{40})./, '"document":"$1~') },
    { that: 'says an unknown phase', change: (text: string) => text.replace('"seen":"coexistence"', '"seen":"after"') },
  ])('and $that is told, and counts as nothing', async ({ change }) => {
    const file = join(await aFolder(), 'gate.json')
    const { refresh, restarted, clock } = await aWorld(fileGateState(file))
    await refresh()
    const whole = restarted()
    await whole.restore()
    expect(whole.phase(clock.now())).toBe('coexistence')

    await writeFile(file, change(await readFile(file, 'utf8')))
    const again = restarted()
    await expect(again.restore()).rejects.toMatchObject({ code: 'state_failed' })
    expect(again.phase(clock.now())).toBeNull()
    expect(await refreshed(again)).toBeNull()
    expect(again.phase(clock.now())).toBe('coexistence')
  })

  it('that cannot be kept is told, and what was learnt decides all the same', async () => {
    const broken: GateState = { load: async () => null, save: () => Promise.reject(new Error('the disk is full')) }
    const { keeper, refresh } = await aWorld(broken)
    expect(await refresh()).toBe('state_failed')
    expect(keeper.phase(noon)).toBe('coexistence')
  })
})

describe('whatever accounts, the network and the clock do', () => {
  /** What happens before the gate asks. */
  const events = fc.oneof(
    fc.record({
      event: fc.constant('change' as const),
      cut: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
    }),
    fc.record({ event: fc.constant('replay' as const), nth: fc.nat(20) }),
    fc.record({ event: fc.constantFrom('forge', 'expire', 'other-shop', 'nonsense', 'rotate', 'restart') }),
    fc.record({ event: fc.constant('time' as const), minutes: fc.integer({ min: -3, max: 8 }) }),
  )

  it('the phase never falls without a roll-back, nor does the version', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 15 }), async (history) => {
        const world = await aWorld(memoryGateState(), { version: 1, announcedAt: null, enforcedAt: null })
        const { accounts, clock } = world
        let { keeper } = world
        const genuine: string[] = []
        const order = [null, 'before', 'coexistence', 'enforced']
        let [highest, version] = [0, 0]
        for (const happened of history) {
          let plant: (() => Promise<string>) | null = null
          switch (happened.event) {
            case 'change':
              accounts.rollout.version += 1
              accounts.rollout.announcedAt = noon
              accounts.rollout.enforcedAt = happened.cut === null ? null : noon + happened.cut * minute
              break
            case 'replay':
              plant = async () => genuine[happened.nth % Math.max(1, genuine.length)] ?? 'none'
              break
            case 'forge':
              plant = async () => {
                const [head, , signature] = (await accounts.sign()).split('.')
                return `${head}.${part({ ...accounts.claims(), version: 99, announcedAt: null })}.${signature}`
              }
              break
            case 'expire':
              plant = () => accounts.sign({ version: 98, iat: 0, exp: 600 })
              break
            case 'other-shop':
              plant = () => accounts.sign({ version: 97, aud: 'mihon-tea', announcedAt: null })
              break
            case 'nonsense':
              plant = async () => 'none'
              break
            case 'rotate':
              await accounts.rotate()
              break
            case 'restart':
              keeper = world.restarted()
              await keeper.restore()
              break
            case 'time':
              clock.set(clock.now() + happened.minutes * minute)
              break
          }
          genuine.push(await accounts.sign())
          accounts.plant(plant)
          await refreshed(keeper)
          const now = order.indexOf(keeper.phase(clock.now()))
          expect(now).toBeGreaterThanOrEqual(highest)
          expect(keeper.document()?.version ?? 0).toBeGreaterThanOrEqual(version)
          expect(keeper.document()?.version ?? 0).toBeLessThanOrEqual(accounts.rollout.version)
          highest = now
          version = keeper.document()?.version ?? 0
          await refreshed(keeper) // what was seen just now is kept
        }
        await accounts.stop()
      }),
      { numRuns: 60 },
    )
  })
})

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function publicPem(of: FakeAccounts): string {
  const [key] = of.publishedKeys()
  const { kty = '', crv = '', x = '' } = key ?? {}
  return createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}

function hmacSigned(of: FakeAccounts, secret: string): string {
  const signed = `${part({ alg: 'HS256', typ: 'rollout+jwt', kid: 's1' })}.${part(of.claims())}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
