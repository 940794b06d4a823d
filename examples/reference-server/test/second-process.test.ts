import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiVisitor } from './support/api-visitor.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ csv: memberCsv([{ email: 'kato@shop.test', name: '加藤ひろ' }]) })
})
afterAll(() => server.stop())

it('a command changes the database of a server that runs, and the server goes on serving', async () => {
  const kato = apiVisitor(server.origin)
  const signedIn = await kato.signIn('kato@shop.test', memberPassword, server.mailbox.messages)
  expect(signedIn.body).toMatchObject({ step: 'done', firstSignIn: true })

  const rows = memberCsv(
    Array.from({ length: 20_000 }, (_, index) => ({
      shop: 'second-shop',
      id: String(index),
      email: `m${index}@second.test`,
    })),
  )
  let checks = 0
  const importing = server.cli(['import', '-', '--format', 'csv', '--shop', 'second-shop', '--json'], rows)
  let done = false
  void importing.then(() => {
    done = true
  })
  while (!done) {
    const { status } = await kato.get('/session')
    expect(status).toBe(200)
    // Writes as well, and fewer than are heard from one place.
    if (checks < 20)
      expect((await apiVisitor(server.origin).post('/sign-in', { email: 'x@shop.test' })).status).toBe(200)
    checks++
  }
  const { code, stdout } = await importing
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ added: 20_000, bad: 0 })
  expect(checks).toBeGreaterThan(3)

  expect(await server.cli(['rollout', 'announce', 'second-shop'])).toMatchObject({ code: 0 })
  const member = apiVisitor(server.origin)
  expect((await member.signIn('m7@second.test', memberPassword, server.mailbox.messages)).body.step).toBe('done')
})

it('the support desk finds the refusal whose code somebody quotes', async () => {
  const stranger = apiVisitor(server.origin)
  const { body } = await stranger.signIn('nobody@shop.test', memberPassword, server.mailbox.messages)
  const found = await server.cli(['support-code', body.supportCode.toLowerCase().replace('-', ' '), '--json'])
  expect(found.code).toBe(0)
  expect(JSON.parse(found.stdout)).toMatchObject({ name: 'authn.password', outcome: 'refused', reason: 'unknown' })
  expect(await server.cli(['support-code', '0000-0000'])).toMatchObject({ code: 1, stdout: '' })
})

it('what a killed server had promised, the next one on the same database keeps', async () => {
  const kato = apiVisitor(server.origin)
  await kato.signIn('kato@shop.test', memberPassword, server.mailbox.messages)
  await server.kill()
  const next = await startTestServer({ databaseUrl: server.databaseUrl })
  try {
    const signedIn = await apiVisitor(next.origin).signIn('kato@shop.test', memberPassword, next.mailbox.messages)
    expect(signedIn.body).toMatchObject({ step: 'done', firstSignIn: false })
  } finally {
    await next.stop()
  }
})
