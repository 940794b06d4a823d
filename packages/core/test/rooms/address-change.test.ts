import { beforeEach, describe, expect, it } from 'vitest'
import { RECOVERED_MILLISECONDS } from '../../src/domain/account.ts'
import { ADDRESS_CHANGE_MILLISECONDS, ADDRESS_REVERT_MILLISECONDS } from '../../src/domain/mailed-link.ts'
import { FRESHNESS_MILLISECONDS } from '../../src/policy/account-acts.ts'
import { throttleRules } from '../../src/policy/throttle.ts'
import { parseEmailAddress } from '../../src/primitives/email-address.ts'
import {
  LinkUnusableError,
  SessionRequiredError,
  SessionRestrictedError,
  StepUpRequiredError,
  ThrottledError,
} from '../../src/primitives/errors.ts'
import { noon } from '../../src/testing/index.ts'
import { client, openWorld, password, said, type World } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const mei = 'mei.ono@renshu-shoes.example'
const elsewhere = 'hiro@atarashii.example'
const chosen = 'murasaki-no-yama-31'
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password, name: '加藤ひろ' },
    { shop: 'renshu-shoes', legacyId: '6', email: mei, password },
    { shop: 'mihon-tea', legacyId: '1', email: elsewhere, password: 'somebody-elses-word-3' },
  ])
  await world.announce('renshu-shoes')
  await world.announce('mihon-tea')
})

async function sessionOf(email = hiro, typed = password): Promise<string> {
  const { outcome } = await world.signIn(email, typed)
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
  return outcome.issued.sessionToken
}
const as = (sessionToken: string | null) => client({ sessionToken })
const addressOf = (text: string) => {
  const read = parseEmailAddress(text)
  if (!read.ok) throw new TypeError(text)
  return read.address
}
const ask = (session: string | null, email = elsewhere) =>
  world.accounts.addressChange.ask(addressOf(email), as(session))
const confirm = (session: string | null, token: string) => world.accounts.addressChange.confirm(token, as(session))
const revert = (token: string, typed = chosen) => world.accounts.addressChange.revert(token, typed, client())
const accountOf = async (email: string) => (await world.storage.accounts.findByEmail(email))?.account

/** The latest mail of an address change to this mailbox. */
async function addressMail(to = elsewhere) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('address').findLast((mail) => mail.to === to)
}
async function tokenMailedTo(to = elsewhere): Promise<string> {
  const mail = await addressMail(to)
  if (mail?.outcome !== 'link') throw new Error(`no link was mailed to ${to}`)
  return mail.token
}
async function notices(to: string) {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').filter((mail) => mail.to === to)
}
async function revertToken(to = hiro): Promise<string> {
  const notice = (await notices(to)).findLast(({ about }) => about === 'address-changed')
  if (notice?.about !== 'address-changed') throw new Error(`no revert was mailed to ${to}`)
  return notice.revert.token
}

/** Moves the account; resolves to the session that goes on. */
async function move(session: string, to = elsewhere): Promise<string> {
  await ask(session, to)
  return (await confirm(session, await tokenMailedTo(to))).issued.sessionToken
}

describe('a change of address', () => {
  it('that waits can be withdrawn from any session, without a fresh proof: its link opens nothing any more', async () => {
    const [session, other] = [await sessionOf(), await sessionOf()]
    await ask(session)
    const token = await tokenMailedTo()
    world.clock.advance(FRESHNESS_MILLISECONDS)
    expect(await world.accounts.addressChange.withdraw(as(other))).toMatchObject({
      email: { key: hiro },
      pending: null,
    })
    expect(await world.accounts.addressChange.pending(as(session))).toMatchObject({ pending: null })
    await expect(confirm(session, token)).rejects.toThrow(LinkUnusableError)
    expect(await world.accounts.addressChange.withdraw(as(session))).toMatchObject({ pending: null })
    const account = await accountOf(hiro)
    const reasons = await world.reasons(account?.id ?? '')
    expect(reasons.filter((reason) => reason === 'account.address_change_withdrawn ok')).toHaveLength(1)
  })

  it('is confirmed from the new mailbox by the session that asked: same account, that session alone goes on', async () => {
    const [session, other] = [await sessionOf(), await sessionOf()]
    const before = await accountOf(hiro)
    const waiting = await ask(session, 'Hiro@Atarashii.example')
    expect(waiting).toEqual({
      email: { key: hiro, typed: hiro },
      pending: {
        email: { key: elsewhere, typed: 'Hiro@Atarashii.example' },
        validUntil: noon + ADDRESS_CHANGE_MILLISECONDS,
      },
    })
    expect(await accountOf(hiro)).toEqual(before)
    expect(await world.accounts.addressChange.pending(as(session))).toEqual(waiting)

    const done = await confirm(session, await tokenMailedTo())
    const email = { key: elsewhere, typed: 'Hiro@Atarashii.example' }
    expect(done).toMatchObject({ email, pending: null })
    expect(await accountOf(hiro)).toBeUndefined()
    expect(await accountOf(elsewhere)).toEqual({ ...before, email, credentialEpoch: 2 })
    expect(await world.accounts.sessions.check(session)).toBeNull()
    expect(await world.accounts.sessions.check(other)).toBeNull()
    const goesOn = await world.accounts.sessions.whoAmI(done.issued.sessionToken)
    expect(goesOn).toMatchObject({ account: { email: email.typed }, memberships: [{ shopId: 'renshu-shoes' }] })
    expect(said((await world.signIn(elsewhere)).outcome)).toBe('signed in')
    expect(said((await world.signIn(hiro)).outcome)).toBe('credentials_rejected')
  })

  it('tells both mailboxes, the former one with the way back', async () => {
    await move(await sessionOf())
    expect((await notices(hiro)).at(-1)).toMatchObject({
      about: 'address-changed',
      maskedAddress: 'h***@atarashii.example',
      revert: { until: noon + ADDRESS_REVERT_MILLISECONDS },
    })
    expect((await notices(elsewhere)).at(-1)).toMatchObject({
      about: 'address-confirmed',
      maskedFormer: 'h***@renshu-shoes.example',
    })
  })

  it('erases what shops keep for the new address, and adopts none of their claims', async () => {
    const session = await move(await sessionOf())
    const rows = await world.storage.members.findByEmail(elsewhere)
    expect(rows.map(({ member }) => [member.shopId, member.state, member.legacyPassword]).toSorted()).toEqual([
      ['mihon-tea', 'claim', null],
      ['renshu-shoes', 'active', null],
    ])
    const { memberships } = (await world.accounts.sessions.whoAmI(session)) ?? { memberships: [] }
    expect(memberships.map(({ shopId }) => shopId)).toEqual(['renshu-shoes'])
  })

  it('wants a fresh proof to be asked for, none to be confirmed, and waits while the account is recovered', async () => {
    const session = await sessionOf()
    world.clock.advance(FRESHNESS_MILLISECONDS - 1)
    await ask(session)
    world.clock.advance(1)
    await expect(ask(session)).rejects.toThrow(StepUpRequiredError)
    await expect(ask(null)).rejects.toThrow(SessionRequiredError)
    await confirm(session, await tokenMailedTo())

    const link = (await world.askReset(elsewhere)) ?? ''
    await world.accounts.passwordReset.confirm({ token: link, password: chosen, locale: 'ja' }, client())
    const recovered = await sessionOf(elsewhere, chosen)
    await expect(ask(recovered, 'third@atarashii.example')).rejects.toThrow(SessionRestrictedError)
  })

  it.each(['another session of the account', 'another account', 'nobody'])('is not confirmed by %s', async (who) => {
    const session = await sessionOf()
    const others = { 'another session of the account': hiro, 'another account': mei } as Record<string, string>
    const from = others[who] ? await sessionOf(others[who]) : null
    await ask(session)
    const token = await tokenMailedTo()
    const refusal = from === null ? SessionRequiredError : LinkUnusableError
    await expect(confirm(from, token)).rejects.toThrow(refusal)
    await confirm(session, token)
  })

  it.each([
    { when: 'a millisecond before its end', after: ADDRESS_CHANGE_MILLISECONDS - 1, good: true },
    { when: 'at its end', after: ADDRESS_CHANGE_MILLISECONDS, good: false },
  ])('is confirmed=$good $when', async ({ after, good }) => {
    await world.restart({ sessionLifetime: { idleSeconds: 7200 } })
    const session = await sessionOf()
    await ask(session)
    const token = await tokenMailedTo()
    world.clock.advance(after)
    if (good) await confirm(session, token)
    else await expect(confirm(session, token)).rejects.toThrow(LinkUnusableError)
  })

  it('goes to the address asked for last, whichever link is used: an earlier one is void', async () => {
    const session = await sessionOf()
    await ask(session, 'first@atarashii.example')
    await ask(session)
    await expect(confirm(session, await tokenMailedTo('first@atarashii.example'))).rejects.toThrow(LinkUnusableError)
    await confirm(session, await tokenMailedTo())
    expect(await accountOf('first@atarashii.example')).toBeUndefined()
  })

  it.each([hiro, mei])(
    'to an address that has an account answers alike, and the mail there says so: %s',
    async (to) => {
      await sessionOf(mei)
      const session = await sessionOf()
      const free = await ask(session)
      const taken = await ask(session, to)
      expect(taken.pending).toEqual({ ...free.pending, email: addressOf(to) })
      expect(await addressMail(to)).toMatchObject({ outcome: 'taken' })
      expect(await addressMail()).toMatchObject({ outcome: 'link' })
    },
  )

  it('voids a reset link that was mailed before it, and mails no stranger more than five times an hour', async () => {
    const session = await sessionOf()
    const link = (await world.askReset(hiro)) ?? ''
    for (let nth = 1; nth < throttleRules.addressChanges.limit; nth++) await ask(session, `x${nth}@atarashii.example`)
    await move(session)
    const reset = { token: link, password: chosen, locale: 'ja' } as const
    await expect(world.accounts.passwordReset.confirm(reset, client())).rejects.toThrow(LinkUnusableError)
    await expect(ask(await sessionOf(elsewhere))).rejects.toThrow(ThrottledError)
  })
})

describe('the former address', () => {
  it('is nobody’s for seven days: sign-in, reset and other changes of address are refused as ever', async () => {
    await move(await sessionOf())
    expect(said((await world.signIn(hiro)).outcome)).toBe('credentials_rejected')
    expect(await world.askReset(hiro)).toBeNull()
    expect(world.mailer.ofKind('reset').at(-1)).toMatchObject({ to: hiro, because: [{ reason: 'moved' }] })
    const other = await sessionOf(mei)
    await ask(other, hiro)
    expect(await addressMail(hiro)).toMatchObject({ outcome: 'taken' })

    world.clock.advance(ADDRESS_REVERT_MILLISECONDS)
    const told = world.mailer.ofKind('reset').length
    await world.askReset(hiro)
    expect(world.mailer.ofKind('reset')).toHaveLength(told) // nobody's by now
    await ask(await sessionOf(mei), hiro)
    expect(await addressMail(hiro)).toMatchObject({ outcome: 'link' })
  })

  it('is taken back with the factors of that time and a new password, whatever was changed since', async () => {
    const session = await move(await sessionOf())
    const { secret } = await world.accounts.factors.beginApp(as(session))
    const stolen = await world.accounts.factors.confirmApp(
      { code: world.appCode(secret), keepMail: false },
      as(session),
    )
    expect(stolen.outcome).toBe('changed')
    const token = await revertToken()

    expect(await revert(token)).toEqual({ email: { key: hiro, typed: hiro }, device: null })
    expect(await accountOf(elsewhere)).toBeUndefined()
    const back = await world.storage.accounts.findByEmail(hiro)
    expect(back?.factors.map(({ kind }) => kind)).toEqual(['email'])
    expect(back?.account).toMatchObject({ mailResetAt: noon, password: { origin: 'own' } })
    if (stolen.outcome === 'changed') {
      expect(await world.accounts.sessions.check(stolen.issued.sessionToken)).toBeNull()
    }
    expect(said((await world.signIn(hiro, password)).outcome)).toBe('credentials_rejected')
    const recovered = await sessionOf(hiro, chosen)
    expect((await world.accounts.sessions.check(recovered))?.session.sessionClass).toBe('recovered')
    expect((await notices(hiro)).map(({ about }) => about)).toContain('address-reverted')
    expect((await notices(elsewhere)).at(-1)).toMatchObject({ about: 'address-given-up' })
    await expect(revert(token)).rejects.toThrow(LinkUnusableError)
    world.clock.advance(RECOVERED_MILLISECONDS)
    expect((await world.accounts.sessions.check(await sessionOf(hiro, chosen)))?.session.sessionClass).toBe('full')
  })

  it.each([
    { when: 'a millisecond before its end', after: ADDRESS_REVERT_MILLISECONDS - 1, good: true },
    { when: 'at its end', after: ADDRESS_REVERT_MILLISECONDS, good: false },
  ])('is taken back=$good $when, after a reset too', async ({ after, good }) => {
    await move(await sessionOf())
    const token = await revertToken()
    const link = (await world.askReset(elsewhere)) ?? ''
    await world.accounts.passwordReset.confirm({ token: link, password: chosen, locale: 'ja' }, client())
    world.clock.advance(after)
    if (good) await revert(token)
    else await expect(revert(token)).rejects.toThrow(LinkUnusableError)
  })

  it('is taken back by its own link alone', async () => {
    const session = await sessionOf()
    await ask(session)
    const change = await tokenMailedTo()
    const reset = (await world.askReset(hiro)) ?? ''
    for (const token of [change, reset, 'A'.repeat(43), ''])
      await expect(revert(token)).rejects.toThrow(LinkUnusableError)
    await confirm(session, change)
    const token = await revertToken()
    await expect(confirm(session, token)).rejects.toThrow()
    const chosenThere = { token, password: chosen, locale: 'ja' } as const
    await expect(world.accounts.passwordReset.confirm(chosenThere, client())).rejects.toThrow(LinkUnusableError)
    await revert(token)
  })
})
