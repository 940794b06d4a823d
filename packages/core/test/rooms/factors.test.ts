import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import { FRESHNESS_MILLISECONDS } from '../../src/policy/account-acts.ts'
import { appFirst, emailFirst } from '../../src/policy/factor-policy.ts'
import {
  CodeMalformedError,
  FactorRefusedError,
  FlowNotFoundError,
  SessionRequiredError,
  SessionRestrictedError,
  StepUpRequiredError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import type { FactorOutcome } from '../../src/rooms/factors/factors.ts'
import { browserOf, referenceOf, steppedUp, stepUpByMail } from '../support/browsers.ts'
import { openRobot, robotBrowser } from '../support/robots.ts'
import { client, key, openWorld, password, said, shopId, type World, wrongCode } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const mika = 'mika@renshu-shoes.example'
const step = 30_000
let world: World
/** Hiro's browser: it follows the tokens that every change renews. */
let browser: ClientContext

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '1', email: hiro, password },
    { shop: 'renshu-shoes', legacyId: '2', email: mika, password },
  ])
  await world.announce('renshu-shoes')
  browser = browserOf((await world.signIn(hiro)).outcome)
})

function changed<More>(outcome: FactorOutcome<More>) {
  if (outcome.outcome !== 'changed') throw new Error(`not changed: ${outcome.reason}`)
  browser = client({ sessionToken: outcome.issued.sessionToken, deviceToken: outcome.issued.device?.token ?? null })
  return outcome
}

async function addApp(keepMail = true) {
  const { secret } = await world.accounts.factors.beginApp(browser)
  const code = world.appCode(secret)
  return { secret, ...changed(await world.accounts.factors.confirmApp({ code, keepMail }, browser)) }
}

const kindsOf = async () => (await world.accounts.factors.list(browser)).factors.map(({ kind }) => kind).toSorted()

async function notices(to: string) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.received.flatMap(({ mail }) => (mail.kind === 'notice' && mail.to === to ? [mail.about] : []))
}

describe('an app added by somebody signed in', () => {
  it('comes with ten recovery codes, is told of by mail, and leaves this session alone', async () => {
    const other = browserOf((await world.signIn(hiro)).outcome)
    const before = browser
    const { recoveryCodes, view } = await addApp()
    expect(recoveryCodes).toHaveLength(10)
    expect(view).toMatchObject({ recoveryCodesLeft: 10, mail: 'allowed', needsApp: false })
    expect(await kindsOf()).toEqual(['email', 'recovery', 'totp'])
    for (const ended of [other, before]) {
      expect(await world.accounts.sessions.check(ended.sessionToken)).toBeNull()
    }
    expect(await notices(hiro)).toContain('factor-added')
  })

  it('may take the place of mail', async () => {
    await addApp(false)
    expect(await kindsOf()).toEqual(['recovery', 'totp'])
  })

  it('takes the place of one there was only when it is confirmed', async () => {
    const first = await addApp()
    const second = await world.accounts.factors.beginApp(browser)
    const [stored] = [await storedSecret()]
    await expect(confirm(wrongCode(world.appCode(second.secret)))).resolves.toMatchObject({ outcome: 'rejected' })
    expect(await storedSecret()).toBe(stored)
    const replaced = changed(await confirm(world.appCode(second.secret)))
    expect(await storedSecret()).not.toBe(stored)
    expect(replaced.recoveryCodes).not.toEqual(first.recoveryCodes)
    expect(await kindsOf()).toEqual(['email', 'recovery', 'totp'])
  })

  it('is told with what goes for it: mail that is given up, and the app whose place it takes', async () => {
    const removed = async () => {
      await world.accounts.mailDelivery.deliverDue()
      return world.mailer.ofKind('notice').flatMap((mail) => (mail.about === 'factor-removed' ? [mail.factor] : []))
    }
    await addApp()
    expect(await removed()).toEqual([])
    await addApp()
    expect(await removed()).toEqual(['totp'])
    await addApp(false)
    expect((await removed()).toSorted()).toEqual(['email', 'totp', 'totp'])
    expect((await notices(hiro)).filter((about) => about === 'factor-added')).toHaveLength(3)
  })

  it('is nobody else’s to confirm, and not after its ten minutes', async () => {
    const { secret } = await world.accounts.factors.beginApp(browser)
    const stranger = browserOf((await world.signIn(mika)).outcome)
    const stolen = world.accounts.factors.confirmApp({ code: world.appCode(secret), keepMail: true }, stranger)
    await expect(stolen).rejects.toMatchObject({ reason: 'not_begun' })
    world.clock.advance(10 * 60_000)
    browser = await steppedUp(world, hiro, browser)
    await expect(confirm(world.appCode(secret))).rejects.toThrow(FactorRefusedError)
  })

  it('has a secret of the server’s making, whatever is sent, and says it once', async () => {
    const { secret } = await world.accounts.factors.beginApp(browser)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(JSON.stringify(await world.accounts.factors.list(browser))).not.toContain(secret)
    await addApp()
    const view = JSON.stringify(await world.accounts.factors.list(browser))
    expect(view).not.toMatch(/secret|sealed|hash/i)
  })

  const confirm = (code: string) => world.accounts.factors.confirmApp({ code, keepMail: true }, browser)

  async function storedSecret() {
    const found = await world.storage.accounts.findByEmail(hiro)
    return found && (await world.storage.factors.findTotp(found.account.id))?.sealed
  }
})

describe('recovery codes', () => {
  it('are made ten times in a quarter of an hour by one session, and no more are hashed; another session is heard', async () => {
    await addApp()
    const other = browserOf((await world.signIn(hiro)).outcome)
    for (let sets = 1; sets < 10; sets++) changed(await world.accounts.factors.newRecoveryCodes(browser))
    await expect(world.accounts.factors.newRecoveryCodes(browser)).rejects.toThrow(ThrottledError)
    await expect(addApp()).rejects.toThrow(ThrottledError)
    expect(await world.accounts.sessions.check(other.sessionToken)).toBeNull() // ended by the changes
    const fresh = browserOf((await world.signIn(hiro)).outcome)
    expect(await world.accounts.factors.newRecoveryCodes(fresh)).toMatchObject({ outcome: 'changed' })
  }, 30_000)
})

describe('codes by mail beside an app', () => {
  beforeEach(() => addApp(false))

  it('are switched on by a code of the app, and from then on are another way at the sign-in', async () => {
    const secret = (await addApp(false)).secret
    world.clock.advance(step)
    changed(await world.accounts.factors.switchMailOn(world.appCode(secret), browser))
    expect(await kindsOf()).toEqual(['email', 'recovery', 'totp'])
    expect(await notices(hiro)).toContain('factor-added')
    const flow = await world.start(hiro)
    const asked = await world.accounts.signIn.submitPassword(flow, password, client())
    if (asked.outcome !== 'step' || asked.step.step !== 'code') throw new Error(said(asked))
    expect([asked.step.factor, ...asked.step.alternatives].toSorted()).toEqual(['email', 'recovery', 'totp'])
  })

  it('are not switched on by a wrong code, a used one, one by mail, or none', async () => {
    const secret = (await addApp(false)).secret
    const used = world.appCode(secret)
    const { factors } = world.accounts
    expect(await factors.switchMailOn(used, browser)).toEqual({ outcome: 'rejected', reason: 'replayed' })
    world.clock.advance(step)
    const right = world.appCode(secret)
    expect(await factors.switchMailOn(wrongCode(right), browser)).toEqual({ outcome: 'rejected', reason: 'mismatch' })
    await expect(factors.switchMailOn('', browser)).rejects.toThrow(CodeMalformedError)
    expect(await kindsOf()).toEqual(['recovery', 'totp'])
    changed(await factors.switchMailOn(right, browser))
  })

  it('stay off where a shop bars them, and cannot be switched on twice', async () => {
    const secret = (await addApp(false)).secret
    const { rollouts, factors } = world.accounts
    const bars = { ...appFirst, mailAs: 'never' } as const
    await rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: bars }, 'operator:test')
    world.clock.advance(step)
    const barred = factors.switchMailOn(world.appCode(secret), browser)
    await expect(barred).rejects.toMatchObject({ reason: 'barred_by_policy' })
    await rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: emailFirst }, 'operator:test')
    changed(await factors.switchMailOn(world.appCode(secret), browser))
    world.clock.advance(step)
    await expect(factors.switchMailOn(world.appCode(secret), browser)).rejects.toMatchObject({ reason: 'enrolled' })
  })

  it('share their wrong codes with the sign-in: ten in an hour and no more', async () => {
    const secret = (await addApp(false)).secret
    world.clock.advance(step)
    const right = world.appCode(secret)
    const unknown = { ...browser, deviceToken: null }
    for (let n = 1; n <= 10; n++) await world.accounts.factors.switchMailOn(wrongCode(right, n), unknown)
    await expect(world.accounts.factors.switchMailOn(right, unknown)).rejects.toMatchObject({ code: 'throttled' })
  })
})

describe('removing a factor', () => {
  const idOf = async (kind: string) =>
    (await world.accounts.factors.list(browser)).factors.find((factor) => factor.kind === kind)?.id ?? ''

  it('takes an app away with its recovery codes, and tells its owner', async () => {
    await addApp()
    changed(await world.accounts.factors.remove(await idOf('totp'), browser))
    expect(await kindsOf()).toEqual(['email'])
    expect(await notices(hiro)).toContain('factor-removed')
  })

  it('leaves the last one where it is', async () => {
    const { factors } = world.accounts
    await expect(factors.remove(await idOf('email'), browser)).rejects.toMatchObject({ reason: 'last_factor' })
    await addApp()
    changed(await factors.remove(await idOf('email'), browser))
    await expect(factors.remove(await idOf('totp'), browser)).rejects.toMatchObject({ reason: 'last_factor' })
  })

  it('is refused for an app that a shop asks for', async () => {
    await addApp()
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: appFirst }, 'operator:test')
    const refused = world.accounts.factors.remove(await idOf('totp'), browser)
    await expect(refused).rejects.toMatchObject({ reason: 'required_by_policy' })
  })

  it('of somebody else finds nothing', async () => {
    const theirs = await idOf('email')
    browser = browserOf((await world.signIn(mika)).outcome)
    await addApp()
    await expect(world.accounts.factors.remove(theirs, browser)).rejects.toMatchObject({ reason: 'not_enrolled' })
  })

  it('is done once of twenty at a time, and what is left is one whole state', async () => {
    await addApp()
    const [app, mail] = [await idOf('totp'), await idOf('email')]
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        world.accounts.factors.remove(n % 2 ? app : mail, browser).then(
          (outcome) => outcome,
          () => null,
        ),
      ),
    )
    const winners = outcomes.filter((outcome) => outcome !== null)
    expect(winners).toHaveLength(1)
    for (const winner of winners) changed(winner)
    expect([['email'], ['recovery', 'totp']]).toContainEqual(await kindsOf())
  })
})

describe('recovery codes', () => {
  it('are made anew in place of those there were, for who has an app', async () => {
    await expect(world.accounts.factors.newRecoveryCodes(browser)).rejects.toMatchObject({ reason: 'not_enrolled' })
    const former = await addApp()
    const { recoveryCodes } = changed(await world.accounts.factors.newRecoveryCodes(browser))
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    await world.accounts.signIn.chooseFactor(flow, 'recovery', client())
    const submit = (code = '') => world.accounts.signIn.submitCode(flow, code, client())
    expect(said(await submit(former.recoveryCodes[0]))).toBe('code_rejected mismatch')
    expect(said(await submit(recoveryCodes[0]))).toBe('signed in')
    expect(await notices(hiro)).toContain('recovery-codes-made')
  })
})

describe('freshness', () => {
  const act = () => world.accounts.factors.beginApp(browser)

  it('lasts until the instant its five minutes end, and a step-up brings it back under another token', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS - 1)
    await act()
    world.clock.advance(1)
    await expect(act()).rejects.toThrow(StepUpRequiredError)
    const former = browser
    browser = await steppedUp(world, hiro, browser)
    await act()
    expect(await world.accounts.sessions.check(former.sessionToken)).toBeNull()
  })

  it('is asked for before every change, and nothing changes without it', async () => {
    await addApp()
    world.clock.advance(FRESHNESS_MILLISECONDS)
    const { factors } = world.accounts
    const [mail] = (await factors.list(browser)).factors
    for (const stale of [
      factors.beginApp(browser),
      factors.confirmApp({ code: '123456', keepMail: true }, browser),
      factors.remove(mail?.id ?? '', browser),
      factors.newRecoveryCodes(browser),
    ]) {
      await expect(stale).rejects.toThrow(StepUpRequiredError)
    }
    expect(await kindsOf()).toEqual(['email', 'recovery', 'totp'])
  })

  it('is not brought by a wrong code, and five of those end the step-up', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS)
    const { flow, code } = await stepUpByMail(world, hiro, browser)
    for (let n = 1; n <= 4; n++) {
      expect(said(await world.accounts.stepUp.submitCode(flow, wrongCode(code, n), browser))).toBe(
        'code_rejected mismatch',
      )
    }
    expect(said(await world.accounts.stepUp.submitCode(flow, wrongCode(code, 5), browser))).toBe(
      'code_rejected exhausted',
    )
    await expect(world.accounts.stepUp.submitCode(flow, code, browser)).rejects.toThrow(FlowNotFoundError)
    await expect(act()).rejects.toThrow(StepUpRequiredError)
  })

  it('is the session’s own: another account’s step-up, or its code at the sign-in, is not found', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS)
    const { flow, code } = await stepUpByMail(world, hiro, browser)
    const stranger = browserOf((await world.signIn(mika)).outcome)
    await expect(world.accounts.stepUp.submitCode(flow, code, stranger)).rejects.toThrow(FlowNotFoundError)
    await expect(world.accounts.signIn.submitCode(flow, code, browser)).rejects.toThrow(FlowNotFoundError)
    await expect(world.accounts.stepUp.submitCode(flow, code, client())).rejects.toThrow(SessionRequiredError)
    const signIn = await world.start(hiro)
    await expect(world.accounts.stepUp.submitCode(signIn, '123456', browser)).rejects.toThrow(FlowNotFoundError)
    expect(said(await world.accounts.stepUp.submitCode(flow, code, browser))).toBe('signed in')
  })

  it('brought by an app lifts the session to its strength, and a code of it is used up by that', async () => {
    const { secret } = await addApp()
    world.clock.advance(FRESHNESS_MILLISECONDS)
    const started = await world.accounts.stepUp.start(browser)
    const flow = referenceOf(started)
    await world.accounts.stepUp.chooseFactor(flow, 'totp', browser)
    const code = world.appCode(secret)
    const outcome = await world.accounts.stepUp.submitCode(flow, code, browser)
    if (outcome.outcome !== 'signed-in') throw new Error(said(outcome))
    browser = { ...browser, sessionToken: outcome.issued?.sessionToken ?? null }
    expect((await world.accounts.sessions.check(browser.sessionToken))?.session.acr).toBe('urn:ecforce:acr:app')
    expect(outcome.issued?.device).toBeNull()
    expect(await world.accounts.factors.switchMailOn(code, browser).catch((error: Error) => error.name)).toBe(
      'FactorRefusedError',
    )
    const again = await world.start(hiro)
    await world.accounts.signIn.submitPassword(again, password, client())
    expect(said(await world.accounts.signIn.submitCode(again, code, client()))).toBe('code_rejected replayed')
  })

  it('begun under one key is proven under the next', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS)
    const { flow, code } = await stepUpByMail(world, hiro, browser)
    await world.restart({ keys: [key('k2', 2), key('k1', 1)] })
    expect(said(await world.accounts.stepUp.submitCode(flow, code, browser))).toBe('signed in')
  })

  it('is of no use to a robot’s session', async () => {
    const robot = await openRobot()
    const its = await robotBrowser(robot)
    await expect(robot.world.accounts.stepUp.start(its)).rejects.toThrow(SessionRestrictedError)
  })
})
