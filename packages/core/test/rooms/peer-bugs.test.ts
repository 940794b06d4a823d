import { beforeEach, describe, expect, it } from 'vitest'
import { CODE_ATTEMPTS } from '../../src/domain/challenge.ts'
import { FlowNotFoundError, ThrottledError } from '../../src/primitives/errors.ts'
import type { FlowReference, SignInOutcome } from '../../src/rooms/sign-in/journey.ts'
import { seededRandom } from '../../src/testing/index.ts'
import { client, openWorld, password, said, type World, wrongCode } from '../support/world.ts'

// What went wrong in other people's sign-ins, tried on this one.

const hiro = 'hiro@renshu-shoes.example'
const ren = 'ren@renshu-shoes.example'
const minute = 60_000
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password },
    { shop: 'renshu-shoes', legacyId: '8', email: ren, password: 'ren no himitsu 8' },
  ])
  await world.announce('renshu-shoes')
})

const submitPassword = (flow: FlowReference, typed: string, from = client()) =>
  world.accounts.signIn.submitPassword(flow, typed, from)
const submitCode = (flow: FlowReference, code: string, from = client()) =>
  world.accounts.signIn.submitCode(flow, code, from)

/** What an attempt came to, refusals by error included. */
const tell = (attempt: Promise<SignInOutcome>) => attempt.then(said, (error: Error) => error.name)

function issued(outcome: SignInOutcome) {
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(`no session: ${said(outcome)}`)
  return outcome.issued
}

/** A flow that waits for its code. */
async function atCode(email: string, typed = password, from = client()) {
  const flow = await world.start(email, from)
  await submitPassword(flow, typed, from)
  return { flow, code: await world.mailedCode(email) }
}

describe('before the last factor', () => {
  it.each(['a first', 'a later'])('nothing that %s sign-in has handed out so far is a session', async (which) => {
    if (which === 'a later') await world.signIn(hiro)
    const flow = await world.start(hiro)
    const handedOut = [flow.secret, flow.id]
    const outcome = await submitPassword(flow, password)
    expect(outcome.outcome).toBe('step')
    handedOut.push(...JSON.stringify(outcome).split(/[^A-Za-z0-9_-]+/))
    for (const text of handedOut) {
      expect(await world.accounts.sessions.check(text)).toBeNull()
      expect(await world.accounts.sessions.whoAmI(text)).toBeNull()
    }
    // As the cookies of a browser they ease nothing either.
    const from = client({ sessionToken: flow.secret, deviceToken: flow.secret })
    expect(said(await submitPassword(await world.start(hiro, from), password, from))).toMatch(/^code email/)

    const { sessionToken } = issued(await submitCode(flow, await codeOf(flow)))
    expect(await world.accounts.sessions.check(sessionToken)).not.toBeNull()
  })

  /** The code of a flow's own mail, found by the reference on its screen. */
  async function codeOf(flow: FlowReference): Promise<string> {
    await world.accounts.mailDelivery.deliverDue()
    const step = await world.accounts.signIn.current(flow)
    const reference = step.step === 'code' ? step.reference : null
    const mail = world.mailer.ofKind('code').findLast((one) => one.reference === reference)
    if (!mail) throw new Error('no mail has this reference')
    return mail.code
  }
})

describe("a session of somebody else's in the same browser", () => {
  it.each(['a first', 'a later'])('waives nothing of %s sign-in, ends with it, and is never mixed', async (which) => {
    if (which === 'a later') await world.signIn(ren, 'ren no himitsu 8')
    const his = issued((await world.signIn(hiro)).outcome)
    const from = client({ sessionToken: his.sessionToken, deviceToken: his.deviceToken })

    const flow = await world.start(ren, from)
    expect(said(await submitPassword(flow, password, from))).toBe('credentials_rejected')
    expect(said(await submitPassword(flow, 'ren no himitsu 8', from))).toMatch(/^code email/)
    expect(await world.accounts.sessions.check(his.sessionToken)).not.toBeNull()

    const theirs = issued(await submitCode(flow, await world.mailedCode(ren), from))
    expect(await world.accounts.sessions.whoAmI(theirs.sessionToken)).toMatchObject({ account: { email: ren } })
    expect(await world.accounts.sessions.check(his.sessionToken)).toBeNull()
  })
})

describe('what is over', () => {
  const everyCall = (flow: FlowReference, code: string) => [
    () => world.accounts.signIn.current(flow),
    () => submitPassword(flow, password),
    () => submitCode(flow, code),
    () => submitCode(flow, wrongCode(code)),
    () => world.accounts.signIn.resend(flow, client()),
    () => world.accounts.signIn.chooseFactor(flow, 'email', client()),
    () => world.accounts.signIn.submitNewPassword(flow, 'yuki ni saku hana', client()),
    () => world.accounts.signIn.abandon(flow, client()),
  ]

  it('opens nothing again: a completed flow after signing out', async () => {
    const { flow, code } = await atCode(hiro)
    const { sessionToken } = issued(await submitCode(flow, code))
    await world.accounts.sessions.end(sessionToken, client())
    world.clock.advance(minute)
    for (const call of everyCall(flow, code)) await expect(call()).rejects.toThrow(FlowNotFoundError)
    expect(await world.accounts.sessions.check(sessionToken)).toBeNull()
  })

  it('opens nothing again: a completed flow at once, but for the double click that is given no session', async () => {
    const { flow, code } = await atCode(hiro)
    const { sessionToken } = issued(await submitCode(flow, code))
    await world.accounts.sessions.end(sessionToken, client())
    expect(await submitCode(flow, code)).toMatchObject({ outcome: 'signed-in', issued: null })
    expect(await world.accounts.sessions.check(sessionToken)).toBeNull()
  })

  it('opens nothing again: an abandoned flow', async () => {
    const { flow, code } = await atCode(hiro)
    await world.accounts.signIn.abandon(flow, client())
    for (const call of everyCall(flow, code)) await expect(call()).rejects.toThrow(FlowNotFoundError)
    expect(await world.storage.accounts.findByEmail(hiro)).toBeNull()
  })
})

describe('guessing codes', () => {
  it('never succeeds: a thousand random wrong ones, over as many flows and hours as that takes', async () => {
    await world.signIn(hiro)
    const random = seededRandom(99)
    let compared = 0
    while (compared < 1000) {
      const { flow, code } = await atCode(hiro)
      for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt++) {
        const guess = String(random.below(1_000_000)).padStart(6, '0')
        if (guess === code) continue
        const outcome = await submitCode(flow, guess)
        expect(outcome).toMatchObject({ outcome: 'rejected', code: 'code_rejected' })
        compared++
      }
      world.clock.advance(30 * minute) // ten wrong ones an hour are heard
    }
    world.clock.advance(60 * minute)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  }, 60_000)

  it('shares one budget over parallel flows and places: ten are compared in an hour, however they come', async () => {
    await world.signIn(hiro)
    const flows = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const from = client({ address: `198.51.100.${n + 1}` })
        const flow = await world.start(hiro, from)
        await submitPassword(flow, password, from)
        return { flow, from }
      }),
    )
    await world.accounts.mailDelivery.deliverDue()
    const codes = new Set(world.mailer.ofKind('code').map((mail) => mail.code))
    const wrong = Array.from({ length: 1000 }, (_, n) => String(n).padStart(6, '0')).filter((one) => !codes.has(one))
    const outcomes = await Promise.all(
      flows.flatMap(({ flow, from }, n) =>
        [0, 1, 2].map((nth) => tell(submitCode(flow, wrong[n * 3 + nth] ?? '', from))),
      ),
    )
    const compared = outcomes.filter((outcome) => outcome.startsWith('code_rejected'))
    expect(compared).toHaveLength(10)
    expect(outcomes.filter((outcome) => outcome === 'ThrottledError')).toHaveLength(50)

    const { flow, code } = await atCode(hiro)
    await expect(submitCode(flow, code)).rejects.toThrow(ThrottledError)
    world.clock.advance(60 * minute)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it('is not begun anew by a restart', async () => {
    await world.signIn(hiro)
    for (let i = 0; i < 2; i++) {
      const { flow, code } = await atCode(hiro)
      for (let n = 1; n <= CODE_ATTEMPTS; n++) await submitCode(flow, wrongCode(code, n))
    }
    await world.restart()
    const { flow, code } = await atCode(hiro)
    await expect(submitCode(flow, code)).rejects.toThrow(ThrottledError)
  })
})

describe('a hundred at once over two nodes', () => {
  it('wrong codes get no more than five compared', async () => {
    const other = await world.node()
    const { flow, code } = await atCode(hiro)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        tell((n % 2 ? world.accounts : other).signIn.submitCode(flow, wrongCode(code, n + 1), client())),
      ),
    )
    const mismatched = outcomes.filter((outcome) => outcome === 'code_rejected mismatch')
    expect(outcomes).not.toContain('signed in')
    expect((await world.storage.challenges.findByFlow(flow.id))?.attempts).toBe(CODE_ATTEMPTS)
    expect(mismatched).toHaveLength(CODE_ATTEMPTS - 1) // the fifth is told that it was the last
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })

  it.each(['a first', 'a later'])('right codes of %s sign-in make one session and one account', async (which) => {
    if (which === 'a later') await world.signIn(hiro)
    const other = await world.node()
    const { flow, code } = await atCode(hiro)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        tell((n % 2 ? world.accounts : other).signIn.submitCode(flow, code, client())),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
    const account = (await world.storage.accounts.findByEmail(hiro))?.account.id ?? ''
    const sessions = (await world.reasons(account)).filter((line) => line === 'authn.signed_in ok')
    expect(sessions).toHaveLength(which === 'a later' ? 2 : 1)
  })

  it('flows of one claim make one account', async () => {
    const flows = []
    for (let n = 0; n < 10; n++) flows.push(await atCode(hiro, password, client({ address: `198.51.100.${n}` })))
    const outcomes = await Promise.all(flows.map(({ flow, code }) => tell(submitCode(flow, code))))
    expect(outcomes.filter((outcome) => outcome === 'signed in')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'FlowConflictError')).toHaveLength(9)
  })
})

describe('a code', () => {
  it('is accepted once: not again in its flow, not in another, not after another was asked for', async () => {
    await world.signIn(hiro)
    const { flow, code } = await atCode(hiro)
    issued(await submitCode(flow, code))
    world.clock.advance(minute)
    expect(await tell(submitCode(flow, code))).toBe('FlowNotFoundError')

    const next = await atCode(hiro)
    if (next.code !== code) expect(await tell(submitCode(next.flow, code))).toBe('code_rejected mismatch')
    expect(await tell(submitCode(next.flow, next.code))).toBe('signed in')
  })

  it('is bound to its flow: the same digits in two flows are stored as two hashes', async () => {
    const always = { ...seededRandom(4), below: () => 4 } // every code is 000004
    await world.restart({ random: always })
    const [mine, other] = [await atCode(hiro), await atCode(ren, 'ren no himitsu 8')]
    expect(mine.code).toBe(other.code)
    const hashes = []
    for (const { flow } of [mine, other])
      hashes.push((await world.storage.challenges.findByFlow(flow.id))?.issue.codeHash)
    expect(new Set(hashes).size).toBe(2)
  })

  it("of a member survives a stranger's wrong guesses in a flow of their own", async () => {
    await world.signIn(hiro)
    const mine = await atCode(hiro)
    const stranger = client({ address: '198.51.100.9' })
    const theirs = await atCode(hiro, password, stranger)
    for (let n = 1; n <= CODE_ATTEMPTS; n++) await submitCode(theirs.flow, wrongCode(theirs.code, n), stranger)
    expect(await tell(submitCode(theirs.flow, theirs.code, stranger))).toBe('FlowNotFoundError')
    expect(await tell(submitCode(mine.flow, mine.code))).toBe('signed in')
  })
})
