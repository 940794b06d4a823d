import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/memory/index.ts'
import { SessionRequiredError } from '../../src/primitives/errors.ts'
import { hashSecretToken } from '../../src/primitives/secret-token.ts'
import type { SignInOutcome } from '../../src/rooms/sign-in/journey.ts'
import {
  anAccount,
  announcedYesterday,
  aSession,
  noon,
  storedAccount,
  storedClaim,
  storedShop,
} from '../../src/testing/index.ts'
import { watchedStorage } from '../support/watched-storage.ts'
import { client, openWorld, password, type World } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const minute = 60_000
const hour = 60 * minute
let world: World
let watched: ReturnType<typeof watchedStorage>

beforeEach(async () => {
  watched = watchedStorage(memoryStorage())
  world = await openWorld({}, watched.storage)
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password }])
  await world.announce('renshu-shoes')
})

function tokenOf(outcome: SignInOutcome): string {
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error('no session was issued')
  return outcome.issued.sessionToken
}

const signInFrom = async (from = {}) => tokenOf((await world.signIn(hiro, password, from)).outcome)

describe('a session', () => {
  it.each([
    ['a millisecond before an hour without a request', hour - 1, true],
    ['when an hour has passed without one', hour, false],
    ['and a millisecond later', hour + 1, false],
  ])('is live %s: %i ms, %s', async (_, idle, live) => {
    const token = await signInFrom()
    world.clock.advance(idle)
    expect((await world.accounts.sessions.check(token)) !== null).toBe(live)
    expect((await world.accounts.sessions.whoAmI(token)) !== null).toBe(live)
  })

  it('that is used lives on past the hour, from its latest use', async () => {
    const token = await signInFrom()
    world.clock.advance(50 * minute)
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    await world.accounts.sessions.flush()
    world.clock.advance(hour - 1)
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    world.clock.advance(1)
    expect(await world.accounts.sessions.check(token)).toBeNull()
  })

  it('ends after twelve hours however busy it is, not a millisecond sooner', async () => {
    const token = await signInFrom()
    for (let half = 1; half < 24; half++) {
      world.clock.advance(30 * minute)
      expect(await world.accounts.sessions.check(token)).not.toBeNull()
      await world.accounts.sessions.flush()
    }
    world.clock.advance(30 * minute - 1)
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    world.clock.advance(1)
    expect(await world.accounts.sessions.check(token)).toBeNull()
  })

  it('goes by the lifetimes that were set', async () => {
    await world.restart({ sessionLifetime: { idleSeconds: 60, absoluteSeconds: 300 } })
    const token = await signInFrom()
    world.clock.advance(minute - 1)
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    world.clock.advance(1)
    expect(await world.accounts.sessions.check(token)).toBeNull()
  })

  it('that is busy in the profile alone lives on, as any: it is noted in memory, and not written with the request', async () => {
    const token = await signInFrom()
    const from = client({ sessionToken: token })
    for (let tens = 0; tens < 8; tens++) {
      world.clock.advance(10 * minute)
      watched.calls.length = 0
      await world.accounts.profile.read(from)
      expect(watched.calls.map(({ name }) => name)).not.toContain('sessions.touch')
      await world.accounts.sessions.flush()
    }
    world.clock.advance(hour)
    await expect(world.accounts.profile.read(from)).rejects.toThrow(SessionRequiredError)
  })

  it('that makes room for the twenty-first is written down and told to its owner; one that was over already is not', async () => {
    const told = async () => {
      await world.accounts.mailDelivery.deliverDue()
      return world.mailer.ofKind('notice').filter(({ about }) => about === 'session-evicted').length
    }
    const first = await signInFrom()
    const evicted = (await world.accounts.sessions.check(first))?.session
    for (let more = 1; more < 20; more++) await signInFrom()
    expect(await told()).toBe(0)
    const latest = await signInFrom()
    expect(await told()).toBe(1)
    const me = client({ sessionToken: latest })
    const { events } = await world.accounts.profile.events(null, me)
    expect(events.filter(({ name }) => name === 'session.evicted')).toHaveLength(1)
    const written = await world.storage.audit.listBySubject(evicted?.accountId ?? '', 99)
    const by = (await world.accounts.sessions.check(latest))?.session.id
    expect(written.find(({ name }) => name === 'session.evicted')?.details).toEqual({ session: evicted?.id, by })

    world.clock.advance(hour) // all of them are idle by now
    await signInFrom()
    expect(await told()).toBe(1)
  })

  it('is one of twenty at the most: the oldest makes room', async () => {
    const first = await signInFrom()
    const second = await signInFrom()
    for (let more = 0; more < 18; more++) {
      world.clock.advance(2 * minute)
      await signInFrom()
    }
    expect(await world.accounts.sessions.check(first)).not.toBeNull()
    world.clock.advance(2 * minute)
    const latest = await signInFrom()
    expect(await world.accounts.sessions.check(first)).toBeNull()
    expect(await world.accounts.sessions.check(second)).not.toBeNull()
    expect(await world.accounts.sessions.check(latest)).not.toBeNull()
  })
})

describe('the check of every request', () => {
  it('is one look-up and no write', async () => {
    const token = await signInFrom()
    world.clock.advance(10 * minute)
    watched.calls.length = 0
    await world.accounts.sessions.check(token)
    expect(watched.calls.map(({ name }) => name)).toEqual(['sessions.find'])
  })

  it('notes when a busy session was last seen at most once a minute, all of them in one write', async () => {
    const [one, other] = [await signInFrom(), await signInFrom()]
    watched.calls.length = 0
    const touched = () => watched.calls.filter(({ name }) => name === 'sessions.touch').map(({ args }) => args[0])

    world.clock.advance(minute - 1)
    for (let i = 0; i < 10; i++) await world.accounts.sessions.check(one)
    await world.accounts.sessions.flush()
    expect(touched()).toEqual([]) // a millisecond too early to be worth a write

    world.clock.advance(1)
    for (let i = 0; i < 10; i++) await world.accounts.sessions.check(one)
    await world.accounts.sessions.check(other)
    await world.accounts.sessions.flush()
    await world.accounts.sessions.flush()
    const at = world.clock.now()
    expect(touched()).toEqual([
      [
        { tokenHash: hashSecretToken(one), at },
        { tokenHash: hashSecretToken(other), at },
      ],
    ])
    expect((await world.accounts.sessions.check(one))?.session.lastSeenAt).toBe(at)
  })

  it.each([
    ['nothing', null],
    ['undefined', undefined],
    ['an empty text', ''],
    ['one letter too few', 'A'.repeat(42)],
    ['one letter too many', 'A'.repeat(44)],
    ['a letter outside the alphabet', `${'A'.repeat(42)}+`],
    ['a full-width letter', `${'A'.repeat(42)}Ａ`],
    ['a line break after it', `${'A'.repeat(43)}\n`],
    ['a megabyte', 'A'.repeat(1_000_000)],
  ])('of what cannot be a token asks the storage nothing: %s', async (_, token) => {
    watched.calls.length = 0
    expect(await world.accounts.sessions.check(token)).toBeNull()
    expect(await world.accounts.sessions.whoAmI(token)).toBeNull()
    expect(await world.accounts.sessions.end(token, client())).toBe(false)
    expect(watched.calls).toEqual([])
  })

  it('of a token that nobody has asks once and finds nothing', async () => {
    watched.calls.length = 0
    expect(await world.accounts.sessions.check('A'.repeat(43))).toBeNull()
    expect(watched.calls.map(({ name }) => name)).toEqual(['sessions.find'])
  })
})

describe('signing out', () => {
  it('ends this session at once, once, and no other', async () => {
    const [here, elsewhere] = [await signInFrom(), await signInFrom()]
    const account = (await world.accounts.sessions.check(here))?.session.accountId ?? ''
    expect(await world.accounts.sessions.end(here, client())).toBe(true)
    expect(await world.accounts.sessions.check(here)).toBeNull()
    expect(await world.accounts.sessions.whoAmI(here)).toBeNull()
    expect(await world.accounts.sessions.end(here, client())).toBe(false)
    expect(await world.accounts.sessions.check(elsewhere)).not.toBeNull()
    expect((await world.reasons(account)).filter((line) => line === 'session.ended ok')).toHaveLength(1)
  })

  it('is not undone by what was to be written down of it', async () => {
    const token = await signInFrom()
    world.clock.advance(5 * minute)
    await world.accounts.sessions.check(token)
    await world.accounts.sessions.end(token, client())
    await world.accounts.sessions.flush()
    expect(await world.accounts.sessions.check(token)).toBeNull()
  })
})

describe('who am I', () => {
  it('names the shops that accepted the account and were announced, and no others, from the instant on', async () => {
    const { storage } = world
    const account = anAccount()
    const announced = await storedShop(storage, { name: 'a: announced', rollout: announcedYesterday })
    const rollout = { announcedAt: noon + hour, enforcedAt: noon + 15 * 24 * hour }
    const later = await storedShop(storage, { name: 'b: announced in an hour', rollout })
    const never = await storedShop(storage, { name: 'c: never announced' })
    const rows = []
    for (const shop of [announced, later, never]) {
      rows.push(await storedClaim(storage, shop, { email: account.email, role: 'staff' }))
    }
    const bystander = await storedShop(storage, { name: 'd: a claim alone', rollout: announcedYesterday })
    await storedClaim(storage, bystander, { email: account.email })
    const token = 'T'.repeat(43)
    const session = aSession({ accountId: account.id, tokenHash: hashSecretToken(token) })
    await storedAccount(storage, { account, memberIds: rows.map(({ id }) => id), session })

    const shops = async () => (await world.accounts.sessions.whoAmI(token))?.memberships.map(({ shopId }) => shopId)
    world.clock.set(noon + hour - 1)
    await storage.sessions.touch([{ tokenHash: hashSecretToken(token), at: noon + minute }])
    expect(await shops()).toEqual([announced.id])
    world.clock.set(noon + hour)
    expect(await shops()).toEqual([announced.id, later.id])
  })
})
