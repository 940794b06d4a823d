import { hash as bcryptHash } from '@node-rs/bcrypt'
import { describe, expect, it } from 'vitest'
import { boundedQueue } from '../../src/primitives/bounded-queue.ts'
import { OverloadedError } from '../../src/primitives/errors.ts'
import { createKeyRing, type RingKey } from '../../src/primitives/key-ring.ts'
import { fixedClock, noon, seededRandom } from '../../src/testing/index.ts'
import { parseLegacyHash } from '../../src/vendors/legacy-password.ts'
import { passwordHasher } from '../../src/vendors/password-hasher.ts'
import { client, key, openWorld, password, said } from '../support/world.ts'

const [k1, k2] = [key('k1', 1), key('k2', 2)]
const cheap = { memoryKiB: 64, passes: 1 }

function aHasher(
  keys: readonly RingKey[] = [k1],
  { parameters = cheap, concurrency = 1, waiting = 64, legacyPeppers = new Map<string, string>() } = {},
) {
  const random = seededRandom(5)
  let drawn = 0
  const counting = {
    ...random,
    bytes(length: number) {
      if (length === 16) drawn++
      return random.bytes(length)
    },
  }
  const queue = boundedQueue({ concurrency, waiting })
  const ring = createKeyRing(keys, { random, legacyPeppers })
  // Every new hash draws one salt of 16 bytes.
  return {
    ...passwordHasher({ queue, keys: ring, random: counting, clock: fixedClock(noon), parameters }),
    queue,
    hashes: () => drawn,
  }
}

async function legacy(typed: string, scheme: string | null = null, pepper = '') {
  const read = parseLegacyHash(await bcryptHash(typed + pepper, { cost: 4 }), scheme)
  if (!read.ok) throw new Error(read.reason)
  return read.legacy
}

describe('a password hash', () => {
  it('fits its password and no other, and carries the name of its key', async () => {
    const hasher = aHasher()
    const stored = await hasher.hash(password)
    expect(stored).toMatch(/^k1:\$argon2id\$v=19\$m=64,t=1,p=1\$/)
    expect(await hasher.verify(password, stored)).toMatchObject({ matches: true, rehashed: null })
    for (const other of [`${password} `, password.toUpperCase(), password.slice(0, -1), '']) {
      expect(await hasher.verify(other, stored)).toMatchObject({ matches: false, rehashed: null })
    }
  })

  it('takes all of a long password: what comes after 72 bytes matters', async () => {
    const hasher = aHasher()
    const stored = await hasher.hash(`${'a'.repeat(72)}b`)
    expect((await hasher.verify(`${'a'.repeat(72)}c`, stored)).matches).toBe(false)
    expect((await hasher.verify(`${'a'.repeat(72)}b`, stored)).matches).toBe(true)
  })

  it('under an older key is made anew when it fits, and only then', async () => {
    const stored = await aHasher([k1]).hash(password)
    const rotated = aHasher([k2, k1])
    expect(await rotated.verify('wrong', stored)).toMatchObject({ matches: false, rehashed: null })
    const { matches, rehashed } = await rotated.verify(password, stored)
    expect(matches).toBe(true)
    expect(rehashed).toMatch(/^k2:/)
    expect(await aHasher([k2]).verify(password, rehashed)).toMatchObject({ matches: true, rehashed: null })
  })

  it('of other parameters is made anew', async () => {
    const stored = await aHasher().hash(password)
    const { rehashed } = await aHasher([k1], { parameters: { memoryKiB: 128, passes: 2 } }).verify(password, stored)
    expect(rehashed).toMatch(/^k1:\$argon2id\$v=19\$m=128,t=2,p=1\$/)
  })

  it('whose key was taken off the ring fits nothing', async () => {
    const stored = await aHasher([k1]).hash(password)
    expect(await aHasher([k2]).verify(password, stored)).toMatchObject({ matches: false, rehashed: null })
  })

  it('of the same key id and another key fits nothing', async () => {
    const stored = await aHasher([k1]).hash(password)
    expect((await aHasher([key('k1', 9)]).verify(password, stored)).matches).toBe(false)
  })
})

describe('a password of nobody', () => {
  it('is hashed all the same, without an account and without a claim', async () => {
    const hasher = aHasher()
    expect(await hasher.verify(password, null)).toMatchObject({ matches: false, rehashed: null })
    expect(hasher.hashes()).toBe(1) // what it is compared with, made once
    await hasher.verify(password, null)
    expect(hasher.hashes()).toBe(1)

    expect((await hasher.verifyLegacy(password, [])).match).toBeNull()
    expect(hasher.hashes()).toBe(2)
  })

  it('costs one new hash, as a wrong and a right password of a claim do', async () => {
    const candidate = await legacy(password)
    for (const [typed, candidates] of [
      [password, []],
      ['wrong', [candidate]],
      [password, [candidate]],
    ] as const) {
      const hasher = aHasher()
      await hasher.verifyLegacy(typed, candidates)
      expect(hasher.hashes()).toBe(1)
    }
  })
})

describe("a claimant's candidates", () => {
  it('are tried in order, and the first that fits is answered with a new hash', async () => {
    const candidates = [await legacy('another'), await legacy(password), await legacy(password)]
    const hasher = aHasher()
    const { match } = await hasher.verifyLegacy(password, candidates)
    expect(match?.index).toBe(1)
    expect((await hasher.verify(password, match?.hash ?? null)).matches).toBe(true)
  })

  it('are one job of the queue, however many', async () => {
    const candidates = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((typed) => legacy(typed)))
    const hasher = aHasher([k1], { waiting: 0 })
    const pending = hasher.verifyLegacy('e', candidates)
    expect([hasher.queue.running, hasher.queue.waiting]).toEqual([1, 0])
    expect((await pending).match?.index).toBe(4)
  })

  it('whose shop appended a pepper fit with it and not without', async () => {
    const peppered = await legacy(password, 'bcrypt+pepper:2019', 'kosho')
    const peppers = (pepper: string) => ({ legacyPeppers: new Map([['2019', pepper]]) })
    expect((await aHasher([k1], peppers('kosho')).verifyLegacy(password, [peppered])).match?.index).toBe(0)
    expect((await aHasher([k1], peppers('other')).verifyLegacy(password, [peppered])).match).toBeNull()
    expect((await aHasher().verifyLegacy(password, [peppered])).match).toBeNull()
    expect((await aHasher([k1], peppers('kosho')).verifyLegacy(`${password}kosho`, [peppered])).match).toBeNull()
  })
})

describe('too much work at once', () => {
  it('is refused beyond the queue, and there is room again afterwards', async () => {
    const hasher = aHasher([k1], { waiting: 2 })
    const taken = [hasher.hash('one'), hasher.verify('two', null), hasher.verifyLegacy('three', [])]
    expect(hasher.hasRoom()).toBe(false)
    const refused = await hasher.hash('four').then(
      () => null,
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(OverloadedError)
    expect(refused).toMatchObject({ code: 'overloaded', retryAfterSeconds: expect.any(Number) })
    await Promise.all(taken)
    expect(hasher.hasRoom()).toBe(true)
    expect(await hasher.hash('five')).toMatch(/^k1:/)
  })

  it('that nobody waits for any more is dropped before it begins', async () => {
    const hasher = aHasher([k1], { waiting: 1 })
    const running = hasher.hash('one')
    const gone = new AbortController()
    const dropped = hasher.hash('two', gone.signal)
    expect(hasher.hasRoom()).toBe(false)
    gone.abort(new Error('the client has gone'))
    await expect(dropped).rejects.toThrow('the client has gone')
    expect(hasher.hasRoom()).toBe(true)
    await running
    expect(hasher.hashes()).toBe(1)
  })

  it('is refused at the sign-in, costs no attempt, and leaves session checks alone', async () => {
    const world = await openWorld({ hashing: { concurrency: 1, waiting: 0, memoryKiB: 19_456, passes: 2 } })
    const email = 'hiro@renshu-shoes.example'
    await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email, password }])
    await world.announce('renshu-shoes')
    const { outcome } = await world.signIn(email)
    const token = outcome.outcome === 'signed-in' ? outcome.issued?.sessionToken : null
    const flow = await world.start(email)
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () => world.accounts.signIn.submitPassword(flow, 'wrong', client())),
    )
    const shed = tries.filter((one) => one.status === 'rejected' && one.reason instanceof OverloadedError)
    expect(shed.length).toBeGreaterThan(0)
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    expect(said((await world.signIn(email, password, { address: '198.51.100.1' })).outcome)).toBe('signed in')
  })
})

describe('a password with a pepper appended the way Devise does', () => {
  it('is imported, opens the first sign-in, and is afterwards hashed without that pepper', async () => {
    const email = 'hiro@renshu-shoes.example'
    const legacyPeppers = new Map([['2019', 'kosho']])
    const world = await openWorld({ legacyPeppers })
    const hash = await bcryptHash(`${password}kosho`, { cost: 4 })
    const row = { shop: 'renshu-shoes', legacyId: '5', email, hash, scheme: 'bcrypt+pepper:2019' }
    expect(await world.importRows([row])).toMatchObject({ added: 1, bad: 0 })
    await world.announce('renshu-shoes')
    expect(said((await world.signIn(email, `${password}kosho`)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(email)).outcome)).toBe('signed in')
    const found = await world.storage.accounts.findByEmail(email)
    expect(found?.account.password).toMatchObject({ origin: 'legacy', hash: expect.stringMatching(/^k1:\$argon2id\$/) })
    expect(said((await world.signIn(email, `${password}kosho`)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(email)).outcome)).toBe('signed in')
  })

  it('is a bad row when its pepper is not known', async () => {
    const world = await openWorld()
    const hash = await bcryptHash(`${password}kosho`, { cost: 4 })
    const row = { shop: 'renshu-shoes', legacyId: '5', email: 'hiro@a.example', hash, scheme: 'bcrypt+pepper:2019' }
    const report = await world.importRows([row])
    expect(report).toMatchObject({ added: 0, bad: 1 })
    expect(report.problems).toMatchObject([{ code: 'unknown_pepper' }])
  })
})
