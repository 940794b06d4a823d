import { beforeEach, describe, expect, it } from 'vitest'
import { RECOVERED_MILLISECONDS } from '../../src/domain/account.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import { RESET_LINK_SECONDS } from '../../src/domain/mailed-link.ts'
import { PasswordUnacceptableError } from '../../src/factors/new-password.ts'
import { appFirst, emailFirst } from '../../src/policy/factor-policy.ts'
import { throttleRules } from '../../src/policy/throttle.ts'
import {
  FlowNotFoundError,
  LinkUnusableError,
  SessionRestrictedError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import { newSecretToken } from '../../src/primitives/secret-token.ts'
import { noon, seededRandom } from '../../src/testing/index.ts'
import { client, openWorld, password, said, shopId, type World, wrongCode } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const chosen = 'murasaki-no-yama-31'
const minute = 60_000
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password, name: '加藤ひろ' }])
  await world.announce('renshu-shoes')
})

const confirm = (token: string | null, typed = chosen, from = client()) =>
  world.accounts.passwordReset.confirm({ token: token ?? '', password: typed, locale: 'ja' }, from)
const accountOf = async (email = hiro) => (await world.storage.accounts.findByEmail(email))?.account
const mailsOf = async (email = hiro) => {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.received.map(({ mail }) => mail).filter(({ to }) => to === email)
}
const latestReset = () => world.mailer.ofKind('reset').at(-1)

async function sessionOf(email = hiro, typed = password) {
  const { outcome } = await world.signIn(email, typed)
  if (outcome.outcome !== 'signed-in') throw new Error(said(outcome))
  return outcome.issued
}

describe('a reset of an account', () => {
  it('replaces the password and signs nobody in: every session, flow and known browser is gone, the factors are not', async () => {
    const issued = await sessionOf()
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    const before = await world.storage.accounts.findByEmail(hiro)

    expect(await confirm(await world.askReset(hiro))).toEqual({ email: { key: hiro, typed: hiro }, device: null })

    expect(await world.accounts.sessions.check(issued?.sessionToken)).toBeNull()
    await expect(world.accounts.signIn.submitCode(flow, '000000', client())).rejects.toThrow(FlowNotFoundError)
    const after = await world.storage.accounts.findByEmail(hiro)
    expect(after?.factors).toEqual(before?.factors)
    expect(after?.account).toMatchObject({ credentialEpoch: 2, mailResetAt: noon, password: { origin: 'own' } })
    expect(said((await world.signIn(hiro, password)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(hiro, chosen)).outcome)).toBe('signed in')
  })

  it('tells the owner, and until when the account is held back', async () => {
    await sessionOf()
    await confirm(await world.askReset(hiro))
    expect((await mailsOf()).at(-1)).toMatchObject({
      kind: 'notice',
      about: 'password-reset',
      heldUntil: noon + RECOVERED_MILLISECONDS,
      from: { address: '203.0.113.7' },
    })
    expect(await world.reasons((await accountOf())?.id ?? '')).toEqual(
      expect.arrayContaining(['account.password_reset ok', 'account.password_reset_asked ok']),
    )
  })

  it('is told to who administers a shop of the member, and to nobody else, when the account is recovered by it', async () => {
    const mei = 'mei.ono@renshu-shoes.example'
    const staff = 'yui@renshu-shoes.example'
    const elsewhere = 'hajime@mihon-tea.example'
    world = await openWorld()
    await world.importRows([
      { shop: 'renshu-shoes', legacyId: '5', email: hiro, password },
      { shop: 'renshu-shoes', legacyId: '6', email: mei, password, role: 'administrator' },
      { shop: 'renshu-shoes', legacyId: '7', email: staff, password },
      { shop: 'mihon-tea', legacyId: '1', email: elsewhere, password, role: 'administrator' },
    ])
    await world.announce('renshu-shoes')
    await world.announce('mihon-tea')
    for (const email of [hiro, mei, staff, elsewhere]) await sessionOf(email)
    await confirm(await world.askReset(hiro))
    await world.accounts.mailDelivery.deliverDue()
    const told = world.mailer.ofKind('notice').filter(({ about }) => about === 'member-recovered')
    expect(told).toMatchObject([
      { to: mei, maskedMember: 'h***@renshu-shoes.example', heldUntil: noon + RECOVERED_MILLISECONDS, from: null },
    ])
  })

  it('leaves whoever has mail alone recovered for a day, in which factors stay as they are', async () => {
    await sessionOf()
    await confirm(await world.askReset(hiro))
    const token = (await sessionOf(hiro, chosen))?.sessionToken ?? null
    expect((await world.accounts.sessions.check(token))?.session.sessionClass).toBe('recovered')
    const begin = () => world.accounts.factors.beginApp(client({ sessionToken: token }))
    await expect(begin()).rejects.toThrow(SessionRestrictedError)
    world.clock.set(noon + RECOVERED_MILLISECONDS)
    const later = (await sessionOf(hiro, chosen))?.sessionToken ?? null
    expect((await world.accounts.sessions.check(later))?.session.sessionClass).toBe('full')
  })

  it('asks whoever has an app for the app: the mailbox is no second factor until it was proven', async () => {
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: appFirst }, 'operator:test')
    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, password, client())
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client())
    const { secret } = await world.enrolApp(flow)
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: emailFirst }, 'operator:test')
    world.clock.advance(minute)

    await confirm(await world.askReset(hiro))
    expect((await mailsOf()).at(-1)).toMatchObject({ about: 'password-reset', heldUntil: null })
    const again = await world.start(hiro)
    const step = await world.accounts.signIn.submitPassword(again, chosen, client())
    expect(said(step)).toBe('code totp verify')
    expect(step).toMatchObject({ step: { alternatives: ['recovery'] } })
    const other = world.accounts.signIn.chooseFactor(again, 'email', client())
    expect(said(await other)).toBe('code totp verify')

    const done = await world.accounts.signIn.submitCode(again, world.appCode(secret), client())
    expect(said(done)).toBe('signed in')
    expect((await accountOf())?.mailResetAt).toBeNull()
  })

  it('has no app bound while the account is recovered, whatever the shop asks for; a day later it is asked for', async () => {
    await sessionOf()
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: appFirst }, 'operator:test')
    await confirm(await world.askReset(hiro))

    world.clock.advance(RECOVERED_MILLISECONDS - 1)
    const held = (await sessionOf(hiro, chosen))?.sessionToken
    expect((await world.accounts.sessions.check(held))?.session.sessionClass).toBe('recovered')
    expect((await world.storage.accounts.findByEmail(hiro))?.factors.map(({ kind }) => kind)).toEqual(['email'])

    world.clock.advance(1)
    const { flow, outcome } = await world.signIn(hiro, chosen)
    expect(said(outcome)).toBe('enrol-app')
    expect(said((await world.enrolApp(flow)).outcome)).toBe('signed in')
  })

  it.each([
    { mail: 'kept beside it', keepMail: true },
    { mail: 'switched on by it later', keepMail: false },
  ])('leaves mail another way beside an app that was enrolled since, $mail', async ({ keepMail }) => {
    await sessionOf()
    await confirm(await world.askReset(hiro))
    world.clock.advance(RECOVERED_MILLISECONDS)
    let issued = await sessionOf(hiro, chosen)
    const me = () => client({ sessionToken: issued?.sessionToken ?? null })
    const { factors } = world.accounts
    const { secret } = await factors.beginApp(me())
    const added = await factors.confirmApp({ code: world.appCode(secret), keepMail }, me())
    if (added.outcome === 'changed') issued = added.issued
    world.clock.advance(30_000)
    const switched = keepMail ? added : await factors.switchMailOn(world.appCode(secret), me())
    expect(switched.outcome).toBe('changed')

    const flow = await world.start(hiro)
    await world.accounts.signIn.submitPassword(flow, chosen, client())
    expect(said(await world.accounts.signIn.chooseFactor(flow, 'email', client()))).toBe('code email verify')
    const done = await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client())
    expect(said(done)).toBe('signed in')
  })

  it('is told the browser that the account knew by a new token, which no stranger’s failures use up, and no other', async () => {
    const mine = client({ deviceToken: (await sessionOf())?.device?.token ?? null })
    await exhaustCodes()
    const { device } = await confirm(await world.askReset(hiro), chosen, mine)
    expect(device?.token).not.toBe(mine.deviceToken)
    const again = await codeFrom(client({ deviceToken: device?.token ?? null }))
    expect(said(again)).toBe('signed in')

    // The former token means nothing any more, nor does one of somebody else: there the strangers' budget is the only one.
    await expect(codeFrom(mine)).rejects.toThrow(ThrottledError)
    for (const from of [mine, client(), client({ deviceToken: newSecretToken(seededRandom(5)) })]) {
      world.clock.advance(15 * minute)
      expect(await confirm(await world.askReset(hiro), chosen, from)).toMatchObject({ device: null })
    }
  })

  /** Strangers who know the password type as many wrong codes as are heard in a day. */
  async function exhaustCodes() {
    for (let nth = 0; nth < throttleRules.codesDaily.limit / 5; nth++) {
      const from = client({ address: `198.51.100.${nth}` })
      const flow = await world.start(hiro, from)
      await world.accounts.signIn.submitPassword(flow, password, from)
      const code = await world.mailedCode(hiro)
      for (let wrong = 1; wrong <= 5; wrong++)
        await world.accounts.signIn.submitCode(flow, wrongCode(code, wrong), from)
      if (nth % 2 === 1) world.clock.advance(60 * minute)
    }
    await expect(codeFrom(client({ address: '198.51.100.99' }), password)).rejects.toThrow(ThrottledError)
  }

  async function codeFrom(from: ClientContext, typed = chosen) {
    const flow = await world.start(hiro, from)
    await world.accounts.signIn.submitPassword(flow, typed, from)
    return world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), from)
  }

  it('forgets what was typed wrong before it', async () => {
    await sessionOf()
    const from = client({ address: '198.51.100.20' })
    for (let nth = 0; nth < throttleRules.passwordFromPlace.freeAttempts; nth++) await world.signIn(hiro, 'wrong', from)
    await expect(world.signIn(hiro, 'wrong', from)).rejects.toThrow(ThrottledError)
    await confirm(await world.askReset(hiro), chosen, from)
    expect(said((await world.signIn(hiro, chosen, from)).outcome)).toBe('signed in')
  })
})

describe('a mailed link', () => {
  it('is good once: of twenty that use it at once one wins, and the others hear that it is used', async () => {
    await sessionOf()
    const token = await world.askReset(hiro)
    const tried = await Promise.allSettled(
      Array.from({ length: 20 }, (_, nth) => confirm(token, `${chosen}-${nth}`, client({ address: `192.0.2.${nth}` }))),
    )
    const lost = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toHaveLength(19)
    for (const reason of lost) expect(reason).toBeInstanceOf(LinkUnusableError)
    expect((await accountOf())?.credentialEpoch).toBe(2)
  })

  it.each([
    { when: 'a millisecond before its end', after: RESET_LINK_SECONDS * 1000 - 1, good: true },
    { when: 'at its end', after: RESET_LINK_SECONDS * 1000, good: false },
  ])('is good=$good $when', async ({ after, good }) => {
    await sessionOf()
    const token = await world.askReset(hiro)
    world.clock.advance(after)
    if (good) await confirm(token)
    else await expect(confirm(token)).rejects.toThrow(LinkUnusableError)
  })

  it('stays good when a later one is asked for, and is void once either was used', async () => {
    await sessionOf()
    const first = await world.askReset(hiro)
    const second = await world.askReset(hiro)
    await confirm(first)
    await expect(confirm(second)).rejects.toThrow(LinkUnusableError)
  })

  it('is not used up by a password that cannot be taken', async () => {
    await sessionOf()
    const token = await world.askReset(hiro)
    for (const [typed, problem] of [
      ['elevenchars', 'too_short'],
      ['renshu-shoes99', 'context'],
      ['password12345', 'common'],
    ] as const) {
      const refused = await confirm(token, typed).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(PasswordUnacceptableError)
      expect(refused).toMatchObject({ problem })
    }
    await confirm(token)
  })

  it('is void after any change of credentials', async () => {
    const issued = await sessionOf()
    const token = await world.askReset(hiro)
    const { secret } = await world.accounts.factors.beginApp(client({ sessionToken: issued?.sessionToken ?? null }))
    await world.accounts.factors.confirmApp(
      { code: world.appCode(secret), keepMail: true },
      client({ sessionToken: issued?.sessionToken ?? null }),
    )
    await expect(confirm(token)).rejects.toThrow(LinkUnusableError)
    expect(await confirm(await world.askReset(hiro))).toMatchObject({ email: { key: hiro } })
  })

  it.each(['', ' ', 'null', 'A'.repeat(42), 'A'.repeat(43), `${'A'.repeat(43)}\n`])('is not %j', async (token) => {
    await sessionOf()
    await world.askReset(hiro)
    const refused = await confirm(token).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(LinkUnusableError)
    const { supportCode } = refused as LinkUnusableError
    expect(await world.accounts.audit.findBySupportCode(supportCode)).toMatchObject({
      name: 'authn.link_refused',
      reason: 'unknown',
    })
  })

  it('is looked for twenty times in ten minutes from one place, of which none counts that was right', async () => {
    await sessionOf()
    const token = await world.askReset(hiro)
    for (let nth = 1; nth < throttleRules.mailedTokens.limit; nth++) {
      await expect(confirm('A'.repeat(43))).rejects.toThrow(LinkUnusableError)
    }
    for (let nth = 0; nth < 3; nth++) await expect(confirm(token, 'short')).rejects.toThrow(PasswordUnacceptableError)
    await expect(confirm('A'.repeat(43))).rejects.toThrow(LinkUnusableError)
    await expect(confirm(token)).rejects.toThrow(ThrottledError)
    await confirm(token, chosen, client({ address: '198.51.100.7' }))
  })
})

describe('a reset of claims', () => {
  const saki = 'saki.mori@renshu-shoes.example'

  beforeEach(async () => {
    await world.importRows([
      { shop: 'mihon-tea', legacyId: 's', email: saki, password },
      { shop: 'tameshi-zakka', legacyId: 's', email: saki, password: 'another-shop-word-7' },
    ])
    await world.announce('mihon-tea')
    await world.announce('tameshi-zakka')
  })

  it('makes no account: the sign-in that follows proves the mailbox by a code, and keeps the password chosen', async () => {
    await confirm(await world.askReset(saki))
    expect(await world.storage.accounts.findByEmail(saki)).toBeNull()
    expect((await mailsOf(saki)).at(-1)).toMatchObject({ kind: 'notice', about: 'claim-password-reset' })

    const flow = await world.start(saki)
    expect(said(await world.accounts.signIn.submitPassword(flow, chosen, client()))).toBe('code email enrol')
    const code = await world.mailedCode(saki)
    expect(said(await world.accounts.signIn.submitCode(flow, code, client()))).toBe('signed in')
    const account = await accountOf(saki)
    expect(account).toMatchObject({ credentialEpoch: 1, mailResetAt: null, password: { origin: 'own' } })
    const rows = await world.storage.members.findByEmail(saki)
    expect(rows.map(({ member }) => [member.state, member.legacyPassword])).toEqual([
      ['active', null],
      ['active', null],
    ])
  })

  it.each([password, 'another-shop-word-7'])(
    'replaces what the shops kept: %s opens nothing any more',
    async (typed) => {
      expect(said((await world.signIn(saki, 'wrong')).outcome)).toBe('credentials_rejected')
      const flow = await world.start(saki)
      expect(said(await world.accounts.signIn.submitPassword(flow, typed, client()))).toBe('code email enrol')
      await confirm(await world.askReset(saki))
      expect(said((await world.signIn(saki, typed)).outcome)).toBe('credentials_rejected')
    },
  )

  it('outlives a later import of the same row', async () => {
    await confirm(await world.askReset(saki))
    await world.importRows([{ shop: 'mihon-tea', legacyId: 's', email: saki, password: 'the-shop-changed-it-9' }])
    expect(said((await world.signIn(saki, 'the-shop-changed-it-9')).outcome)).toBe('credentials_rejected')
    const flow = await world.start(saki)
    expect(said(await world.accounts.signIn.submitPassword(flow, chosen, client()))).toBe('code email enrol')
  })

  it('is void once there is an account', async () => {
    const token = await world.askReset(hiro)
    await sessionOf()
    await expect(confirm(token)).rejects.toThrow(LinkUnusableError)
    expect((await accountOf())?.credentialEpoch).toBe(1)
  })

  it('completes when the key it was made under is an older one by then', async () => {
    await confirm(await world.askReset(saki))
    await expect(world.restart({ keys: [{ kid: 'k2', key: new Uint8Array(32).fill(2) }] })).rejects.toThrow(/k1/)
    await world.restart({
      keys: [
        { kid: 'k2', key: new Uint8Array(32).fill(2) },
        { kid: 'k1', key: new Uint8Array(32).fill(1) },
      ],
    })
    expect(said((await world.signIn(saki, chosen)).outcome)).toBe('signed in')
    expect((await accountOf(saki))?.password.hash).toMatch(/^k2:/)
  })
})

describe('who asks', () => {
  beforeEach(async () => {
    await world.importRows([
      { shop: 'renshu-shoes', legacyId: '21', email: 'pending@renshu-shoes.example', password },
      { shop: 'mihon-tea', legacyId: '1', email: 'early@mihon-tea.example', password },
      { shop: 'tameshi-zakka', legacyId: '1', email: 'stale@tameshi-zakka.example', password, lastSignInAt: '' },
    ])
    await world.announce('tameshi-zakka')
  })

  it.each([
    { who: 'pending@renshu-shoes.example', reason: 'not_invited', shopName: 'renshu-shoes' },
    { who: 'early@mihon-tea.example', reason: 'not_announced', shopName: 'mihon-tea' },
    { who: 'stale@tameshi-zakka.example', reason: 'held', shopName: 'tameshi-zakka' },
  ])('for $who is told in the mail that it is $reason', async ({ who, reason, shopName }) => {
    expect(await world.askReset(who)).toBeNull()
    expect(latestReset()).toMatchObject({ to: who, outcome: 'refused', because: [{ reason, shopName }] })
  })

  it('for a suspended account is told so in the mail, and a link from before is void', async () => {
    await sessionOf()
    const token = await world.askReset(hiro)
    const { accounts } = world.storage
    const find = accounts.findByEmail
    accounts.findByEmail = async (key) => {
      const found = await find(key)
      return found && { ...found, account: { ...found.account, status: 'suspended' } }
    }
    expect(await world.askReset(hiro)).toBeNull()
    expect(latestReset()).toMatchObject({ to: hiro, outcome: 'refused', because: [{ reason: 'suspended' }] })
    await expect(confirm(token)).rejects.toThrow(LinkUnusableError)
  })

  it('for nobody mails nobody', async () => {
    const before = world.mailer.received.length
    expect(await world.askReset('nobody@nowhere.example')).toBeNull()
    expect(world.mailer.received).toHaveLength(before)
  })

  it('is answered after one time, whoever it is for and however often', async () => {
    for (const who of [hiro, 'nobody@nowhere.example', 'stale@tameshi-zakka.example', hiro, hiro, hiro, hiro]) {
      const before = world.clock.slept.length
      await world.askReset(who)
      expect(world.clock.slept.slice(before)).toEqual([200])
    }
  })

  it('gets three mails in a quarter of an hour and ten a day, from a browser that is known as many of its own', async () => {
    const issued = await sessionOf()
    const known = { deviceToken: issued?.device?.token ?? null }
    const asked = async (from: object = {}) => (await world.askReset(hiro, from)) !== null
    const elsewhere = { address: '198.51.100.1' }
    expect([await asked(), await asked(elsewhere), await asked(elsewhere), await asked(elsewhere)]).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(await asked(known)).toBe(true)
    let mailed = 3
    for (let quarter = 0; quarter < 8; quarter++) {
      world.clock.advance(15 * minute)
      for (let nth = 0; nth < 3; nth++) if (await asked({ address: `198.51.100.${quarter * 3 + nth}` })) mailed++
    }
    expect(mailed).toBe(throttleRules.resetsDaily.limit)
  })

  it('from one place asks for twenty in an hour, whoever for', async () => {
    await sessionOf()
    const place = { address: '192.0.2.77' }
    for (let nth = 0; nth < throttleRules.resetsFromPlace.limit; nth++) {
      await world.askReset(`nobody-${nth}@nowhere.example`, place)
    }
    expect(await world.askReset(hiro, place)).toBeNull()
    expect(await world.askReset(hiro, { address: '192.0.2.78' })).not.toBeNull()
  })
})
