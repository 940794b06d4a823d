import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import { PasswordUnacceptableError } from '../../src/factors/new-password.ts'
import { memoryStorage } from '../../src/memory/index.ts'
import { OperatorRefusedError, OverloadedError, ThrottledError } from '../../src/primitives/errors.ts'
import type { OperatorCredentials } from '../../src/rooms/operator-sign-in/operator-sign-in.ts'
import { noon } from '../../src/testing/index.ts'
import { operatorDesk, operatorPassword } from '../support/operators.ts'
import { watchedStorage } from '../support/watched-storage.ts'
import { client, key, openWorld, type World } from '../support/world.ts'

const minute = 60_000
const hour = 60 * minute
let world: World
let desk: ReturnType<typeof operatorDesk>

beforeEach(async () => {
  world = await openWorld()
  desk = operatorDesk(world)
  await desk.enrol('akira', 'engineer')
  world.clock.advance(minute) // the code that confirmed the app is used up
})

const credentials = (changes: Partial<OperatorCredentials> = {}): OperatorCredentials => ({
  name: 'akira',
  password: operatorPassword,
  code: desk.code('akira'),
  ...changes,
})
const start = (
  changes: Partial<OperatorCredentials> = {},
  from: Partial<ClientContext> = {},
  former: string | null = null,
) => world.accounts.operatorSignIn.start(credentials(changes), client(from), former)
/** Signs in and resolves to the token. */
const signedIn = async (...args: Parameters<typeof start>) => {
  const outcome = await start(...args)
  if (outcome.outcome !== 'signed-in') throw new Error('the operator was refused')
  return outcome.token
}
const check = (token: string | null) => world.accounts.operatorSignIn.check(token)
const wrongCode = () => String((Number(desk.code('akira')) + 1) % 1_000_000).padStart(6, '0')
const events = async (subject = 'operator:akira') =>
  (await world.storage.audit.listBySubject(subject, 99)).map(({ name, reason }) => `${name} ${reason ?? '-'}`)

describe('an operator', () => {
  it('signs in with password and code, in whatever case the name is typed, and is audited', async () => {
    const outcome = await start({ name: ' Akira ' })
    expect(outcome).toMatchObject({ outcome: 'signed-in', operator: { name: 'akira', role: 'engineer' } })
    expect(await events()).toContain('operator.signed_in -')
  })

  it('has a session of its own kind, which is no member’s', async () => {
    const token = await signedIn()
    expect(await check(token)).toMatchObject({ operator: { name: 'akira', role: 'engineer' } })
    expect(await world.accounts.sessions.check(token)).toBeNull()
    expect(await check('A'.repeat(43))).toBeNull()
    expect(await check(null)).toBeNull()
  })

  it('is signed in for half an hour without a request, and for eight hours in all', async () => {
    const token = await signedIn()
    world.clock.advance(30 * minute - 1)
    expect(await check(token)).not.toBeNull()
    world.clock.advance(30 * minute)
    expect(await check(token)).toBeNull()

    const busy = await signedIn()
    const until = world.clock.now() + 8 * hour
    while (world.clock.now() + 20 * minute < until) {
      world.clock.advance(20 * minute)
      expect(await check(busy)).not.toBeNull()
    }
    world.clock.set(until - 1)
    expect(await check(busy)).not.toBeNull()
    world.clock.set(until)
    expect(await check(busy)).toBeNull()
  })

  it('signs out once', async () => {
    const token = await signedIn()
    expect(await world.accounts.operatorSignIn.end(token, client())).toBe(true)
    expect(await check(token)).toBeNull()
    expect(await world.accounts.operatorSignIn.end(token, client())).toBe(false)
    expect(await events()).toContain('operator.signed_out -')
  })

  it('ends the session this browser had by signing in again, and no other', async () => {
    const elsewhere = await signedIn()
    world.clock.advance(minute)
    const former = await signedIn()
    world.clock.advance(minute)
    const next = await signedIn({}, {}, former)
    expect([await check(former), (await check(next))?.operator.name]).toEqual([null, 'akira'])
    expect(await check(elsewhere)).not.toBeNull()
  })

  it('has no session any more once it is removed, or has another password', async () => {
    const token = await signedIn()
    await world.accounts.operators.setPassword('akira', 'yama no mukou ni mo yama', 'operator:root')
    expect(await check(token)).toBeNull()
    world.clock.advance(minute)
    expect((await start()).outcome).toBe('rejected')
    const next = await signedIn({ password: 'yama no mukou ni mo yama' })
    await world.accounts.operators.remove('akira', 'operator:root')
    expect(await check(next)).toBeNull()
    expect(await events()).toContain('operator.password_set -')
  })
})

describe('an operator is refused', () => {
  it.each([
    { what: 'an unknown name', changes: () => ({ name: 'nobody' }), reason: 'unknown', subject: null },
    { what: 'a name that none can have', changes: () => ({ name: 'A_k!' }), reason: 'unknown', subject: null },
    { what: 'a wrong password', changes: () => ({ password: `${operatorPassword} ` }), reason: 'wrong_password' },
    { what: 'a wrong code', changes: () => ({ code: wrongCode() }), reason: 'wrong_code' },
    {
      what: 'both wrong',
      changes: () => ({ password: 'not the password', code: wrongCode() }),
      reason: 'wrong_password',
    },
  ])(
    'alike for $what, with a support code under which the log has the reason',
    async ({ changes, reason, subject = 'operator:akira' }) => {
      const outcome = await start(changes())
      if (outcome.outcome !== 'rejected') throw new Error('signed in')
      expect(Object.keys(outcome)).toEqual(['outcome', 'supportCode'])
      const event = await world.storage.audit.findBySupportCode(outcome.supportCode)
      expect(event).toMatchObject({ name: 'operator.refused', outcome: 'refused', reason, subject })
      expect(await signedIn()).toMatch(/^[\w-]{43}$/)
    },
  )

  it('with a code that was used, here or on the command line', async () => {
    await signedIn()
    expect((await start()).outcome).toBe('rejected')
    expect(await events()).toContain('operator.refused replayed')

    world.clock.advance(minute)
    const here = await world.accounts.operatorSignIn.start(credentials(), client(), null)
    expect(here.outcome).toBe('signed-in')
    const lift = world.accounts.factorLifts.cancel('7K3M-Q9TX', { name: 'akira', code: desk.code('akira') })
    await expect(lift).rejects.toMatchObject({ reason: 'replayed' })
  })

  it('with one code by all but one of twenty at once', async () => {
    const from = (index: number) => ({ address: `203.0.113.${index + 1}` as ClientContext['address'] })
    const proof = credentials()
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => start(proof, from(index))))
    expect(outcomes.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1)
  })

  it('while nobody has given it a password', async () => {
    const { operators } = world.storage
    const akira = await operators.find('akira')
    if (!akira) throw new Error('there is no akira')
    await operators.remove('akira', {})
    await operators.create({ ...akira, password: null }, {})
    expect((await start()).outcome).toBe('rejected')
    expect(await events()).toContain('operator.refused no_password')
    expect((await world.accounts.operators.list())[0]).toMatchObject({ hasPassword: false })
    await world.accounts.operators.setPassword('akira', operatorPassword, 'operator:root')
    expect((await start()).outcome).toBe('signed-in')
  })

  it('ever more slowly from one place, and from no other place for that', async () => {
    for (let tries = 0; tries < 5; tries++) await start({ password: 'not the password' })
    await expect(start()).rejects.toThrow(ThrottledError)
    expect((await start({}, { address: '198.51.100.9' as ClientContext['address'] })).outcome).toBe('signed-in')
    world.clock.advance(minute)
    expect((await start()).outcome).toBe('signed-in')
    // It was right, so that its own failures are forgiven.
    expect((await start({ password: 'not the password' })).outcome).toBe('rejected')
    world.clock.advance(minute)
    expect((await start()).outcome).toBe('signed-in')
  })

  it('after five wrong codes beside the right password from wherever, and strangers spend none of them', async () => {
    const from = (index: number) => ({ address: `203.0.113.${index + 1}` as ClientContext['address'] })
    for (let index = 0; index < 9; index++) {
      await start({ password: 'not the password', code: wrongCode() }, from(index))
    }
    await signedIn({}, from(9))
    world.clock.advance(minute)
    for (let index = 10; index < 15; index++) await start({ code: wrongCode() }, from(index))
    expect((await start({}, from(15))).outcome).toBe('rejected')
    expect(await events()).toContain('operator.refused too_many')
    world.clock.advance(15 * minute)
    expect((await start({}, from(15))).outcome).toBe('signed-in')
  })

  it('after the same calls of the storage, whatever it was that was wrong', async () => {
    const watched = watchedStorage(memoryStorage())
    world = await openWorld({}, watched.storage)
    desk = operatorDesk(world)
    await desk.enrol('akira', 'engineer')
    world.clock.advance(minute)
    await start({ password: 'not the password' }) // the first failure of an hour looks at the hours before it

    const wrongs = [
      { name: 'nobody' },
      { password: 'not the password' },
      { code: wrongCode() },
      { name: 'nobody', password: 'not the password', code: wrongCode() },
    ]
    const calls: string[][] = []
    for (const [index, wrong] of wrongs.entries()) {
      watched.calls.length = 0
      await start(wrong, { address: `203.0.113.${index + 1}` as ClientContext['address'] })
      calls.push(watched.calls.map(({ name }) => name))
    }
    expect(calls[0]).toContain('audit.append')
    expect(calls).toEqual(wrongs.map(() => calls[0]))
  })

  it('with work for whoever it is: a hash is compared for nobody, too', async () => {
    let compared = 0
    const room = await openWorld({ hashing: { concurrency: 1, waiting: 0, memoryKiB: 19_456, passes: 2 } })
    const nobody = () =>
      room.accounts.operatorSignIn.start({ name: 'nobody', password: 'x', code: '000000' }, client(), null)
    // Where there is room for one alone, the second of two finds none: both would have been hashed.
    const outcomes = await Promise.allSettled([nobody(), nobody()])
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') compared++
      else expect(outcome.reason).toBeInstanceOf(OverloadedError)
    }
    expect(compared).toBe(1)
  })
})

describe('a password of an operator', () => {
  const choose = async (password: string) => {
    const { operators } = world.accounts
    return operators.withPassword(await operators.begin('botan', 'support'), password)
  }

  it.each([
    { password: 'fourteen chars', problem: 'too_short' },
    { password: 'a'.repeat(20), problem: 'common' },
    { password: 'botan botan botan', problem: 'context' },
    { password: 'ecforceaccounts!', problem: 'context' },
  ])('is not taken when it is $problem', async ({ password, problem }) => {
    const refused = await choose(password).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(PasswordUnacceptableError)
    expect(refused).toMatchObject({ problem })
    const other = world.accounts.operators.setPassword('akira', 'fourteen chars', 'operator:root')
    await expect(other).rejects.toBeInstanceOf(PasswordUnacceptableError)
  })

  it('is taken from fifteen characters on, for who is there alone', async () => {
    expect((await choose('fifteen letters')).password).toMatch(/^k1:\$argon2id\$/)
    const nobody = world.accounts.operators.setPassword('botan', operatorPassword, 'operator:root')
    await expect(nobody).rejects.toBeInstanceOf(OperatorRefusedError)
  })

  it('is hashed anew under the newest key when it is used, and lets that key go then', async () => {
    const both = { keys: [key('k2', 2), key('k1', 1)] }
    await world.restart(both)
    await signedIn()
    expect((await world.storage.operators.find('akira'))?.password).toMatch(/^k2:/)
    world.clock.advance(minute)
    await signedIn()
  })
})

it('sessions of operators that are over are swept away', async () => {
  const token = await signedIn()
  expect(await world.storage.operatorSessions.sweep(noon, noon)).toBe(0)
  world.clock.advance(9 * hour)
  expect(await world.storage.operatorSessions.sweep(world.clock.now(), 0)).toBe(1)
  expect(await check(token)).toBeNull()
})
