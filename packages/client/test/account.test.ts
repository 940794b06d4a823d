import { describe, expect, expectTypeOf, it } from 'vitest'
import { createAccountClient, type EventsAnswer, type FactorsAnswer, withStepUp } from '../src/account.ts'
import { AccountsProblem, type Problem, type Step } from '../src/index.ts'

const [first, second] = ['0a'.repeat(13), '1b'.repeat(13)]
const codeStep: Step = {
  step: 'code',
  flow: first,
  email: 'a@shop.example',
  factor: 'totp',
  purpose: 'step-up',
  maskedDestination: null,
  reference: null,
  validUntil: null,
  resendAt: null,
  attemptsLeft: 5,
  alternatives: ['email'],
  now: '2026-11-22T01:00:00.000Z',
}
const done: Step = { step: 'done', returnTo: '/portal/apps', firstSignIn: false, joined: null, recoveryCodes: null }

/** A client whose server answers what is scripted, one after the other, and a record of what reached it. */
function scripted(...answers: readonly (Response | Error)[]) {
  const sent: { readonly request: string; readonly body: unknown }[] = []
  const rest = [...answers]
  const client = createAccountClient({
    async fetch(input, init = {}) {
      sent.push({
        request: `${init.method} ${input}`,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
      })
      const answer = rest.shift()
      if (!answer) throw new Error('one request more than was scripted')
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  return { client, sent }
}

function problem(status: number, facts: Partial<Problem> & Pick<Problem, 'code'>): Response {
  const words = { ja: '言葉', en: 'words' }
  const body: Problem = { type: 'about:blank', title: 'title', status, detail: words.ja, messages: words, ...facts }
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } })
}

const nothing = () => new Response(null, { status: 204 })

describe('the verbs of an account', () => {
  it('say what the contract asks for', async () => {
    const { client, sent } = scripted(
      ...Array.from({ length: 5 }, () => Response.json({})),
      ...Array.from({ length: 2 }, nothing),
      ...Array.from({ length: 7 }, () => Response.json({})),
      ...Array.from({ length: 2 }, nothing),
      ...Array.from({ length: 4 }, () => Response.json({})),
    )
    const { profile, factors, sessions } = client
    await profile.get()
    await profile.edit({ name: '加藤ひろ' })
    await profile.events()
    await profile.events(null)
    await profile.events(second)
    await profile.changePassword({ currentPassword: 'former', password: ' as typed ' })
    await profile.cancelFactorLift()
    await factors.list()
    await factors.beginApp()
    await factors.confirmApp('123456', false)
    await factors.switchMailOn('123456')
    await factors.remove(first)
    await factors.newRecoveryCodes()
    await sessions.list()
    await sessions.end(first)
    await sessions.endOthers()
    await profile.address()
    await profile.askAddress('a@shop.example')
    await profile.confirmAddress('token')
    await profile.revertAddress('token', 'four words in a row')
    expect(sent).toEqual([
      { request: 'GET /api/profile', body: null },
      { request: 'PATCH /api/profile', body: { name: '加藤ひろ' } },
      { request: 'GET /api/profile/events', body: null },
      { request: 'GET /api/profile/events', body: null },
      { request: `GET /api/profile/events?after=${second}`, body: null },
      { request: 'POST /api/profile/password', body: { currentPassword: 'former', password: ' as typed ' } },
      { request: 'POST /api/profile/factor-lift/cancel', body: null },
      { request: 'GET /api/factors', body: null },
      { request: 'POST /api/factors/app', body: null },
      { request: 'POST /api/factors/app/confirm', body: { code: '123456', keepMail: false } },
      { request: 'POST /api/factors/email', body: { code: '123456' } },
      { request: `DELETE /api/factors/${first}`, body: null },
      { request: 'POST /api/factors/recovery-codes', body: null },
      { request: 'GET /api/sessions', body: null },
      { request: `DELETE /api/sessions/${first}`, body: null },
      { request: 'DELETE /api/sessions', body: null },
      { request: 'GET /api/profile/email', body: null },
      { request: 'POST /api/profile/email', body: { email: 'a@shop.example' } },
      { request: 'POST /api/profile/email/confirm', body: { token: 'token' } },
      { request: 'POST /api/profile/email/revert', body: { token: 'token', password: 'four words in a row' } },
    ])
    expectTypeOf(factors.list).returns.resolves.toEqualTypeOf<FactorsAnswer>()
    expectTypeOf(profile.events).returns.resolves.toEqualTypeOf<EventsAnswer>()
  })

  it('keep to the step-up that the last answer named, a problem included', async () => {
    const { client, sent } = scripted(
      Response.json(codeStep),
      Response.json({ ...codeStep, factor: 'email' }),
      Response.json(codeStep),
      problem(409, { code: 'flow_conflict', step: { ...codeStep, flow: second } }),
      Response.json(done),
    )
    await client.stepUp.start()
    await client.stepUp.useFactor('email')
    await client.stepUp.resend()
    await expect(client.stepUp.code('123456')).rejects.toMatchObject({ code: 'flow_conflict' })
    expect(await client.stepUp.code('123456')).toEqual(done)
    expect(sent).toEqual([
      { request: 'POST /api/step-up', body: null },
      { request: 'POST /api/step-up/factor', body: { flow: first, factor: 'email' } },
      { request: 'POST /api/step-up/resend', body: { flow: first } },
      { request: 'POST /api/step-up/code', body: { flow: first, code: '123456' } },
      { request: 'POST /api/step-up/code', body: { flow: second, code: '123456' } },
    ])
  })
})

describe('an action that may need a fresh proof', () => {
  const stale = () => problem(403, { code: 'step_up_required' })

  it('is done once where it needs none', async () => {
    const { client, sent } = scripted(nothing())
    await withStepUp(
      () => client.sessions.endOthers(),
      async () => expect.unreachable('asked for a proof'),
    )
    expect(sent).toHaveLength(1)
  })

  it('is done again, as it was, once the proof is given', async () => {
    const { client, sent } = scripted(stale(), Response.json(codeStep), Response.json(done), nothing())
    await withStepUp(
      () => client.profile.changePassword({ currentPassword: 'former', password: 'yuki ni saku hana' }),
      async () => {
        await client.stepUp.start()
        return (await client.stepUp.code('123456')).step === 'done'
      },
    )
    expect(sent[0]).toEqual(sent[3])
  })

  it('is done no third time, and not again where no proof is given or something else is wrong', async () => {
    const twice = scripted(stale(), stale())
    const again = withStepUp(
      () => twice.client.sessions.endOthers(),
      async () => true,
    )
    await expect(again).rejects.toMatchObject({ code: 'step_up_required' })
    const given = scripted(stale())
    const left = withStepUp(
      () => given.client.sessions.endOthers(),
      async () => false,
    )
    await expect(left).rejects.toBeInstanceOf(AccountsProblem)
    expect(given.sent).toHaveLength(1)
    const other = scripted(problem(403, { code: 'session_restricted' }))
    const refused = withStepUp(
      () => other.client.sessions.endOthers(),
      async () => expect.unreachable('asked for a proof'),
    )
    await expect(refused).rejects.toMatchObject({ code: 'session_restricted' })
  })
})
