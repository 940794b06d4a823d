import { hash as bcryptHash } from '@node-rs/bcrypt'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountsOptions } from '../../src/accounts/options.ts'
import { CODE_LIFETIME_MILLISECONDS } from '../../src/domain/challenge.ts'
import { meaninglessFor } from '../../src/policy/proxies.ts'
import { ConfigurationError } from '../../src/primitives/errors.ts'
import { aLegacyPassword, announcedYesterday, storedClaim, storedShop } from '../../src/testing/index.ts'
import { openRobot } from '../support/robots.ts'
import { client, key, openWorld, password, said, type World } from '../support/world.ts'

const hiro = 'hiro@renshu-shoes.example'
const futaba = 'futaba@freelance.example'
const chosen = 'hitotsu ni matomeru'
const [k1, k2, k3] = [key('k1', 1), key('k2', 2), key('k3', 3)]
let world: World

beforeEach(async () => {
  world = await openWorld()
})

async function withClaims(): Promise<void> {
  await world.importRows([
    { shop: 'shop-one', legacyId: '5', email: hiro, password },
    { shop: 'shop-one', legacyId: '6', email: futaba, password: 'first shop password' },
    { shop: 'shop-two', legacyId: '6', email: futaba, password: 'second shop password' },
  ])
  await world.announce('shop-one')
  await world.announce('shop-two')
}

describe('a start behind proxies that make addresses say nothing', () => {
  const ranges = ['203.0.113.8/29', '2001:db8:1::/64']

  it.each([
    { proxies: '10.0.0.0/8', range: 'any', is: null },
    { proxies: 'fc00::/7', range: 'any', is: null },
    { proxies: '203.0.113.7/32', range: 'the next', is: null },
    { proxies: '203.0.113.16/28', range: 'the next', is: null },
    { proxies: '0.0.0.0/0', range: 'any', is: /0\.0\.0\.0\/0 would let anybody choose/ },
    { proxies: '::/0', range: 'any', is: /would let anybody choose/ },
    { proxies: '128.0.0.0/1', range: 'any', is: /would let anybody choose/ },
    { proxies: '10.0.0.0/7', range: 'any', is: /would let anybody choose/ },
    { proxies: '2000::/3', range: 'any', is: /would let anybody choose/ },
    { proxies: '203.0.113.10', range: 'a grant', is: /touches 203\.0\.113\.8\/29/ },
    { proxies: '::ffff:203.0.113.10', range: 'a grant', is: /touches 203\.0\.113\.8\/29/ },
    { proxies: '203.0.113.0/24', range: 'a grant', is: /touches 203\.0\.113\.8\/29/ },
    { proxies: '2001:db8::/32', range: 'a grant', is: /touches 2001:db8:1::\/64/ },
  ])('$proxies beside $range: $is', ({ proxies, is }) => {
    expect(meaninglessFor([proxies], [])).toBeNull()
    const problem = meaninglessFor(['10.1.2.3', ` ${proxies} `], ranges)
    if (is === null) expect(problem).toBeNull()
    else expect(problem).toMatch(is)
  })

  it('is refused while a robot is let in by its address, and names the setting and the range', async () => {
    const robot = await openRobot()
    const trustedProxies = ['10.0.0.1', '0.0.0.0/0']
    const error = await robot.world.node({ trustedProxies }).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'configuration_invalid', setting: 'trustedProxies' })
    expect((error as Error).message).toContain('0.0.0.0/0')
    await expect(robot.world.node({ trustedProxies: ['203.0.113.0/24'] })).rejects.toThrow('203.0.113.8/29')
    expect((await robot.world.node({ trustedProxies: ['10.0.0.1'] })).trustedProxies).toEqual(['10.0.0.1'])

    robot.world.clock.set(robot.grant.endsAt - 1)
    await expect(robot.world.node({ trustedProxies })).rejects.toThrow(ConfigurationError)
    robot.world.clock.set(robot.grant.endsAt)
    await robot.world.node({ trustedProxies })
    robot.world.clock.set(robot.grant.endsAt - 1)
    await robot.world.storage.bypasses.revoke(robot.grant.id, {})
    await robot.world.node({ trustedProxies })
  })

  it('is refused for what is no range, and not for proxies at all where nobody is a robot', async () => {
    await expect(world.node({ trustedProxies: ['010.0.0.0/8'] })).rejects.toMatchObject({ setting: 'trustedProxies' })
    await world.node({ trustedProxies: ['0.0.0.0/0'] })
  })
})

async function refusal(changes: Partial<AccountsOptions>): Promise<ConfigurationError> {
  const error = await world.node(changes).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConfigurationError)) throw new Error(`the start was not refused: ${String(error)}`)
  return error
}

describe('a start without a key that stored rows need is refused, and names the setting and the key', () => {
  it("for an account's password, until its owner signed in under the newer key", async () => {
    await withClaims()
    await world.signIn(hiro)
    const error = await refusal({ keys: [k2] })
    expect(error).toMatchObject({ code: 'configuration_invalid', setting: 'keys' })
    expect(error.message).toContain('k1')

    await world.restart({ keys: [k2, k1] })
    await world.signIn(hiro)
    expect((await world.storage.accounts.findByEmail(hiro))?.account.password.hash).toMatch(/^k2:/)
    world.clock.advance(CODE_LIFETIME_MILLISECONDS)
    await world.restart({ keys: [k2] })
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it("for a shop's authenticator secret", async () => {
    await world.importRows([{ shop: 'shop-one', legacyId: '1', email: hiro, totpSecret: 'JBSWY3DPEHPK3PXP' }])
    expect(await refusal({ keys: [k2] })).toMatchObject({ setting: 'keys' })
    await expect(world.node({ keys: [k2, k1] })).resolves.toBeDefined()
  })

  it('for a mailed code, until the instant it is worth nothing', async () => {
    const flow = await codeOnItsWay()
    await world.accounts.signIn.abandon(flow, client())
    world.clock.advance(CODE_LIFETIME_MILLISECONDS - 1)
    expect(await refusal({ keys: [k2] })).toMatchObject({ setting: 'keys' })
    world.clock.advance(1)
    await expect(world.node({ keys: [k2] })).resolves.toBeDefined()
  })

  it('for a mail that waits', async () => {
    await codeOnItsWay({ deliver: false })
    world.clock.advance(CODE_LIFETIME_MILLISECONDS)
    expect(await refusal({ keys: [k2] })).toMatchObject({ setting: 'keys' })
    await world.accounts.mailDelivery.deliverDue() // past its use: given up and erased
    expect((await refusal({ keys: [k2] })).message).toContain('k1') // the flow still holds a password

    const other = await openWorld()
    await expect(other.node({ keys: [k2] })).resolves.toBeDefined()
  })

  async function codeOnItsWay({ deliver = true } = {}) {
    await withClaims()
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    if (deliver) await world.accounts.mailDelivery.deliverDue()
    return flow
  }
})

describe('a start without a pepper that imported passwords need', () => {
  it('is refused and names it; with the pepper it starts and the password opens', async () => {
    const legacyPeppers = new Map([['2019', 'kosho']])
    await world.restart({ legacyPeppers })
    const hash = await bcryptHash(`${password}kosho`, { cost: 4 })
    await world.importRows([{ shop: 'shop-one', legacyId: '1', email: hiro, hash, scheme: 'bcrypt+pepper:2019' }])
    await world.announce('shop-one')
    const error = await refusal({ legacyPeppers: new Map([['2020', 'kosho']]) })
    expect(error).toMatchObject({ setting: 'legacyPeppers' })
    expect(error.message).toContain('2019')
    expect(error.message).not.toContain('kosho')
    expect(await refusal({})).toMatchObject({ setting: 'legacyPeppers' })

    await world.restart({ legacyPeppers })
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
    // The account's own hash is peppered by the ring; the shop's pepper is not needed any more.
    await expect(world.node({})).resolves.toBeDefined()
  })
})

describe('a start with a floor below what the imported hashes of one address need', () => {
  async function withHashesOf(...milliseconds: number[]): Promise<void> {
    for (const [index, nominalMilliseconds] of milliseconds.entries()) {
      const shop = await storedShop(world.storage, { rollout: announcedYesterday })
      const email = { key: hiro, typed: hiro }
      const legacyPassword = aLegacyPassword({ nominalMilliseconds })
      await storedClaim(world.storage, shop, { email, legacyPassword, lastSignInAt: world.clock.now() - index })
    }
  }

  it.each([
    [310, true],
    [311, false],
    [312, false],
  ])(
    'is refused, naming the least that will do, with room for the new hash and a busy server: %i ms, refused: %s',
    async (floor, isRefused) => {
      await withHashesOf(120, 80)
      const passwordStepFloorMilliseconds = floor
      if (!isRefused) return expect(await world.node({ passwordStepFloorMilliseconds })).toBeDefined()
      const error = await refusal({ passwordStepFloorMilliseconds })
      expect(error.setting).toBe('passwordStepFloorMilliseconds')
      expect(error.message).toContain('at least 350')
    },
  )

  it('counts the five dearest of them, since no more are tried', async () => {
    await withHashesOf(5, 10, 10, 10, 10, 10)
    await expect(world.node({ passwordStepFloorMilliseconds: 101 })).resolves.toBeDefined()
    expect(await refusal({ passwordStepFloorMilliseconds: 100 })).toMatchObject({
      setting: 'passwordStepFloorMilliseconds',
    })
  })

  it('is no question when nothing was imported', async () => {
    await expect(world.node({ passwordStepFloorMilliseconds: 0 })).resolves.toBeDefined()
  })
})

describe('a floor', () => {
  it('rises with an import that brings dearer hashes, within a minute and without a restart', async () => {
    await withClaims()
    const answered = async () => {
      await world.accounts.signIn.submitPassword(await world.start('nobody@nowhere.example'), 'wrong', client())
      return world.clock.slept.at(-1)
    }
    expect(await answered()).toBe(350)
    const dear = await storedShop(world.storage, { rollout: announcedYesterday })
    await storedClaim(world.storage, dear, { legacyPassword: aLegacyPassword({ nominalMilliseconds: 830 }) })
    world.clock.advance(60_000)
    expect(await answered()).toBe(Math.ceil((830 + (26 * 19_456 * 2) / 47_104) * 1.4))
  })
})

describe('a key that comes to the ring in the middle of flows locks nobody out', () => {
  const rotate = (when: string, at: string) => (when === at ? world.restart({ keys: [k2, k1] }) : undefined)

  it.each(['after the start', 'after the password', 'after the code was mailed'])('%s', async (when) => {
    await withClaims()
    const flow = await world.start(hiro)
    await rotate(when, 'after the start')
    await world.accounts.signIn.submitPassword(flow, password, client())
    await rotate(when, 'after the password')
    const code = await world.mailedCode(hiro)
    await rotate(when, 'after the code was mailed')
    expect(said(await world.accounts.signIn.submitCode(flow, code, client()))).toBe('signed in')
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it('before the new password', async () => {
    await withClaims()
    const { flow, outcome } = await world.signIn(futaba, 'first shop password')
    expect(said(outcome)).toBe('new-password several-claims')
    await world.restart({ keys: [k2, k1] })
    expect(said(await world.accounts.signIn.submitNewPassword(flow, chosen, client()))).toBe('signed in')
    expect(said((await world.signIn(futaba, chosen)).outcome)).toBe('signed in')
  })

  it('with a session, a known browser and a hash of the older key, which is made anew at the next sign-in', async () => {
    await withClaims()
    const { outcome } = await world.signIn(hiro)
    if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
    await world.restart({ keys: [k2, k1] })
    expect(await world.accounts.sessions.check(outcome.issued.sessionToken)).not.toBeNull()
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
    expect((await world.storage.accounts.findByEmail(hiro))?.account.password.hash).toMatch(/^k2:/)
    await world.restart({ keys: [k3, k2, k1] })
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })
})

describe('a key that is not on the ring', () => {
  it('verifies nothing: a code of it is wrong where it is missing, and right where it is not', async () => {
    const without = await world.node({ keys: [k2] }) // started before anything needed k1
    await withClaims()
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    const code = await world.mailedCode(hiro)
    expect(said(await without.signIn.submitCode(flow, code, client()))).toBe('code_rejected mismatch')
    expect(said(await world.accounts.signIn.submitCode(flow, code, client()))).toBe('signed in')
  })

  it('verifies nothing: a password hashed under it is wrong where it is missing, and right where it is not', async () => {
    const without = await world.node({ keys: [k2] })
    await withClaims()
    await world.signIn(hiro)
    expect(said(await without.signIn.submitPassword(await world.start(hiro), password, client()))).toBe(
      'credentials_rejected',
    )
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })
})
