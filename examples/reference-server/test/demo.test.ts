import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { castPassword, shopHost } from '../src/demo/cast.ts'
import { demoApiToken } from '../src/demo/shop-admins.ts'
import type { ReceivedMail } from '../src/lab/mailbox.ts'
import { apiVisitor } from './support/api-visitor.ts'
import { finishNode, freePort, type RunningNode, runNode } from './support/node-process.ts'

let port: number
let mailboxPort: number
let shopAdminPort: number
let demo: RunningNode

beforeAll(async () => {
  port = await freePort()
  mailboxPort = await freePort()
  shopAdminPort = await freePort()
  demo = runNode('src/demo.ts', [], {
    PORT: String(port),
    MAILBOX_PORT: String(mailboxPort),
    SHOP_ADMIN_PORT: String(shopAdminPort),
  })
  await demo.says(/取り込めなかった行.*\n.*\n/)
})

afterAll(async () => {
  demo.child.kill('SIGTERM')
  const { code, stderr } = await demo.finished
  await rm(fileURLToPath(new URL(`../../../.data/demo/${port}`, import.meta.url)), { recursive: true, force: true })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

/** The mailbox as its JSON shows it. */
async function mailsTo(email: string): Promise<readonly ReceivedMail[]> {
  const response = await fetch(`http://127.0.0.1:${mailboxPort}/messages?to=${encodeURIComponent(email)}`)
  return response.json()
}

/** What the lab's authenticator shows. */
async function labEntries(): Promise<readonly { readonly label: string; readonly code: string }[]> {
  const headers = { accept: 'application/json' }
  return (await (await fetch(`http://127.0.0.1:${mailboxPort}/authenticator`, { headers })).json()).entries
}

/** Asks the admin of a shop by its host, whether or not this machine knows the name. */
async function askShop(shop: string, path: string, headers: Record<string, string> = {}) {
  const host = `${shopHost(shop)}:${shopAdminPort}`
  const asked = request({
    host: '127.0.0.1',
    port: shopAdminPort,
    path,
    headers: { ...headers, host, accept: 'text/html' },
  })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const location = response.headers.location ?? null
  return { status: response.statusCode, location, text: await text(response) }
}

async function signIn(email: string, password: string) {
  const visitor = apiVisitor(`http://127.0.0.1:${port}`)
  return { visitor, ...(await visitor.signIn(email, password, mailsTo)) }
}

describe('the demonstration', () => {
  it('prints what to open, whom to try and which row was not imported', () => {
    const said = demo.stdout()
    expect(said).toContain(`http://127.0.0.1:${port}/sign-in`)
    expect(said).toContain(`http://127.0.0.1:${mailboxPort}`)
    expect(said).toContain(`hiro.kato@renshu-shoes.example  /  ${castPassword}`)
    expect(said).toContain('[saki.eto@mihon-tea]')
  })

  it.each([
    { shop: 'mihon-tea', phase: 'before', ways: 'its own sign-in alone', status: 200, names: false },
    { shop: 'renshu-shoes', phase: 'coexistence', ways: 'both', status: 200, names: true },
    { shop: 'tameshi-zakka', phase: 'enforced', ways: 'accounts alone', status: 302, names: false },
  ])('shows the admin of $shop, where the phase is $phase and the way in is $ways', async ({ shop, status, names }) => {
    const answer = await askShop(shop, '/admin/sign_in')
    expect(answer.status).toBe(status)
    expect(answer.location?.replace(/:\d+/, '') ?? '').toBe(
      status === 302 ? `http://${shop}.localhost/accounts/start` : '',
    )
    expect(answer.text.includes('ecforce accounts')).toBe(names)
    const order = await askShop(shop, '/api/v1/orders/42', { authorization: `Bearer ${demoApiToken}` })
    expect(order).toMatchObject({ status: 200, text: expect.stringContaining('村上 しおり') })
  })

  it('begins with an empty mailbox', async () => {
    expect(await (await fetch(`http://127.0.0.1:${mailboxPort}/messages`)).json()).toEqual([])
  })

  it('lets 加藤ひろ sign in for the first time with her shop’s password and a mailed code', async () => {
    const { visitor, body, purpose } = await signIn('hiro.kato@renshu-shoes.example', castPassword)
    expect(purpose).toBe('enrol')
    expect(body).toMatchObject({ step: 'done', firstSignIn: true, returnTo: '/portal/apps' })
    expect((await visitor.get('/session')).body.memberships).toMatchObject([{ shop: 'renshu-shoes' }])
  })

  it('knows 木村ゆい already', async () => {
    const { body, purpose } = await signIn('yui.kimura@renshu-shoes.example', castPassword)
    expect(purpose).toBe('verify')
    expect(body).toMatchObject({ step: 'done', firstSignIn: false })
  })

  it('asks 久保れん for a better password', async () => {
    const { body } = await signIn('ren.kubo@renshu-shoes.example', 'neko77')
    expect(body).toMatchObject({ step: 'new-password', reason: 'below-rules' })
  })

  it.each([castPassword, 'tsubame-no-su-31'])(
    'takes 佐藤ふたば with the password %s and has her choose one',
    async (password) => {
      const { visitor, body } = await signIn('futaba.sato@freelance.example', password)
      expect(body).toMatchObject({ step: 'new-password', reason: 'several-claims' })
      if (password === castPassword) return
      await visitor.post('/sign-in/new-password', { flow: body.flow, password: 'umibe-no-kissaten-88' })
      const session = await visitor.get('/session')
      expect(session.body.memberships.map(({ shop }: { shop: string }) => shop).sort()).toEqual([
        'renshu-shoes',
        'tameshi-zakka',
      ])
    },
  )

  it('has 店舗共有 enrol an app, whose code alone leads on, until codes by mail are set up in the profile', async () => {
    const email = 'shop@kokoromi-coffee.example'
    const { visitor, body, purpose } = await signIn(email, castPassword)
    expect(purpose).toBe('enrol')
    expect(body).toMatchObject({ step: 'enrol-app', shopName: 'こころみ珈琲' })
    const { secret } = (await visitor.post('/sign-in/app', { flow: body.flow })).body
    const appCode = (seconds = 0) => generateSync({ secret, epoch: Date.now() / 1000 + seconds })
    const done = await visitor.post('/sign-in/app/confirm', { flow: body.flow, code: appCode(-30) })
    expect(done.body).toMatchObject({ step: 'done', firstSignIn: true })

    const asked = async () => {
      const colleague = apiVisitor(`http://127.0.0.1:${port}`)
      const { flow } = (await colleague.post('/sign-in', { email })).body
      return (await colleague.post('/sign-in/password', { flow, password: castPassword })).body
    }
    expect(await asked()).toMatchObject({ step: 'code', factor: 'totp', alternatives: ['recovery'] })
    expect((await visitor.post('/factors/email', { code: appCode() })).status).toBe(200)
    expect(await asked()).toMatchObject({ factor: 'totp', alternatives: ['email', 'recovery'] })
  })

  it.each([
    { email: 'kaoru.seto@tameshi-zakka.example', first: 'email' },
    { email: 'satoru.noguchi@kokoromi-coffee.example', first: 'totp' },
  ])('takes the code of the app that the lab holds for the administrator $email', async ({ email, first }) => {
    const visitor = apiVisitor(`http://127.0.0.1:${port}`)
    const { flow } = (await visitor.post('/sign-in', { email })).body
    const asked = await visitor.post('/sign-in/password', { flow, password: castPassword })
    expect(asked.body).toMatchObject({ step: 'code', factor: first })
    if (first === 'email') await visitor.post('/sign-in/factor', { flow, factor: 'totp' })
    const code = (await labEntries()).find(({ label }) => label === email)?.code
    expect((await visitor.post('/sign-in/code', { flow, code })).body).toMatchObject({ step: 'done' })
    expect((await visitor.get('/memberships')).body.memberships).toMatchObject([{ isAdministrator: true }])
  })

  it('lets 早川りん sign in with an odd address', async () => {
    const { body } = await signIn('rin..hayakawa.@keitai.example', castPassword)
    expect(body).toMatchObject({ step: 'enrol-app' })
  })

  it('refuses whom it must not know like a stranger', async () => {
    const refusals = []
    for (const email of [
      'hajime.aoki@mihon-tea.example',
      'midori.ishida@mihon-tea.example',
      'dare-demo-nai@nowhere.example',
    ]) {
      const { status, body } = await signIn(email, castPassword)
      const { supportCode, step, ...rest } = body
      refusals.push({ status, ...rest, step: step.step })
    }
    expect(refusals[0]).toMatchObject({ status: 401, code: 'credentials_rejected' })
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1)
  })

  it('has operators, whose apps the lab holds, and who see shops before, during and after their switch', async () => {
    const entries = await labEntries()
    const { operators } = await (
      await fetch(`http://127.0.0.1:${port}/lab/cast`, { headers: { accept: 'application/json' } })
    ).json()
    expect(operators.map(({ operator }: { operator: string }) => operator)).toEqual(['sasae', 'tomoru', 'akira'])
    const [{ operator: name, password }] = operators
    const code = entries.find(({ label }) => label === name)?.code
    const visitor = apiVisitor(`http://127.0.0.1:${port}`)
    const { status, body } = await visitor.post('/operator/session', { name, password, code })
    expect([status, body.role]).toEqual([200, 'support'])
    const { shops } = (await visitor.get('/operator/shops')).body
    expect(new Set(shops.map(({ phase }: { phase: string }) => phase))).toEqual(
      new Set(['before', 'coexistence', 'enforced']),
    )
    const progress = (await visitor.get('/operator/shops/renshu-shoes/progress')).body
    expect(progress.setUp).toBeGreaterThan(0)
    expect(progress.days).toHaveLength(6)
  })

  it('says in one sentence which port is taken, before it throws anything away', async () => {
    const { code, stderr } = await finishNode('src/demo.ts', [], { PORT: String(port), MAILBOX_PORT: '1' })
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`^PORT: ${port} .*使用中.* / ${port} is in use .*\n$`))

    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const taken = typeof address === 'object' ? String(address?.port) : ''
    const mailbox = await finishNode('src/demo.ts', [], { PORT: String(await freePort()), MAILBOX_PORT: taken })
    other.close()
    expect(mailbox.stderr).toMatch(/^MAILBOX_PORT: .* is in use /)
  })
})
