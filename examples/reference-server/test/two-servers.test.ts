import { createHash } from 'node:crypto'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresServer } from '../../../packages/storage-sql/test/support/postgres-server.ts'
import { type ApiAnswer, type ApiVisitor, apiVisitor, isCodeMail, nextMailedCode } from './support/api-visitor.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'

const database = await postgresServer('two servers on one PostgreSQL')
const shop = 'kensho-sake'
const who = (name: string) => `${name}@kensho-sake.example`
const names = ['control', 'guessed', 'racing', 'replayed', 'resetting', 'entering'] as const

describe.skipIf(!database)('two servers, processes of their own on one PostgreSQL,', () => {
  let one: TestServer
  let two: TestServer
  let moved = 0

  beforeAll(async () => {
    const databaseUrl = (await database?.createDatabase()) ?? ''
    const rows = names.map((name, index) => ({ shop, id: `m${index}`, email: who(name), name: '加藤ひろ' }))
    one = await startTestServer({ databaseUrl, csv: memberCsv(rows), announce: [] })
    await one.cli(['shop', 'set', shop, '--factors', 'app-first'])
    await one.cli(['rollout', 'announce', shop])
    // The first delivers the mails of both.
    two = await startTestServer({ databaseUrl, variables: { WORKER: 'off' } })
  })
  afterAll(async () => {
    await two?.stop()
    await one?.stop()
    await database?.dropDatabases()
  })

  const mails = (email: string) => one.mailbox.messages(email)
  const appCode = (secret: string) => generateSync({ secret, epoch: (Date.now() + moved) / 1000 })
  /** The next code of an app is another one. */
  async function nextStep(): Promise<void> {
    await Promise.all([one.clock.advance(60_000), two.clock.advance(60_000)])
    moved += 60_000
  }

  /** Up to the code, at the first server, which mails it. */
  async function toMailedCode(visitor: ApiVisitor, email: string) {
    const before = mails(email).filter(isCodeMail).length
    const { flow } = (await visitor.post('/sign-in', { email })).body
    const asked = await visitor.post('/sign-in/password', { flow, password: memberPassword })
    expect(asked.body).toMatchObject({ step: 'code', factor: 'email' })
    return { flow, code: await nextMailedCode(mails, email, before) }
  }

  /** A first sign-in with an app, each request to the other server than the one before. Resolves to the app's secret. */
  async function enrol(visitor: ApiVisitor, email: string): Promise<string> {
    const other = visitor.at(two.origin)
    const { flow, code } = await toMailedCode(visitor, email)
    expect((await other.post('/sign-in/code', { flow, code })).body).toMatchObject({ step: 'enrol-app' })
    const { secret } = (await visitor.post('/sign-in/app', { flow })).body
    const done = await other.post('/sign-in/app/confirm', { flow, code: appCode(secret), keepMail: false })
    expect(done.body).toMatchObject({ step: 'done', firstSignIn: true })
    return secret
  }

  /** The same request from the same browser to both servers in turn, all at once. */
  function atOnce(count: number, visitor: ApiVisitor, path: string, body: (n: number) => object): Promise<ApiAnswer[]> {
    const both = [visitor, visitor.at(two.origin)] as const
    return Promise.all(Array.from({ length: count }, (_, n) => both[n % 2 === 0 ? 0 : 1].post(path, body(n))))
  }
  const issuesSession = ({ headers }: ApiAnswer) => headers.getSetCookie().some((line) => /^eca_sid=[^;]/.test(line))

  it('lead one member through one sign-in, in turns', async () => {
    const visitor = apiVisitor(one.origin)
    await enrol(visitor, who('control'))
    expect((await visitor.at(two.origin).get('/session')).body).toMatchObject({ account: { email: who('control') } })
  })

  it('share the attempts of a sign-in: five of a hundred wrong codes are compared, and the right one is too late', async () => {
    const visitor = apiVisitor(one.origin)
    const { flow, code } = await toMailedCode(visitor, who('guessed'))
    const wrong = (n: number) => String((Number(code) + 1 + n) % 1_000_000).padStart(6, '0')
    const answers = await atOnce(100, visitor, '/sign-in/code', (n) => ({ flow, code: wrong(n) }))
    const compared = answers.filter(({ body }) => body.code === 'code_rejected' && body.reason === 'mismatch')
    expect(compared.length).toBeGreaterThan(0)
    expect(compared.length).toBeLessThanOrEqual(5)
    expect((await visitor.at(two.origin).post('/sign-in/code', { flow, code })).status).toBeGreaterThanOrEqual(400)
  })

  it('give one of twenty right mailed codes what it is good for', async () => {
    const visitor = apiVisitor(one.origin)
    const { flow, code } = await toMailedCode(visitor, who('racing'))
    const answers = await atOnce(20, visitor, '/sign-in/code', () => ({ flow, code }))
    const renewed = answers.filter(({ headers }) => headers.getSetCookie().some((line) => /^eca_tx=[^;]/.test(line)))
    expect(renewed).toHaveLength(1)
  })

  it('use a reset link up once, however many send it at once', async () => {
    const email = who('resetting')
    const visitor = apiVisitor(one.origin)
    await enrol(visitor, email)
    expect((await visitor.at(two.origin).post('/password-reset', { email })).status).toBe(202)
    const tokenOf = (text = '') => /#token=([\w-]{43})/.exec(text)?.[1]
    const mailed = () => mails(email).flatMap(({ text }) => tokenOf(text) ?? [])[0]
    await expect.poll(mailed).toBeTruthy()
    const token = mailed()
    const chosen = (n: number) => `yuki ni saku hana ${n}`
    const answers = await atOnce(20, visitor, '/password-reset/confirm', (n) => ({ token, password: chosen(n) }))
    const won = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []))
    expect(won).toHaveLength(1)
    const { flow } = (await visitor.post('/sign-in', { email })).body
    const asked = await visitor.post('/sign-in/password', { flow, password: chosen(won[0] ?? -1) })
    expect(asked.body).toMatchObject({ step: 'code', factor: 'totp' })
    // Who was signed in with the former password is not any more, at either server.
    for (const origin of [one.origin, two.origin]) expect((await visitor.at(origin).get('/session')).status).toBe(401)
  })

  it('accept a code of an app once, whichever of them is asked and in whatever flow', async () => {
    const secret = await enrol(apiVisitor(one.origin), who('replayed'))
    await nextStep()
    const visitors = await Promise.all(
      Array.from({ length: 4 }, async (_, n) => {
        const visitor = apiVisitor(n % 2 === 0 ? one.origin : two.origin)
        const { flow } = (await visitor.post('/sign-in', { email: who('replayed') })).body
        const asked = await visitor.post('/sign-in/password', { flow, password: memberPassword })
        expect(asked.body).toMatchObject({ step: 'code', factor: 'totp' })
        return { visitor, flow }
      }),
    )
    const code = appCode(secret)
    const answers = await Promise.all(
      visitors.map(({ visitor, flow }) => visitor.post('/sign-in/code', { flow, code })),
    )
    expect(answers.filter(issuesSession)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.reason === 'replayed')).toHaveLength(3)

    await nextStep()
    const [late] = visitors.filter((_, n) => !issuesSession(answers[n] as ApiAnswer))
    const next = await late?.visitor.post('/sign-in/code', { flow: late.flow, code: appCode(secret) })
    expect(next && issuesSession(next)).toBe(true)
  })

  it('redeem a code of a service once, whichever of them are asked at once', async () => {
    const cookies = new Map<string, string>()
    await enrol(apiVisitor(one.origin, undefined, cookies), who('entering'))
    const callback = 'https://sake.example/accounts/callback'
    const addresses = ['--start-url', 'https://sake.example/accounts/start', '--redirect-uri', callback]
    const added = await one.cli(['service', 'add', 'sake-admin', '--shop', shop, ...addresses, '--json'])
    const { secret } = JSON.parse(added.stdout)
    const verifier = 'a-verifier-of-forty-three-letters-or-more-0'
    const asked = new URLSearchParams({
      client_id: 'sake-admin',
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid',
      state: 'abc',
      nonce: 'def',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const answer = await fetch(`${one.origin}/oidc/authorize?${asked}`, {
      redirect: 'manual',
      headers: { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') },
    })
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const redeem = (origin: string) =>
      fetch(`${origin}/oidc/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`sake-admin:${secret}`).toString('base64')}` },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          redirect_uri: callback,
          code,
          code_verifier: verifier,
        }),
      }).then(async (response) => ({ status: response.status, body: await response.json() }))
    const origins = [one.origin, two.origin] as const
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => redeem(origins[n % 2 === 0 ? 0 : 1])))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status, body } of answers) if (status !== 200) expect(body).toMatchObject({ error: 'invalid_grant' })
  })
})
