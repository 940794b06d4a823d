import { beforeEach, describe, expect, it } from 'vitest'
import type { FactorPolicy } from '../../../src/domain/shop.ts'
import { appFirst, emailFirst } from '../../../src/policy/factor-policy.ts'
import { CodeMalformedError, FlowNotFoundError } from '../../../src/primitives/errors.ts'
import { hashSecretToken } from '../../../src/primitives/secret-token.ts'
import type { FlowReference } from '../../../src/rooms/sign-in/journey.ts'
import { codeOfStep } from '../../support/totp-oracle.ts'
import { asked, client, key, openWorld, password, said, shopId, type World, wrongCode } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const minute = 60_000
const step = 30_000
let world: World

beforeEach(async () => {
  world = await openWorld()
})

async function shop(policy: FactorPolicy, row: { role?: string; totpSecret?: string } = {}) {
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '1', email: hiro, password, ...row }])
  await world.accounts.rollouts.saveShop(
    shopId('renshu-shoes'),
    { name: 'れんしゅう靴店', factorPolicy: policy },
    'operator:test',
  )
  await world.announce('renshu-shoes')
}

const submit = (flow: FlowReference, code: string) => world.accounts.signIn.submitCode(flow, code, client())

/** Through password and mailbox, to whatever comes then. */
async function pastMailbox() {
  const flow = await world.start(hiro)
  await world.accounts.signIn.submitPassword(flow, password, client())
  const outcome = await submit(flow, await world.mailedCode(hiro))
  return { flow, outcome }
}

async function pastPassword() {
  const flow = await world.start(hiro)
  return { flow, outcome: await world.accounts.signIn.submitPassword(flow, password, client()) }
}

/** One after the other, as an office signs in of a morning. */
async function twentyPastPassword() {
  const flows: FlowReference[] = []
  while (flows.length < 20) flows.push((await pastPassword()).flow)
  return flows
}

async function choose(flow: FlowReference, factor: 'email' | 'totp' | 'recovery') {
  return world.accounts.signIn.chooseFactor(flow, factor, client())
}

async function kinds() {
  const found = await world.storage.accounts.findByEmail(hiro)
  return found?.factors.map(({ kind }) => kind).toSorted()
}

describe('a first sign-in where an app comes first', () => {
  beforeEach(() => shop(appFirst))

  it('proves the mailbox, enrols the app, and ends in an account with app and recovery codes and no mail', async () => {
    const { flow, outcome } = await pastMailbox()
    expect(said(outcome)).toBe('enrol-app')
    expect(outcome).toMatchObject({ step: { shopName: 'れんしゅう靴店', asksAboutMail: false } })
    const enrolled = await world.enrolApp(flow)
    expect(said(enrolled.outcome)).toBe('signed in')
    expect(new Set(enrolled.codes).size).toBe(10)
    expect(await kinds()).toEqual(['recovery', 'totp'])
  })

  it('grants the strength of an app, and later asks for it and nothing mailed', async () => {
    const { flow } = await pastMailbox()
    const { secret, outcome } = await world.enrolApp(flow)
    const token = outcome.outcome === 'signed-in' ? outcome.issued?.sessionToken : null
    expect((await world.accounts.sessions.check(token))?.session).toMatchObject({
      acr: 'urn:ecforce:acr:app',
      amr: ['pwd', 'otp', 'mfa'],
      sessionClass: 'full',
    })
    const mails = await world.mailCount(hiro)
    world.clock.advance(step)
    const later = await pastPassword()
    expect(said(later.outcome)).toBe('code totp verify')
    expect(later.outcome).toMatchObject({ step: { maskedDestination: null, alternatives: ['recovery'] } })
    expect(await world.mailCount(hiro)).toBe(mails)
    expect(said(await submit(later.flow, world.appCode(secret)))).toBe('signed in')
  })

  it('offers no mail as another way, and mails nothing to who asks for it', async () => {
    const { flow } = await pastMailbox()
    await world.enrolApp(flow)
    const mails = await world.mailCount(hiro)
    const later = await pastPassword()
    expect(said(await choose(later.flow, 'email'))).toBe('code totp verify')
    expect(await world.mailCount(hiro)).toBe(mails)
  })

  it('cannot be skipped by coming back, choosing, resending or leaving a page out', async () => {
    const { flow } = await pastMailbox()
    const { signIn } = world.accounts
    expect(asked(await signIn.current(flow))).toBe('enrol-app')
    expect(said(await choose(flow, 'recovery'))).toBe('enrol-app')
    await expect(signIn.resend(flow, client())).rejects.toThrow()
    await expect(submit(flow, '123456')).rejects.toThrow()
    await expect(signIn.submitNewPassword(flow, 'asagao-to-himawari-to-kiku', client())).rejects.toThrow()
    expect(await world.storage.accounts.findByEmail(hiro)).toBeNull()
    const again = await pastMailbox()
    expect(said(again.outcome)).toBe('enrol-app')
  })
})

describe('an app being enrolled', () => {
  let flow: FlowReference
  const confirm = (code: string) => world.accounts.signIn.confirmApp(flow, { code, keepMail: true }, client())

  beforeEach(async () => {
    await shop(appFirst)
    flow = (await pastMailbox()).flow
  })

  it('is confirmed by a code until the instant its ten minutes end', async () => {
    const first = await world.accounts.signIn.beginApp(flow)
    world.clock.advance(10 * minute)
    expect(said(await confirm(world.appCode(first.secret)))).toBe('code_rejected expired')
    const second = await world.accounts.signIn.beginApp(flow)
    world.clock.advance(10 * minute - 1)
    // The flow itself has ended long since, so it is begun anew for the positive control.
    await expect(confirm(world.appCode(second.secret))).rejects.toThrow()
    flow = (await pastMailbox()).flow
    const third = await world.accounts.signIn.beginApp(flow)
    world.clock.advance(10 * minute - 1)
    expect(said(await confirm(world.appCode(third.secret)))).toBe('signed in')
  })

  it('is the one shown last; a code of one shown before confirms nothing', async () => {
    const first = await world.accounts.signIn.beginApp(flow)
    const second = await world.accounts.signIn.beginApp(flow)
    expect(first.secret).not.toBe(second.secret)
    expect(said(await confirm(world.appCode(first.secret)))).toBe('code_rejected mismatch')
    expect(said(await confirm(world.appCode(second.secret)))).toBe('signed in')
  })

  it('has to be shown before a code of it means anything', async () => {
    expect(said(await confirm('123456'))).toBe('code_rejected not_asked')
  })

  it('is said once: nothing that is read afterwards has the secret', async () => {
    const { secret } = await world.accounts.signIn.beginApp(flow)
    expect(JSON.stringify(await world.accounts.signIn.current(flow))).not.toContain(secret)
    const stored = await world.storage.flows.findBySecret(hashSecretToken(flow.secret ?? ''), world.clock.now())
    expect(JSON.stringify(stored)).not.toContain(secret)
  })

  it('ends the flow after five wrong codes, and nothing is enrolled', async () => {
    const { secret } = await world.accounts.signIn.beginApp(flow)
    const right = world.appCode(secret)
    const tries = []
    for (let n = 1; n <= 5; n++) tries.push(said(await confirm(wrongCode(right, n))))
    expect(tries).toEqual([...Array(4).fill('code_rejected mismatch'), 'code_rejected exhausted'])
    await expect(confirm(right)).rejects.toThrow()
    expect(await world.storage.accounts.findByEmail(hiro)).toBeNull()
  })

  it('takes full-width digits with blanks, and counts nothing of what is no code', async () => {
    const { secret } = await world.accounts.signIn.beginApp(flow)
    await expect(confirm('12345')).rejects.toThrow(CodeMalformedError)
    const wide = world.appCode(secret).replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    expect(said(await confirm(`${wide.slice(0, 3)} ${wide.slice(3)}`))).toBe('signed in')
  })

  it('is confirmed once of twenty confirmations at once', async () => {
    const { secret } = await world.accounts.signIn.beginApp(flow)
    const code = world.appCode(secret)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => confirm(code).then(said, (error: Error) => error.name)),
    )
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
    expect(await kinds()).toEqual(['recovery', 'totp'])
  })
})

describe('a code of an app', () => {
  let secret: string
  let codes: readonly string[]

  beforeEach(async () => {
    await shop(appFirst)
    const enrolled = await world.enrolApp((await pastMailbox()).flow)
    secret = enrolled.secret
    codes = enrolled.codes
  })

  it('that confirmed the app is not accepted again at the sign-in', async () => {
    const { flow } = await pastPassword()
    expect(said(await submit(flow, world.appCode(secret)))).toBe('code_rejected replayed')
    world.clock.advance(step)
    expect(said(await submit(flow, world.appCode(secret)))).toBe('signed in')
  })

  it('is accepted once over two browsers, and an earlier one not at all afterwards', async () => {
    world.clock.advance(2 * step)
    const [one, other] = [await pastPassword(), await pastPassword()]
    const earlier = world.appCode(secret)
    world.clock.advance(step)
    const code = world.appCode(secret)
    expect(said(await submit(one.flow, code))).toBe('signed in')
    expect(said(await submit(other.flow, code))).toBe('code_rejected replayed')
    expect(said(await submit(other.flow, earlier))).toBe('code_rejected replayed')
  })

  it('opens one session of twenty flows that give it at once', async () => {
    world.clock.advance(step)
    const flows = await twentyPastPassword()
    const code = world.appCode(secret)
    const outcomes = await Promise.all(flows.map((flow) => submit(flow, code).then(said, (error: Error) => error.name)))
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
  })

  it('given twice within a minute in its flow is a double click', async () => {
    world.clock.advance(step)
    const { flow } = await pastPassword()
    const copy = { ...flow }
    const code = world.appCode(secret)
    expect(said(await submit(flow, code))).toBe('signed in')
    expect(said(await submit(copy, code))).toBe('done already')
  })

  it.each([
    { when: 'two steps ago', offset: -2, accepted: false },
    { when: 'one step ago', offset: -1, accepted: true },
    { when: 'now', offset: 0, accepted: true },
    { when: 'in the next step', offset: 1, accepted: false },
  ])('of $when is accepted: $accepted', async ({ offset, accepted }) => {
    world.clock.advance(10 * step)
    const { flow } = await pastPassword()
    const code = codeOfStep(secret, Math.floor(world.clock.now() / step) + offset)
    expect(said(await submit(flow, code))).toBe(accepted ? 'signed in' : 'code_rejected mismatch')
  })

  it('works under the next key, is encrypted anew by it, and then the older key may go', async () => {
    world.clock.advance(step)
    await world.restart({ keys: [key('k2', 2), key('k1', 1)] })
    const { flow } = await pastPassword()
    expect(said(await submit(flow, world.appCode(secret)))).toBe('signed in')
    const found = await world.storage.accounts.findByEmail(hiro)
    const stored = found && (await world.storage.factors.findTotp(found.account.id))
    expect(stored?.sealed.startsWith('k2.')).toBe(true)
    // Recovery codes still need it.
    await expect(world.node({ keys: [key('k2', 2)] })).rejects.toThrow(/k1/)
  })

  describe('from paper', () => {
    it('signs in once, as strong as the app, and tells the owner how many are left', async () => {
      const { flow } = await pastPassword()
      expect(said(await choose(flow, 'recovery'))).toBe('code recovery verify')
      const outcome = await submit(flow, ` ${codes[3]?.toLowerCase().replaceAll('-', ' ')} `)
      expect(said(outcome)).toBe('signed in')
      const token = outcome.outcome === 'signed-in' ? outcome.issued?.sessionToken : null
      expect((await world.accounts.sessions.check(token))?.session.acr).toBe('urn:ecforce:acr:app')
      await world.accounts.mailDelivery.deliverDue()
      expect(world.mailer.received.map(({ mail }) => mail)).toContainEqual(
        expect.objectContaining({ kind: 'notice', about: 'recovery-code-used', codesLeft: 9 }),
      )
      const again = await pastPassword()
      await choose(again.flow, 'recovery')
      expect(said(await submit(again.flow, codes[3] ?? ''))).toBe('code_rejected replayed')
      expect(said(await submit(again.flow, codes[4] ?? ''))).toBe('signed in')
    })

    it('says when few are left', async () => {
      for (const code of codes.slice(0, 7)) {
        const { flow } = await pastPassword()
        await choose(flow, 'recovery')
        expect(said(await submit(flow, code))).toBe('signed in')
      }
      await world.accounts.mailDelivery.deliverDue()
      const told = world.mailer.received.map(({ mail }) => (mail.kind === 'notice' ? mail.about : mail.kind))
      expect(told.filter((about) => about === 'recovery-codes-low')).toHaveLength(1)
    })

    it('is one person’s: another’s code opens nothing and stays good for its owner', async () => {
      const other = 'mika@renshu-shoes.example'
      await world.importRows([{ shop: 'other-shop', legacyId: '2', email: other, password }])
      await world.accounts.rollouts.saveShop(shopId('other-shop'), { factorPolicy: appFirst }, 'operator:test')
      await world.announce('other-shop')
      const flow = await world.start(other)
      await world.accounts.signIn.submitPassword(flow, password, client())
      await submit(flow, await world.mailedCode(other))
      const theirs = await world.enrolApp(flow)

      const mine = await pastPassword()
      await choose(mine.flow, 'recovery')
      expect(said(await submit(mine.flow, theirs.codes[0] ?? ''))).toBe('code_rejected mismatch')
      const their = await world.start(other)
      await world.accounts.signIn.submitPassword(their, password, client())
      await choose(their, 'recovery')
      expect(said(await submit(their, theirs.codes[0] ?? ''))).toBe('signed in')
    })

    it('given twice within a minute in its flow is a double click, for which nothing is hashed, however often', async () => {
      const { flow } = await pastPassword()
      await choose(flow, 'recovery')
      const [code = '', another = ''] = codes
      const both = await Promise.all([submit(flow, code), submit(flow, code)])
      expect(both.map(said).toSorted()).toEqual(['done already', 'signed in'])

      // Three times what the hash queue holds.
      const again = await Promise.all(Array.from({ length: 200 }, () => submit(flow, code).then(said)))
      expect(new Set(again)).toEqual(new Set(['done already']))
      await expect(submit(flow, another)).rejects.toThrow(FlowNotFoundError)
      world.clock.advance(minute - 1)
      expect(said(await submit(flow, code))).toBe('done already')
      world.clock.advance(1)
      await expect(submit(flow, code)).rejects.toThrow(FlowNotFoundError)
    })

    it('opens one session of twenty that give it at once', async () => {
      const flows = await twentyPastPassword()
      for (const flow of flows) await choose(flow, 'recovery')
      const outcomes = await Promise.all(
        flows.map((flow) => submit(flow, codes[9] ?? '').then(said, (error: Error) => error.name)),
      )
      expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
    })
  })

  it('spends the same five attempts of a flow as one from paper', async () => {
    world.clock.advance(step)
    const { flow } = await pastPassword()
    const right = world.appCode(secret)
    for (let n = 1; n <= 3; n++) expect(said(await submit(flow, wrongCode(right, n)))).toBe('code_rejected mismatch')
    await choose(flow, 'recovery')
    expect(said(await submit(flow, '0-0000-0000-0000-0000'))).toBe('code_rejected mismatch')
    expect(said(await submit(flow, '1-0000-0000-0000-0000'))).toBe('code_rejected exhausted')
    await expect(submit(flow, codes[0] ?? '')).rejects.toThrow()
  })
})

describe('where a mailed code comes first', () => {
  it('who had an app at the shop enrols one of their own and keeps mail as the usual way', async () => {
    await shop(emailFirst, { totpSecret: 'GEZDGNBVGY3TQOJQ' })
    const { flow, outcome } = await pastMailbox()
    expect(outcome).toMatchObject({ step: { step: 'enrol-app', shopName: null, asksAboutMail: true } })
    await world.enrolApp(flow)
    expect(await kinds()).toEqual(['email', 'recovery', 'totp'])
    const later = await pastPassword()
    expect(said(later.outcome)).toBe('code email verify')
    expect(later.outcome).toMatchObject({ step: { alternatives: ['totp', 'recovery'] } })
  })

  it('may give mail up, and is then asked for the app alone', async () => {
    await shop(emailFirst, { totpSecret: 'GEZDGNBVGY3TQOJQ' })
    const { flow } = await pastMailbox()
    await world.enrolApp(flow, false)
    expect(await kinds()).toEqual(['recovery', 'totp'])
  })

  it('remembers the way chosen last and offers it first', async () => {
    await shop(emailFirst, { totpSecret: 'GEZDGNBVGY3TQOJQ' })
    const { secret } = await world.enrolApp((await pastMailbox()).flow)
    world.clock.advance(step)
    const second = await pastPassword()
    expect(said(await choose(second.flow, 'totp'))).toBe('code totp verify')
    expect(said(await submit(second.flow, world.appCode(secret)))).toBe('signed in')
    expect(said((await pastPassword()).outcome)).toBe('code totp verify')
  })

  it('an administrator whom the shop asks for an app enrols it at the next sign-in, which ends other sessions', async () => {
    await shop(emailFirst, { role: 'administrator' })
    const first = await pastMailbox()
    const token = first.outcome.outcome === 'signed-in' ? first.outcome.issued?.sessionToken : null
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    const stricter = { ...emailFirst, administratorsNeedApp: true }
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy: stricter }, 'operator:test')

    const { flow, outcome } = await pastMailbox()
    expect(said(outcome)).toBe('enrol-app')
    const enrolled = await world.enrolApp(flow, false)
    expect(said(enrolled.outcome)).toBe('signed in')
    expect(await world.accounts.sessions.check(token)).toBeNull()
    expect(await kinds()).toEqual(['recovery', 'totp'])
    await world.accounts.mailDelivery.deliverDue()
    expect(world.mailer.received.map(({ mail }) => mail)).toContainEqual(
      expect.objectContaining({ kind: 'notice', about: 'factor-added', factor: 'totp' }),
    )
  })

  it.each([
    { keepMail: false, gone: ['email'] },
    { keepMail: true, gone: [] },
  ])('tells what goes with an app that a later sign-in enrols, mail kept: $keepMail', async ({ keepMail, gone }) => {
    await shop(emailFirst)
    await pastMailbox()
    await world.accounts.rollouts.saveShop(
      shopId('renshu-shoes'),
      { factorPolicy: { ...emailFirst, firstFactor: 'app' } },
      'operator:test',
    )
    await world.enrolApp((await pastMailbox()).flow, keepMail)
    await world.accounts.mailDelivery.deliverDue()
    const told = world.mailer.ofKind('notice')
    expect(told.flatMap((mail) => (mail.about === 'factor-removed' ? [mail.factor] : []))).toEqual(gone)
  })
})

describe('the app that a shop knew', () => {
  const legacySecret = 'GEZDGNBVGY3TQOJQ'
  const askOnce: FactorPolicy = { ...emailFirst, legacyTwoFactor: 'ask-once' }

  it('is asked for once where the shop wants it, and is no factor', async () => {
    await shop(askOnce, { totpSecret: legacySecret })
    const { flow, outcome } = await pastMailbox()
    expect(said(outcome)).toBe('legacy-app')
    const { signIn } = world.accounts
    const right = world.appCode(legacySecret)
    expect(said(await signIn.submitLegacyAppCode(flow, wrongCode(right), client()))).toBe('code_rejected mismatch')
    expect(said(await signIn.submitLegacyAppCode(flow, right, client()))).toBe('enrol-app')
    const enrolled = await world.enrolApp(flow)
    expect(said(enrolled.outcome)).toBe('signed in')
    const later = await pastPassword()
    expect(later.outcome).toMatchObject({ step: { alternatives: ['totp', 'recovery'] } })
    await choose(later.flow, 'totp')
    world.clock.advance(step)
    expect(said(await submit(later.flow, world.appCode(legacySecret)))).toBe('code_rejected mismatch')
  })

  it('is not asked for where its secret did not come along', async () => {
    await shop(askOnce)
    expect(said((await pastMailbox()).outcome)).toBe('signed in')
  })

  const downgrade: FactorPolicy = { ...emailFirst, legacyTwoFactor: 'downgrade-with-notice' }
  const dropped = async () => {
    await world.accounts.mailDelivery.deliverDue()
    return world.mailer.ofKind('notice').filter(({ about }) => about === 'legacy-app-dropped')
  }

  it('is dropped where the shop says so, and its owner is told with the account, once', async () => {
    await shop(downgrade, { totpSecret: legacySecret })
    expect(said((await pastMailbox()).outcome)).toBe('signed in')
    expect(await dropped()).toMatchObject([{ to: hiro }])
    expect(said((await pastMailbox()).outcome)).toBe('signed in')
    expect(await dropped()).toHaveLength(1)
  })

  it.each([
    { who: 'had none', policy: downgrade, row: {} },
    {
      who: 'enrols an own one',
      policy: { ...downgrade, firstFactor: 'app' } as const,
      row: { totpSecret: legacySecret },
    },
  ])('is not told of to who $who', async ({ policy, row }) => {
    await shop(policy, row)
    const { flow, outcome } = await pastMailbox()
    const done = said(outcome) === 'enrol-app' ? (await world.enrolApp(flow)).outcome : outcome
    expect(said(done)).toBe('signed in')
    expect(await dropped()).toEqual([])
  })
})
