import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientContext } from '../../src/domain/flow.ts'
import { PasswordUnacceptableError } from '../../src/factors/new-password.ts'
import { FRESHNESS_MILLISECONDS } from '../../src/policy/account-acts.ts'
import {
  SessionRequiredError,
  SessionRestrictedError,
  StepUpRequiredError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import type { EventId } from '../../src/primitives/ids.ts'
import { browserOf, keeping, referenceOf, steppedUp } from '../support/browsers.ts'
import { openRobot, robotBrowser } from '../support/robots.ts'
import { client, openWorld, password, said, type World, wrongCode } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const mika = 'mika@renshu-shoes.example'
const chosen = 'yuki ni saku hana'
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1'
let world: World
/** Hiro's browser. */
let browser: ClientContext

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '1', email: hiro, password, name: '加藤ひろ' },
    { shop: 'renshu-shoes', legacyId: '2', email: mika, password },
  ])
  await world.announce('renshu-shoes')
  browser = browserOf((await world.signIn(hiro)).outcome)
})

/** Says the present password and another, from the own browser unless told; the tokens that it goes on with. */
async function changePassword(another: string, present = password, from = browser) {
  const change = await world.accounts.profile.changePassword({ present, chosen: another }, from)
  if (change.outcome === 'rejected') throw new Error('the present password was rejected')
  return change.issued
}

const signInFrom = async (from: Partial<ClientContext> = {}, typed = password) =>
  browserOf((await world.signIn(hiro, typed, from)).outcome, from)

async function notices(to = hiro) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.received.flatMap(({ mail }) => (mail.kind === 'notice' && mail.to === to ? [mail.about] : []))
}

async function eventNames(from = browser) {
  return (await world.accounts.profile.events(null, from)).events.map(({ name }) => name)
}

describe('a profile', () => {
  it('says who somebody is, and changes name and language apart or together', async () => {
    const { profile } = world.accounts
    expect(await profile.read(browser)).toMatchObject({
      account: { email: { typed: hiro }, name: '加藤ひろ', locale: 'ja' },
      recoveredUntil: null,
      factorLift: null,
    })
    expect((await profile.edit({ name: '加藤 ひろ子' }, browser)).account).toMatchObject({ name: '加藤 ひろ子' })
    await profile.edit({ locale: 'en' }, browser)
    expect((await profile.read(browser)).account).toMatchObject({ name: '加藤 ひろ子', locale: 'en' })
    expect((await world.accounts.sessions.check(browser.sessionToken))?.account.name).toBe('加藤 ひろ子')
    expect(await eventNames()).toContain('account.profile_changed')
  })

  it('needs no fresh proof to be read or edited, and a session', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS)
    await world.accounts.profile.edit({ name: 'x' }, browser)
    await expect(world.accounts.profile.read(client())).rejects.toThrow(SessionRequiredError)
  })

  it('is neither read nor changed by a robot’s session', async () => {
    const its = await openRobot()
    const robot = await robotBrowser(its)
    const { profile, sessions } = its.world.accounts
    for (const tried of [
      profile.read(robot),
      profile.edit({ name: 'x' }, robot),
      profile.changePassword({ present: password, chosen }, robot),
      profile.events(null, robot),
      sessions.devices(robot),
      sessions.endOne('0'.repeat(26), robot),
      sessions.endOthers(robot),
    ]) {
      await expect(tried).rejects.toThrow(SessionRestrictedError)
    }
    expect(await sessions.check(robot.sessionToken, () => robot)).not.toBeNull()
  })
})

describe('a password that is changed', () => {
  it('ends every other session and forgets every browser, and this session goes on under another token', async () => {
    const other = await signInFrom()
    const issued = await changePassword(chosen)
    for (const ended of [other, browser]) {
      expect(await world.accounts.sessions.check(ended.sessionToken)).toBeNull()
    }
    const former = browser
    browser = keeping(issued, browser)
    expect((await world.accounts.profile.read(browser)).account.email.typed).toBe(hiro)
    for (const { deviceToken } of [former, other]) expect(deviceToken).not.toBe(browser.deviceToken)

    expect(said((await world.signIn(hiro, password)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(hiro, chosen)).outcome)).toBe('signed in')
    expect(await notices()).toContain('password-changed')
    expect(await eventNames()).toContain('account.password_changed')
  })

  it('sends a sign-in that is under way back to its beginning', async () => {
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    const code = await world.mailedCode(hiro)
    await changePassword(chosen)
    await expect(world.accounts.signIn.submitCode(flow, code, client())).rejects.toMatchObject({
      step: { step: 'password' },
    })
  })

  it('needs the present one as well, and hears ten wrong ones in a quarter of an hour', async () => {
    const { profile } = world.accounts
    for (let wrong = 0; wrong < 9; wrong++) {
      const change = await profile.changePassword({ present: `${password}${wrong}`, chosen }, browser)
      expect(change).toEqual({ outcome: 'rejected' })
    }
    browser = keeping(await changePassword(chosen), browser)
    for (let wrong = 0; wrong < 10; wrong++) {
      expect(await profile.changePassword({ present: password, chosen: 'asagao ga saku' }, browser)).toEqual({
        outcome: 'rejected',
      })
    }
    await expect(changePassword('asagao ga saku', chosen)).rejects.toThrow(ThrottledError)
    world.clock.advance(15 * 60_000)
    browser = await steppedUp(world, hiro, browser)
    await changePassword('asagao ga saku', chosen)
  })

  it('hears its owner however many wrong ones another session has typed, and that one itself no more', async () => {
    const thief = await signInFrom()
    const wrong = (from: ClientContext) =>
      world.accounts.profile.changePassword({ present: 'wrong wrong wrong', chosen }, from)
    for (let nth = 0; nth < 10; nth++) expect(await wrong(thief)).toEqual({ outcome: 'rejected' })
    await expect(changePassword(chosen, password, thief)).rejects.toThrow(ThrottledError)
    await changePassword(chosen)
  })

  it('is slowed down for an account whose sessions type more than thirty wrong ones, and shut for none of them', async () => {
    const thieves = [await signInFrom(), await signInFrom(), await signInFrom()]
    for (const thief of thieves) {
      for (let nth = 0; nth < 10; nth++)
        await world.accounts.profile.changePassword({ present: 'wrong wrong wrong', chosen }, thief)
    }
    await expect(changePassword(chosen)).rejects.toThrow(ThrottledError)
    world.clock.advance(1000)
    await changePassword(chosen)
  })

  it('that cannot be taken costs an attempt, as the present one was hashed for it; one that is taken gives them back', async () => {
    for (let nth = 1; nth < 10; nth++) await expect(changePassword('short')).rejects.toThrow(PasswordUnacceptableError)
    browser = keeping(await changePassword(chosen), browser)
    for (let nth = 0; nth < 10; nth++) {
      await expect(changePassword('short', chosen)).rejects.toThrow(PasswordUnacceptableError)
    }
    await expect(changePassword('short', chosen)).rejects.toThrow(ThrottledError)
  })

  it('is held to the same rules as everywhere', async () => {
    for (const [typed, problem] of [
      ['elevenchars', 'too_short'],
      ['x'.repeat(129), 'too_long'],
      ['password1234', 'common'],
      ['hiro.kato2026', 'context'],
      ['renshu-shoes1', 'context'],
    ] as const) {
      await expect(changePassword(typed), typed).rejects.toMatchObject({ problem })
    }
    await expect(changePassword('short')).rejects.toThrow(PasswordUnacceptableError)
    await changePassword('twelve chars')
  })

  it('waits for a fresh proof, which is looked for before anything is hashed', async () => {
    world.clock.advance(FRESHNESS_MILLISECONDS)
    await expect(changePassword('x')).rejects.toThrow(StepUpRequiredError)
    browser = await steppedUp(world, hiro, browser)
    await changePassword(chosen)
  })

  it('is changed once of ten at a time; the others are signed out by it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => changePassword(`${chosen} ${n}`)))
    const won = outcomes.flatMap((outcome, n) => (outcome.status === 'fulfilled' ? [n] : []))
    expect(won).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SessionRequiredError)
    }
    expect(said((await world.signIn(hiro, `${chosen} ${won[0]}`)).outcome)).toBe('signed in')
    expect((await notices()).filter((about) => about === 'password-changed')).toHaveLength(1)
  })
})

describe('devices', () => {
  it('are told by browser, address and times, and nobody else’s', async () => {
    world.clock.advance(1000)
    await signInFrom({ userAgent: phone, address: '2001:db8::7' })
    browserOf((await world.signIn(mika)).outcome)
    const listed = await world.accounts.sessions.devices(browser)
    expect(listed.map(({ current, browser: words, address }) => ({ current, words, address }))).toEqual([
      { current: false, words: { name: 'Safari', system: 'iPhone' }, address: '2001:db8::7' },
      { current: true, words: { name: null, system: null }, address: '203.0.113.7' },
    ])
    expect(JSON.stringify(listed)).not.toMatch(/Mozilla|token|hash/i)
  })

  it('are listed as long as they are signed in, seen when they were last used', async () => {
    const other = await signInFrom()
    world.clock.advance(59 * 60_000)
    const used = world.clock.now()
    await world.accounts.sessions.check(other.sessionToken)
    const seen = async () => (await world.accounts.sessions.devices(browser)).map(({ lastSeenAt }) => lastSeenAt)
    expect(await seen()).toEqual([used, used])
    await world.accounts.sessions.check(browser.sessionToken)
    await world.accounts.sessions.flush()
    world.clock.advance(59 * 60_000)
    await world.accounts.sessions.check(browser.sessionToken)
    await world.accounts.sessions.flush()
    world.clock.advance(60_000)
    expect(await seen()).toEqual([world.clock.now()])
  })

  it('are ended one by one or all others at once, after a fresh proof', async () => {
    const [second, third, fourth] = [await signInFrom(), await signInFrom(), await signInFrom()]
    const { sessions } = world.accounts
    const id = (await sessions.check(second.sessionToken))?.session.id ?? ''
    world.clock.advance(FRESHNESS_MILLISECONDS)
    await expect(sessions.endOne(id, browser)).rejects.toThrow(StepUpRequiredError)
    await expect(sessions.endOthers(browser)).rejects.toThrow(StepUpRequiredError)
    browser = await steppedUp(world, hiro, browser)

    expect(await sessions.endOne(id, browser)).toBe('ended')
    expect(await sessions.endOne(id, browser)).toBe('not-found')
    expect(await sessions.check(second.sessionToken)).toBeNull()
    expect(await sessions.check(third.sessionToken)).not.toBeNull()

    await sessions.endOthers(browser)
    for (const ended of [third, fourth]) expect(await sessions.check(ended.sessionToken)).toBeNull()
    expect(await sessions.devices(browser)).toHaveLength(1)
    await sessions.endOthers(browser)
    expect((await notices()).filter((about) => about === 'sessions-ended')).toHaveLength(1)
  })

  it('of somebody else are not found', async () => {
    const stranger = browserOf((await world.signIn(mika)).outcome)
    const id = (await world.accounts.sessions.check(browser.sessionToken))?.session.id ?? ''
    expect(await world.accounts.sessions.endOne(id, stranger)).toBe('not-found')
    expect(await world.accounts.sessions.check(browser.sessionToken)).not.toBeNull()
  })

  it('end their own session without a fresh proof', async () => {
    const id = (await world.accounts.sessions.check(browser.sessionToken))?.session.id ?? ''
    world.clock.advance(FRESHNESS_MILLISECONDS)
    expect(await world.accounts.sessions.endOne(id, browser)).toBe('signed-out')
    expect(await world.accounts.sessions.check(browser.sessionToken)).toBeNull()
  })
})

describe('a sign-in from a browser that the account does not know', () => {
  const told = async () => (await notices()).filter((about) => about === 'new-device').length

  it('is told to the owner, with the session and once; the first of all is not', async () => {
    expect(await told()).toBe(0)
    const known = await signInFrom({ userAgent: phone })
    expect(await told()).toBe(1)
    await signInFrom({ deviceToken: known.deviceToken })
    await signInFrom({ deviceToken: browser.deviceToken })
    expect(await told()).toBe(1)
    const { events } = await world.accounts.profile.events(null, browser)
    expect(events.filter(({ name }) => name === 'authn.signed_in').map(({ newDevice }) => newDevice)).toEqual([
      false,
      false,
      true,
      false,
    ])
  })

  it('is told where the browser is known to somebody else alone', async () => {
    const stranger = browserOf((await world.signIn(mika)).outcome)
    await signInFrom({ deviceToken: stranger.deviceToken })
    expect(await told()).toBe(1)
  })

  it('is not told as long as nobody is signed in by it', async () => {
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    await world.accounts.signIn.submitCode(flow, wrongCode(await world.mailedCode(hiro)), client())
    expect(await told()).toBe(0)
    expect(await notices()).toEqual(['wrong-code'])
  })
})

describe('an account’s events', () => {
  it('are those that concern the member, the newest first, a page at a time and each once', async () => {
    for (let n = 0; n < 25; n++) {
      world.clock.advance(1)
      await world.accounts.profile.edit({ name: `name ${n}` }, browser)
    }
    const ids: EventId[] = []
    for (let after: EventId | null = null; ; ) {
      const page = await world.accounts.profile.events(after, browser)
      expect(page.events.length).toBeLessThanOrEqual(20)
      ids.push(...page.events.map(({ id }) => id))
      after = page.next
      if (after === null) break
    }
    expect(new Set(ids).size).toBe(ids.length)
    const names = await eventNames()
    expect(ids).toHaveLength(27)
    expect(names[0]).toBe('account.profile_changed')
  })

  it('tell of wrong codes after the right password, of no support code and no reason, and nothing of others', async () => {
    const flow = await world.start(hiro, { userAgent: phone })
    await world.accounts.signIn.submitPassword(flow, password, client({ userAgent: phone }))
    const wrong = wrongCode(await world.mailedCode(hiro))
    await world.accounts.signIn.submitCode(flow, wrong, client({ userAgent: phone }))
    await world.signIn(mika)
    const { events } = await world.accounts.profile.events(null, browser)
    expect(events.map(({ name, factors, browser: { system } }) => [name, factors, system])).toEqual([
      ['authn.wrong_code', ['email'], 'iPhone'],
      ['authn.signed_in', [], null],
      ['account.activated', [], null],
    ])
    expect(JSON.stringify(events)).not.toMatch(/supportCode|reason|flow|mika/)
  })

  it('tell which factors came and went', async () => {
    const { factors } = world.accounts
    const { secret } = await factors.beginApp(browser)
    const added = await factors.confirmApp({ code: world.appCode(secret), keepMail: true }, browser)
    if (added.outcome !== 'changed') throw new Error(added.reason)
    browser = keeping(added.issued, browser)
    const app = added.view.factors.find(({ kind }) => kind === 'totp')
    const removed = await factors.remove(app?.id ?? '', browser)
    if (removed.outcome !== 'changed') throw new Error(removed.reason)
    browser = keeping(removed.issued, browser)
    const { events } = await world.accounts.profile.events(null, browser)
    expect(events.slice(0, 2)).toMatchObject([
      { name: 'account.factors_changed', factors: [], removedFactors: ['totp', 'recovery'] },
      { name: 'account.factors_changed', factors: ['totp', 'recovery'], removedFactors: [] },
    ])
  })

  it('follow no event of another account', async () => {
    const stranger = browserOf((await world.signIn(mika)).outcome)
    const [theirs] = (await world.accounts.profile.events(null, stranger)).events
    expect(await world.accounts.profile.events(theirs?.id ?? null, browser)).toEqual({ events: [], next: null })
  })
})

describe('a code given twice to a step-up', () => {
  beforeEach(() => world.clock.advance(FRESHNESS_MILLISECONDS))

  it('at once is one fresh session and one answer more, in whatever order they come', async () => {
    const flow = referenceOf(await world.accounts.stepUp.start(browser))
    const code = await world.mailedCode(hiro)
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => world.accounts.stepUp.submitCode(flow, code, browser)),
    )
    expect(outcomes.map(said).toSorted()).toEqual([...Array(4).fill('done already'), 'signed in'])
    const late = await world.accounts.stepUp.submitCode(flow, code, browser)
    expect(said(late)).toBe('done already')
  })

  it('is told by its own flow alone: without its secret, or with another code, nothing is', async () => {
    const flow = referenceOf(await world.accounts.stepUp.start(browser))
    const code = await world.mailedCode(hiro)
    expect(said(await world.accounts.stepUp.submitCode(flow, code, browser))).toBe('signed in')
    const again = (changes: Partial<typeof flow>, typed = code) =>
      world.accounts.stepUp.submitCode({ ...flow, ...changes }, typed, browser)
    await expect(again({ secret: 'A'.repeat(43) })).rejects.toThrow(SessionRequiredError)
    await expect(again({}, wrongCode(code))).rejects.toMatchObject({ code: 'flow_not_found' })
    world.clock.advance(60_000)
    await expect(again({})).rejects.toMatchObject({ code: 'flow_not_found' })
  })
})
