import { beforeEach, describe, expect, it } from 'vitest'
import { CODE_LIFETIME_MILLISECONDS, CODE_RESEND_MILLISECONDS } from '../../../src/domain/challenge.ts'
import { PasswordUnacceptableError } from '../../../src/factors/new-password.ts'
import { FlowConflictError, FlowNotFoundError, ThrottledError } from '../../../src/primitives/errors.ts'
import { noon } from '../../../src/testing/index.ts'
import { asked, client, openWorld, password, said, type World, wrongCode } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const minute = 60_000
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password, name: '加藤ひろ' },
    { shop: 'renshu-shoes', legacyId: '8', email: 'ren.kubo@renshu-shoes.example', password: 'neko77' },
  ])
  await world.announce('renshu-shoes')
})

const submitPassword = (flow: { secret: string; id: string }, typed: string, from = client()) =>
  world.accounts.signIn.submitPassword(flow, typed, from)
const submitCode = (flow: { secret: string; id: string }, code: string, from = client()) =>
  world.accounts.signIn.submitCode(flow, code, from)

describe('a first sign-in', () => {
  it('is mailed to, and remembered, in the language of the page at the moment, and else in that of its start', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password, client({ locale: 'en' }))
    await world.mailedCode(hiro)
    expect(world.mailer.ofKind('code').map(({ locale }) => locale)).toEqual(['en'])
    world.clock.advance(CODE_RESEND_MILLISECONDS)
    await world.accounts.signIn.resend(flow, client())
    await world.mailedCode(hiro)
    expect(world.mailer.ofKind('code').map(({ locale }) => locale)).toEqual(['en', 'ja'])
    await submitCode(flow, await world.mailedCode(hiro), client({ locale: 'en' }))
    expect((await world.storage.accounts.findByEmail(hiro))?.account.locale).toBe('en')
  })

  it('asks for the password, then for a code mailed to the address typed, and then there is an account and a session', async () => {
    const flow = await world.start(hiro)
    const afterPassword = await submitPassword(flow, password)
    expect(said(afterPassword)).toBe('code email enrol')
    expect(await world.storage.accounts.findByEmail(hiro)).toBeNull()

    const outcome = await submitCode(flow, await world.mailedCode(hiro))
    expect(outcome).toMatchObject({ outcome: 'signed-in', step: { returnTo: '/portal/apps', firstSignIn: true } })
    if (outcome.outcome !== 'signed-in') return
    const session = await world.accounts.sessions.whoAmI(outcome.issued?.sessionToken)
    expect(session).toMatchObject({
      account: { email: 'hiro.kato@renshu-shoes.example', name: '加藤ひろ' },
      session: { acr: 'urn:ecforce:acr:email', amr: ['pwd', 'otp'], sessionClass: 'full' },
      memberships: [{ shopId: 'renshu-shoes' }],
    })
  })

  it("keeps a legacy password that is long enough as the account's own, and erases the shop's hash", async () => {
    await world.signIn(hiro)
    const [row] = await world.storage.members.findByEmail(hiro)
    expect(row?.member).toMatchObject({ state: 'active', legacyPassword: null, legacyTotpSecret: null })
    const found = await world.storage.accounts.findByEmail(hiro)
    expect(found?.account.password.origin).toBe('legacy')
    expect(found?.account.password.hash).toMatch(/^k1:\$argon2id\$/)
  })

  it('asks for a new password where the old one is too weak, and takes no weak one in its place', async () => {
    const { flow, outcome } = await world.signIn('ren.kubo@renshu-shoes.example', 'neko77')
    expect(said(outcome)).toBe('new-password below-rules')
    for (const [typed, problem] of [
      ['short', 'too_short'],
      ['elevenchars', 'too_short'],
      ['renshu-shoes99', 'context'],
      ['ren.kubo-2026', 'context'],
      ['aaaaaaaaaaaa', 'common'],
      ['123456789012', 'common'],
      ['abcdefghijkl', 'common'],
      ['password12345678', 'common'],
      ['dragondragon', 'common'],
      ['2026!!iloveyou', 'common'],
    ] as const) {
      const refused = world.accounts.signIn.submitNewPassword(flow, typed, client())
      await expect(refused, typed).rejects.toThrow(PasswordUnacceptableError)
      await expect(refused, typed).rejects.toMatchObject({ problem })
    }
    const chosen = 'yuki ni saku hana'
    expect(said(await world.accounts.signIn.submitNewPassword(flow, chosen, client()))).toBe('signed in')
    expect(said((await world.signIn('ren.kubo@renshu-shoes.example', 'neko77')).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn('ren.kubo@renshu-shoes.example', chosen)).outcome)).toBe('signed in')
  })

  it('leaves nothing behind when it is left half-way, and can begin again', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    world.clock.advance(15 * minute)
    await expect(world.accounts.signIn.current(flow)).rejects.toThrow(FlowNotFoundError)
    expect(await world.storage.accounts.findByEmail(hiro)).toBeNull()
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })
})

describe('every later sign-in', () => {
  it("asks for the password and a code again, and never for the shop's hash", async () => {
    await world.signIn(hiro)
    const flow = await world.start(hiro)
    expect(said(await submitPassword(flow, password))).toBe('code email verify')
    const outcome = await submitCode(flow, await world.mailedCode(hiro))
    expect(outcome).toMatchObject({ outcome: 'signed-in', step: { firstSignIn: false } })
  })

  it('makes a new session and ends the one this browser had', async () => {
    const first = (await world.signIn(hiro)).outcome
    const token = first.outcome === 'signed-in' ? (first.issued?.sessionToken ?? null) : null
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
    await world.signIn(hiro, password, { sessionToken: token })
    expect(await world.accounts.sessions.check(token)).toBeNull()
  })
})

describe('the password', () => {
  it('is refused alike for unknown, wrong, suspended, held, not announced and not invited', async () => {
    const day = (ago: number) => new Date(noon - ago * 86_400_000).toISOString()
    await world.importRows([
      { shop: 'mihon-tea', legacyId: '1', email: 'hajime@mihon-tea.example', password },
      { shop: 'tameshi', legacyId: '2', email: 'stale@tameshi.example', password, lastSignInAt: day(181) },
      { shop: 'tameshi', legacyId: '3', email: 'never@tameshi.example', password, lastSignInAt: '' },
    ])
    await world.announce('tameshi')
    await world.importRows([{ shop: 'tameshi', legacyId: '9', email: 'late@tameshi.example', password }])

    const refusals = []
    for (const [email, typed, reason] of [
      ['nobody@nowhere.example', password, 'unknown'],
      [hiro, 'not the password', 'wrong'],
      ['hajime@mihon-tea.example', password, 'not_announced'],
      ['stale@tameshi.example', password, 'held'],
      ['never@tameshi.example', password, 'held'],
      ['late@tameshi.example', password, 'not_invited'],
    ] as const) {
      const flow = await world.start(email)
      const outcome = await submitPassword(flow, typed)
      if (outcome.outcome !== 'rejected') throw new Error(`${email} got ${said(outcome)}`)
      const { supportCode, step, ...same } = outcome
      expect(supportCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
      expect(await world.accounts.audit.findBySupportCode(supportCode)).toMatchObject({ reason })
      refusals.push({ ...same, step: { ...step, flow: '', email: '' } })
    }
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in') // the positive control
  })

  it('is answered no sooner than the floor while a legacy hash remains, whoever it is', async () => {
    for (const email of [hiro, 'nobody@nowhere.example']) {
      const flow = await world.start(email)
      await submitPassword(flow, 'not the password')
    }
    await submitPassword(await world.start(hiro), password)
    expect(world.clock.slept).toEqual([350, 350, 350])
  })

  it("is slowed down after five failures from one place, and a stranger's failures do not slow a known browser", async () => {
    const { outcome } = await world.signIn(hiro)
    const deviceToken = outcome.outcome === 'signed-in' ? (outcome.issued?.device?.token ?? null) : null
    const flow = await world.start(hiro)
    for (let i = 0; i < 5; i++) expect(said(await submitPassword(flow, 'wrong'))).toBe('credentials_rejected')
    const sixth = submitPassword(flow, password)
    await expect(sixth).rejects.toThrow(ThrottledError)
    await expect(sixth).rejects.toMatchObject({ retryAt: world.clock.now() + 1000 })

    // The same moment: another place, and the same place with the browser the account knows.
    expect(
      said(
        await submitPassword(
          await world.start(hiro, { address: '198.51.100.1' }),
          password,
          client({ address: '198.51.100.1' }),
        ),
      ),
    ).toBe('code email verify')
    expect(said(await submitPassword(await world.start(hiro), password, client({ deviceToken })))).toBe(
      'code email verify',
    )

    world.clock.advance(1000)
    expect(said(await submitPassword(flow, password))).toBe('code email verify')
  })

  it('costs nothing when it never was compared', async () => {
    const flow = await world.start(hiro)
    const gone = AbortSignal.abort(new Error('the client has gone'))
    for (let i = 0; i < 20; i++)
      await expect(submitPassword(flow, password, client({ signal: gone }))).rejects.toThrow('gone')
    expect(said(await submitPassword(flow, password))).toBe('code email enrol')
  })

  it('given twice is answered with the current step', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    expect(said(await submitPassword(flow, 'something else'))).toBe('code email enrol')
    expect(await world.mailCount(hiro)).toBe(1)
  })
})

describe('the code', () => {
  it('is accepted until the instant its ten minutes end', async () => {
    for (const [age, expected] of [
      [CODE_LIFETIME_MILLISECONDS - 1, 'signed in'],
      [CODE_LIFETIME_MILLISECONDS, 'code_rejected expired'],
    ] as const) {
      const flow = await world.start(hiro)
      await submitPassword(flow, password)
      const code = await world.mailedCode(hiro)
      world.clock.advance(age)
      expect(said(await submitCode(flow, code))).toBe(expected)
    }
  })

  it('may be wrong four times; the fifth ends the flow, and the right one is too late', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    for (let i = 1; i <= 4; i++) {
      const outcome = await submitCode(flow, wrongCode(code, i))
      expect(outcome).toMatchObject({ outcome: 'rejected', reason: 'mismatch', step: { attemptsLeft: 5 - i } })
    }
    expect(await submitCode(flow, wrongCode(code, 5))).toMatchObject({ reason: 'exhausted', step: null })
    await expect(submitCode(flow, code)).rejects.toThrow(FlowNotFoundError)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it('mailed anew makes the former one worthless and leaves the attempts spent', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const former = await world.mailedCode(hiro)
    await submitCode(flow, wrongCode(former))
    world.clock.advance(CODE_RESEND_MILLISECONDS)
    await world.accounts.signIn.resend(flow, client())
    const latter = await world.mailedCode(hiro)
    expect(await world.mailCount(hiro)).toBe(2)
    if (former !== latter) expect(await submitCode(flow, former)).toMatchObject({ step: { attemptsLeft: 3 } })
    expect(said(await submitCode(flow, latter))).toBe('signed in')
  })

  it.each([
    ['a millisecond before a minute has passed', CODE_RESEND_MILLISECONDS - 1, 1],
    ['when a minute has passed', CODE_RESEND_MILLISECONDS, 2],
  ])('is mailed again %s: %i ms, %i mails', async (_, wait, mails) => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    world.clock.advance(wait)
    expect(said(await world.accounts.signIn.resend(flow, client()))).toBe('code email enrol')
    expect(await world.mailCount(hiro)).toBe(mails)
  })

  it('is mailed six times in a flow and no more', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    for (let i = 0; i < 8; i++) {
      world.clock.advance(CODE_RESEND_MILLISECONDS)
      await world.accounts.signIn.resend(flow, client())
    }
    expect(await world.mailCount(hiro)).toBe(6)
    expect(await world.accounts.signIn.current(flow)).toMatchObject({ step: 'code', resendAt: null })
  })

  it('of one flow means nothing in another', async () => {
    const mine = await world.start(hiro)
    await submitPassword(mine, password)
    const code = await world.mailedCode(hiro)
    const other = await world.start(hiro, { address: '198.51.100.1' })
    await submitPassword(other, password)
    if (code !== (await world.mailedCode(hiro)))
      expect(said(await submitCode(other, code))).toBe('code_rejected mismatch')
    expect(said(await submitCode(mine, code))).toBe('signed in')
  })

  it("wrong ten times in an hour over all flows closes the account's codes until the hour has passed", async () => {
    for (let i = 0; i < 2; i++) {
      const flow = await world.start(hiro)
      await submitPassword(flow, password)
      const code = await world.mailedCode(hiro)
      for (let n = 1; n <= 5; n++) await submitCode(flow, wrongCode(code, n))
    }
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    await expect(submitCode(flow, code)).rejects.toThrow(ThrottledError)
    world.clock.advance(60 * minute)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it('is not heard before the password, and nothing is mailed', async () => {
    const flow = await world.start(hiro)
    await expect(submitCode(flow, '123456')).rejects.toThrow(FlowConflictError)
    await expect(world.accounts.signIn.resend(flow, client())).rejects.toThrow(FlowConflictError)
    expect(said(await world.accounts.signIn.chooseFactor(flow, 'email', client()))).toBe('password')
    expect(await world.mailCount(hiro)).toBe(0)
  })

  it('given twice within a minute is a double click; later, or another one, finds no flow', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    expect(said(await submitCode(flow, code))).toBe('signed in')
    expect(said(await submitCode(flow, code))).toBe('done already')
    await expect(submitCode(flow, wrongCode(code))).rejects.toThrow(FlowNotFoundError)
    await expect(world.accounts.signIn.current(flow)).rejects.toThrow(FlowNotFoundError)
    world.clock.advance(minute)
    await expect(submitCode(flow, code)).rejects.toThrow(FlowNotFoundError)
  })

  it('makes one session for a hundred that give the right one at once', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => submitCode(flow, code).then(said, (error: Error) => error.name)),
    )
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
  })

  it('is compared five times for a hundred wrong ones at once', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        submitCode(flow, wrongCode(code, n + 1)).then(said, (error: Error) => error.name),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(0)
    expect(outcomes.filter((outcome) => outcome.startsWith('code_rejected'))).not.toHaveLength(0)
    expect(outcomes.filter((outcome) => /mismatch|exhausted/.test(outcome)).length).toBeLessThanOrEqual(5)
  })
})

describe('a flow', () => {
  it("named by another tab is answered with where the browser's flow stands, and nothing is evaluated", async () => {
    const former = await world.start(hiro)
    const latter = await world.start(hiro)
    const mixed = { secret: latter.secret, id: former.id }
    const refused = submitPassword(mixed, password)
    await expect(refused).rejects.toThrow(FlowConflictError)
    await expect(refused).rejects.toMatchObject({ step: { step: 'password', flow: latter.id } })
    expect(asked(await world.accounts.signIn.current(latter))).toBe('password')
  })

  it('stands where it stood after a restart', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    await world.restart()
    expect(asked(await world.accounts.signIn.current(flow))).toBe('code email enrol')
    expect(said(await submitCode(flow, await world.mailedCode(hiro)))).toBe('signed in')
  })

  it('that is abandoned is gone', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    await world.accounts.signIn.abandon(flow, client())
    await expect(world.accounts.signIn.current(flow)).rejects.toThrow(FlowNotFoundError)
  })

  it('changes its secret with every proof, and a copy of the former one gains nothing by what is proven', async () => {
    await world.importRows([
      { shop: 'renshu-shoes', legacyId: '99', email: 'planted@renshu-shoes.example', password: 'neko77' },
    ])
    const flow = await world.start('ren.kubo@renshu-shoes.example')
    const copies = [{ ...flow }]
    await submitPassword(flow, 'neko77')
    copies.push({ ...flow })
    const code = await world.mailedCode('ren.kubo@renshu-shoes.example')
    expect(said(await submitCode(flow, code))).toBe('new-password below-rules')
    expect(new Set([...copies, flow].map(({ secret }) => secret)).size).toBe(3)
    for (const copy of copies) {
      await expect(world.accounts.signIn.current(copy)).rejects.toThrow(FlowNotFoundError)
      await expect(world.accounts.signIn.submitNewPassword(copy, 'the attacker chose this', client())).rejects.toThrow(
        FlowNotFoundError,
      )
      await expect(world.accounts.signIn.resend(copy, client())).rejects.toThrow(FlowNotFoundError)
      await expect(world.accounts.signIn.abandon(copy, client())).rejects.toThrow(FlowNotFoundError)
      await expect(submitCode(copy, wrongCode(code))).rejects.toThrow(FlowNotFoundError)
    }
    expect(said(await world.accounts.signIn.submitNewPassword(flow, 'yuki ni saku hana', client()))).toBe('signed in')
  })

  it('secret is no session', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    expect(await world.accounts.sessions.check(flow.secret)).toBeNull()
  })

  it('whose account came into being in another browser has to prove everything again', async () => {
    const flow = await world.start(hiro)
    await submitPassword(flow, password)
    const code = await world.mailedCode(hiro)
    await world.signIn(hiro)
    await expect(submitCode(flow, code)).rejects.toMatchObject({ step: { step: 'password' } })
  })
})

describe('two shops with one address', () => {
  const futaba = 'futaba@freelance.example'
  beforeEach(async () => {
    await world.importRows([
      { shop: 'shop-one', legacyId: '1', email: futaba, password: 'first shop password' },
      { shop: 'shop-two', legacyId: '1', email: futaba, password: 'second shop password' },
    ])
    await world.announce('shop-one')
    await world.announce('shop-two')
  })

  it.each(['first shop password', 'second shop password'])(
    'open with "%s", ask for a new one, and become one account',
    async (typed) => {
      const { flow, outcome } = await world.signIn(futaba, typed)
      expect(said(outcome)).toBe('new-password several-claims')
      const done = await world.accounts.signIn.submitNewPassword(flow, 'hitotsu ni matomeru', client())
      expect(said(done)).toBe('signed in')
      const token = done.outcome === 'signed-in' ? done.issued?.sessionToken : null
      const session = await world.accounts.sessions.whoAmI(token)
      expect(session?.memberships.map(({ shopId }) => shopId)).toEqual(['shop-one', 'shop-two'])
      for (const { member } of await world.storage.members.findByEmail(futaba)) expect(member.legacyPassword).toBeNull()
    },
  )
})
