import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  AccountsProblem,
  createAccountsClient,
  type LostFactorAnswer,
  type Problem,
  type ShownAppAnswer,
  type Step,
} from '../src/index.ts'

const [first, second] = ['0a'.repeat(13), '1b'.repeat(13)]
const passwordStep: Step = { step: 'password', flow: first, email: 'a@shop.example' }
const codeStep: Step = {
  step: 'code',
  flow: first,
  email: 'a@shop.example',
  factor: 'email',
  purpose: 'verify',
  maskedDestination: 'a***@shop.example',
  reference: 'KT',
  validUntil: '2026-11-22T01:10:00.000Z',
  resendAt: '2026-11-22T01:01:00.000Z',
  attemptsLeft: 5,
  alternatives: [],
  now: '2026-11-22T01:00:00.000Z',
}

const shownApp: ShownAppAnswer = {
  secret: 'GEZDGNBVGY3TQOJQ',
  uri: 'otpauth://totp/ecforce%20accounts:a@shop.example?secret=GEZDGNBVGY3TQOJQ',
  validUntil: '2026-11-22T01:10:00.000Z',
  now: '2026-11-22T01:00:00.000Z',
}
const waysOut: LostFactorAnswer = { caseNumber: 'K7TM-3Q9X', otherFactors: ['recovery'], administratorsOf: ['靴店'] }

interface Sent {
  readonly request: string
  readonly flow: string | null
  readonly body: unknown
}

/** A client whose server answers what is scripted, one after the other, and a record of what reached it. */
function scripted(...answers: readonly (Response | Error)[]) {
  const sent: Sent[] = []
  const rest = [...answers]
  const client = createAccountsClient({
    async fetch(input, init = {}) {
      sent.push({
        request: `${init.method} ${input}`,
        flow: new Headers(init.headers).get('accounts-flow'),
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

async function problemOf(promise: Promise<unknown>): Promise<AccountsProblem> {
  const caught = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(caught instanceof AccountsProblem)) throw new Error(`no problem, but ${caught}`)
  return caught
}

it('says the language of the page with every request, where it is told one', async () => {
  const said: (string | null)[] = []
  let locale: 'ja' | 'en' = 'ja'
  const record: typeof fetch = async (_input, init) => {
    said.push(new Headers(init?.headers).get('accounts-locale'))
    return Response.json(passwordStep)
  }
  const told = createAccountsClient({ fetch: record, locale: () => locale })
  await told.signIn.current()
  locale = 'en'
  await told.signIn.password('any')
  await createAccountsClient({ fetch: record }).signIn.current()
  expect(said).toEqual(['ja', 'en', null])
})

describe('the verbs', () => {
  it('say what the contract asks for', async () => {
    const { client, sent } = scripted(
      ...Array.from({ length: 9 }, () => Response.json(codeStep)),
      Response.json(shownApp),
      Response.json(codeStep),
      Response.json(waysOut),
      new Response(null, { status: 204 }),
      new Response(null, { status: 204 }),
      Response.json({ services: [] }),
      new Response(null, { status: 202 }),
      Response.json({ email: 'a@shop.example' }),
    )
    await client.signIn.start({ email: 'a@shop.example', returnTo: '/portal/apps', locale: 'en' })
    await client.signIn.current()
    await client.signIn.password(' as typed ')
    await client.signIn.code('１２３ 456')
    await client.signIn.resend()
    await client.signIn.useFactor('totp')
    await client.signIn.newPassword('four words in a row')
    await client.signIn.newPassword('four words in a row', '加藤ひろ')
    await client.signIn.legacyApp('123456')
    expect(await client.signIn.beginApp()).toEqual(shownApp)
    await client.signIn.confirmApp('654321', false)
    expect(await client.signIn.lostFactor()).toEqual(waysOut)
    await client.signIn.abandon()
    await client.session.end()
    expect(await client.apps.list()).toEqual({ services: [] })
    await client.passwordReset.ask('a@shop.example')
    expect(await client.passwordReset.confirm('token', 'four words in a row')).toEqual({ email: 'a@shop.example' })

    expect(sent).toEqual([
      {
        request: 'POST /api/sign-in',
        flow: null,
        body: { email: 'a@shop.example', returnTo: '/portal/apps', locale: 'en' },
      },
      { request: 'GET /api/sign-in', flow: first, body: null },
      { request: 'POST /api/sign-in/password', flow: null, body: { flow: first, password: ' as typed ' } },
      { request: 'POST /api/sign-in/code', flow: null, body: { flow: first, code: '１２３ 456' } },
      { request: 'POST /api/sign-in/resend', flow: null, body: { flow: first } },
      { request: 'POST /api/sign-in/factor', flow: null, body: { flow: first, factor: 'totp' } },
      { request: 'POST /api/sign-in/new-password', flow: null, body: { flow: first, password: 'four words in a row' } },
      {
        request: 'POST /api/sign-in/new-password',
        flow: null,
        body: { flow: first, password: 'four words in a row', name: '加藤ひろ' },
      },
      { request: 'POST /api/sign-in/legacy-app', flow: null, body: { flow: first, code: '123456' } },
      { request: 'POST /api/sign-in/app', flow: null, body: { flow: first } },
      {
        request: 'POST /api/sign-in/app/confirm',
        flow: null,
        body: { flow: first, code: '654321', keepMail: false },
      },
      { request: 'POST /api/sign-in/lost-factor', flow: null, body: { flow: first } },
      { request: 'DELETE /api/sign-in', flow: first, body: null },
      { request: 'DELETE /api/session', flow: null, body: null },
      { request: 'GET /api/apps', flow: null, body: null },
      { request: 'POST /api/password-reset', flow: null, body: { email: 'a@shop.example' } },
      {
        request: 'POST /api/password-reset/confirm',
        flow: null,
        body: { token: 'token', password: 'four words in a row' },
      },
    ])
  })

  it('answer with a step that can be told apart exhaustively', () => {
    function title(step: Step): string {
      switch (step.step) {
        case 'password':
        case 'new-password':
        case 'legacy-app':
        case 'enrol-app':
          return step.email
        case 'code':
          return step.maskedDestination ?? step.email
        case 'confirm':
          return step.shopName
        case 'refused':
          return step.reason
        case 'done':
          return step.returnTo
        default:
          expectTypeOf(step).toBeNever()
          return step
      }
    }
    expect(title(codeStep)).toBe('a***@shop.example')
  })

  it('reach an API that is mounted elsewhere', async () => {
    const asked: string[] = []
    const client = createAccountsClient({
      baseUrl: 'https://id.example/api',
      async fetch(input) {
        asked.push(String(input))
        return Response.json({ services: [] })
      },
    })
    await client.apps.list()
    expect(asked).toEqual(['https://id.example/api/apps'])
  })
})

describe('the flow', () => {
  it('is not named before an answer named it, and after it was abandoned', async () => {
    const { client, sent } = scripted(
      Response.json(passwordStep),
      new Response(null, { status: 204 }),
      problem(404, { code: 'flow_not_found' }),
    )
    await client.signIn.current()
    await client.signIn.abandon()
    await problemOf(client.signIn.current())
    expect(sent.map(({ flow }) => flow)).toEqual([null, first, null])
  })

  it('is the newer one when another was started while the former was being abandoned', async () => {
    let answerAbandon = (_answer: Response) => {}
    const abandoned = new Promise<Response>((resolve) => {
      answerAbandon = resolve
    })
    const answers = [Response.json(passwordStep), abandoned, Response.json({ ...passwordStep, flow: second })]
    const bodies: unknown[] = []
    const client = createAccountsClient({
      async fetch(_input, init) {
        bodies.push(init?.body)
        return (await answers.shift()) ?? Response.json(codeStep)
      },
    })
    await client.signIn.start({ email: 'a@shop.example' })
    const abandoning = client.signIn.abandon()
    await client.signIn.start({ email: 'b@shop.example' })
    answerAbandon(new Response(null, { status: 204 }))
    await abandoning
    await client.signIn.password('secret')
    expect(bodies.at(-1)).toBe(JSON.stringify({ flow: second, password: 'secret' }))
  })

  it('is the one of the step that a problem carries', async () => {
    const { client, sent } = scripted(
      Response.json(passwordStep),
      problem(409, { code: 'flow_conflict', step: { ...codeStep, flow: second } }),
      Response.json({ ...codeStep, flow: second }),
    )
    await client.signIn.start({ email: 'a@shop.example' })
    const conflict = await problemOf(client.signIn.password('secret'))
    expect(conflict.problem?.step).toMatchObject({ step: 'code', flow: second })
    await client.signIn.code('123456')
    expect(sent.at(-1)?.body).toEqual({ flow: second, code: '123456' })
  })

  it.each([
    { when: 'a problem says that it has ended', answer: problem(401, { code: 'code_rejected', step: null }) },
    { when: 'a problem says nothing of it', answer: problem(503, { code: 'overloaded' }) },
    { when: 'no answer came', answer: new TypeError('Failed to fetch') },
  ])('stays the one it was when $when', async ({ answer }) => {
    const { client, sent } = scripted(Response.json(passwordStep), answer, Response.json(passwordStep))
    await client.signIn.start({ email: 'a@shop.example' })
    await problemOf(client.signIn.password('secret'))
    await client.signIn.password('secret')
    expect(sent.at(-1)?.body).toEqual({ flow: first, password: 'secret' })
  })
})

describe('a session', () => {
  it('is null when nobody is signed in', async () => {
    const { client } = scripted(problem(401, { code: 'session_required' }))
    expect(await client.session.get()).toBeNull()
  })

  it('is the answer when somebody is', async () => {
    const answer = { account: { email: 'a@shop.example' } }
    const { client } = scripted(Response.json(answer))
    expect(await client.session.get()).toEqual(answer)
  })

  it('is not said to be absent when the server could not tell', async () => {
    const { client } = scripted(problem(503, { code: 'unavailable' }))
    expect(await problemOf(client.session.get())).toMatchObject({ code: 'unavailable', status: 503 })
  })
})

describe('a problem', () => {
  it('carries the whole body', async () => {
    const facts = {
      code: 'code_rejected',
      supportCode: 'Q7K2-9F3M',
      reason: 'mismatch',
      step: { ...codeStep, attemptsLeft: 4 },
    } as const
    const { client } = scripted(problem(401, facts))
    const caught = await problemOf(client.signIn.code('123456'))
    expect(caught).toMatchObject({ name: 'AccountsProblem', code: 'code_rejected', status: 401, problem: facts })
  })

  it('says when to come again, from the body before the header', async () => {
    const body = problem(503, { code: 'overloaded', retryAfterSeconds: 3 })
    body.headers.set('retry-after', '9')
    const header = problem(503, { code: 'overloaded' })
    header.headers.set('retry-after', '9')
    const { client } = scripted(body, header, problem(503, { code: 'overloaded' }))
    const said = [1, 2, 3].map(() => problemOf(client.signIn.password('secret')))
    expect((await Promise.all(said)).map((one) => one.retryAfterSeconds)).toEqual([3, 9, null])
  })

  it.each([
    ['a page of a proxy', new Response('<html>502</html>', { status: 502 }), 502],
    ['a page that claims success', new Response('<html>Welcome to our Wi-Fi</html>'), 200],
    ['JSON of somebody else', Response.json({ message: 'nope' }, { status: 500 }), 500],
    ['JSON that is no object', Response.json('nope'), 200],
    ['an empty refusal', new Response(null, { status: 503 }), 503],
  ])('is `unavailable` when the answer is %s', async (_what, answer, status) => {
    const { client } = scripted(answer)
    expect(await problemOf(client.apps.list())).toMatchObject({ code: 'unavailable', status, problem: null })
  })

  it('is `offline`, with the cause kept, when no answer came', async () => {
    const cause = new TypeError('Failed to fetch')
    const { client } = scripted(cause)
    const caught = await problemOf(client.signIn.start({ email: 'a@shop.example' }))
    expect(caught).toMatchObject({ code: 'offline', status: 0, problem: null, cause })
  })
})
