import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CodeStep } from '@ecforce-accounts/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import type { Interaction } from '../src/pages/sign-in/interaction.ts'
import { openBrowser } from './support/browser.ts'
import { answerEntry, asked, uid } from './support/interaction.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of sign-ins that services ask for', opened.reason)

const names = ['first', 'tabs', 'again', 'other', 'shared'] as const
const who = (name: (typeof names)[number]) => `${name}@hogehoge.example`
const otherUid = 'another-uid-of-the-provider'

/** A step-up that asks for a code by mail first, and what it asks for once the app is chosen. */
const byMail: CodeStep = {
  step: 'code',
  flow: '0'.repeat(26),
  email: who('again'),
  factor: 'email',
  purpose: 'step-up',
  maskedDestination: 'a***@hogehoge.example',
  reference: 'KX',
  validUntil: null,
  resendAt: null,
  attemptsLeft: 5,
  alternatives: ['totp', 'recovery'],
  now: new Date().toISOString(),
}
const byApp: CodeStep = { ...byMail, factor: 'totp', alternatives: ['email', 'recovery'] }

describe.skipIf(!opened.browser)('a sign-in that a service asks for', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor
  const service = createServer((_req, res) => res.end('the service'))
  let callback: string
  let interaction: Interaction | null
  /** How often the server was asked to finish, by the names of the interactions. */
  let finished: string[]

  beforeAll(async () => {
    server = await startTestServer({ csv: memberCsv(names.map((name) => ({ email: who(name) }))), announce: [] })
    service.listen(0, '127.0.0.1')
    await once(service, 'listening')
    callback = `http://127.0.0.1:${(service.address() as AddressInfo).port}/callback`
    await server.cli(['shop', 'set', 'hogehoge', '--name', '須藤商店'])
    await server.cli(['rollout', 'announce', 'hogehoge'])
    const web = ['--start-url', callback, '--redirect-uri', callback]
    await server.cli(['service', 'add', 'sudo-admin', '--shop', 'hogehoge', '--name', '管理画面', ...web])
  })
  afterAll(async () => {
    await browser.close()
    service.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
    interaction = asked
    finished = []
    for (const name of [uid, otherUid]) {
      await answerEntry(visitor.context, () => interaction, name)
      // In the provider's place: whoever is done is led on to the service.
      await visitor.context.route(`**/sign-in/${name}?finish`, (route) => {
        finished.push(name)
        return route.fulfill({ contentType: 'text/html', body: `<title>the service of ${name}</title>` })
      })
    }
  })
  afterEach(() => visitor.close())

  const text = () => visitor.page.locator('main').innerText()
  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click()
  const see = (words: string) => visitor.page.getByText(words).first().waitFor()
  /** Where the service begins (PKCE: the challenge is that of RFC 7636, appendix B). */
  const entryFor = (more: Readonly<Record<string, string>> = {}) =>
    `/oidc/authorize?${new URLSearchParams({
      client_id: 'sudo-admin',
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
      state: 'st',
      nonce: 'no',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...more,
    })}`
  const backAtService = async () => {
    await visitor.page.waitForURL(`${callback}?**`)
    return Object.fromEntries(new URL(visitor.page.url()).searchParams)
  }
  const atService = (page = visitor.page, name = uid) =>
    page.waitForFunction((title) => document.title === title, `the service of ${name}`)

  it('says for what it is, in the language of the service, knows who is meant, and leads there at the end', async () => {
    await visitor.open(entryFor({ login_hint: who('first'), ui_locales: 'en' }))
    await see('This signs you in to 管理画面 of 須藤商店.')
    expect(await visitor.page.locator('input#email').inputValue()).toBe(who('first'))
    await visitor.page.getByRole('button', { name: '日本語' }).click()
    await see('須藤商店の管理画面にログインします。')
    await press('続ける')
    await visitor.page.locator('input#password').waitFor()
    // What was chosen goes before what the service suggests, after a reload too.
    await visitor.page.reload()
    await see('須藤商店の管理画面にログインします。')
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('first'), 1))
    expect(await backAtService()).toMatchObject({ code: expect.stringMatching(/^[\w-]{43}$/), state: 'st' })

    // Asked once more there is nothing to ask. For an app there is, and that may be given up.
    await visitor.open(entryFor())
    expect(await backAtService()).toMatchObject({ code: expect.any(String) })
    await visitor.open(entryFor({ acr_values: 'urn:ecforce:acr:app' }))
    await see('認証アプリの登録が必要です')
    await press('ショップの画面に戻る')
    expect(await backAtService()).toMatchObject({ error: 'access_denied', state: 'st' })
  })

  it('belongs to its tab: each goes on to its own service, also when the other has signed in', async () => {
    await visitor.open(`/sign-in/${uid}`)
    await visitor.typeAddress(who('tabs'))
    await visitor.page.locator('input#password').waitFor()
    const second = await visitor.context.newPage()
    await second.goto(`/sign-in/${otherUid}`)
    await second.locator('input#password').fill(memberPassword)
    await second.getByRole('button', { name: '続ける' }).click()
    await second.locator('input#code').fill(await visitor.code(who('tabs'), 1))
    await second.getByRole('button', { name: '続ける' }).click()
    await atService(second, otherUid)
    await visitor.typePassword(memberPassword)
    await atService()
    expect(finished).toEqual([otherUid, uid])

    // Who comes back to a tab that was waiting is led on from it: to the portal, or to its service.
    await visitor.context.clearCookies()
    const waiting = await visitor.context.newPage()
    await waiting.goto('/sign-in')
    await waiting.locator('input#email').waitFor()
    await visitor.open(`/sign-in/${uid}`)
    await visitor.page.locator('input#email').waitFor()
    const comeBackTo = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    for (const page of [visitor.page, waiting]) await comeBackTo(page)
    await second.goto('/sign-in')
    await second.locator('input#email').fill(who('tabs'))
    await second.getByRole('button', { name: '続ける' }).click()
    await second.locator('input#password').fill(memberPassword)
    await second.getByRole('button', { name: '続ける' }).click()
    await second.locator('input#code').fill(await visitor.code(who('tabs'), 2))
    await second.getByRole('button', { name: '続ける' }).click()
    await second.waitForURL('**/portal/apps')
    interaction = { ...asked, entry: 'open', email: who('tabs') }
    await comeBackTo(waiting)
    await waiting.waitForURL('**/portal/apps')
    await comeBackTo(visitor.page)
    await atService()
    expect(finished).toEqual([otherUid, uid, uid])

    // Opened anew there is nothing to ask, and it goes on at once.
    await visitor.open(`/sign-in/${uid}`)
    await atService()
  })

  it('does not ask for ever to be led on', async () => {
    interaction = { ...asked, entry: 'open', email: who('tabs') }
    await visitor.context.unroute(`**/sign-in/${uid}?finish`)
    let documents = 0
    visitor.page.on('request', (request) => {
      if (request.isNavigationRequest()) documents++
    })
    await visitor.open(`/sign-in/${uid}`)
    await see('須藤商店の管理画面を開けませんでした')
    expect(documents).toBe(2)
    expect((await fetch(`${server.origin}/sign-in/too-short`)).status).toBe(404)
    // It is over by then, and the provider, which is asked to give it up, leads back to where that is said.
    interaction = null
    await press('ショップの画面に戻る')
    await see('このログインは終了しています')
    const policyOf = async (path: string) =>
      (await fetch(`${server.origin}${path}`)).headers.get('content-security-policy')
    expect(await policyOf(`/sign-in/${uid}`)).toContain("form-action 'self' https: http:;")
    expect(await policyOf('/sign-in')).toContain("form-action 'self';")
  })

  it('asks somebody signed in for a fresh proof on the same page, then leads on', async () => {
    await visitor.signIn(who('again'), memberPassword)
    interaction = { ...asked, entry: 'step-up', email: who('again') }
    await visitor.open(`/sign-in/${uid}`)
    await see('須藤商店の管理画面を開く前に、もう一度ご本人の確認をお願いします。')
    await visitor.page.locator('input#step-up-code').fill('000000')
    await press('続ける')
    await see('コードが一致しません。')
    await visitor.page.locator('input#step-up-code').fill(await visitor.code(who('again'), 2))
    await press('続ける')
    await atService()
    expect(finished).toEqual([uid])

    // Where it has to be the app, a code by mail is not among the ways, although it would be asked for first.
    interaction = { ...interaction, acr: 'urn:ecforce:acr:app' }
    const answers = { '/factors': { factors: [{ kind: 'totp' }] }, '/step-up': byMail, '/step-up/factor': byApp }
    for (const [path, json] of Object.entries(answers)) {
      await visitor.context.route(`**/api${path}`, (route) => route.fulfill({ json }))
    }
    await visitor.open(`/sign-in/${uid}`)
    await see('認証アプリ（Google Authenticatorなど）に表示されている')
    await press('別の方法を試す')
    expect(await text()).toContain('リカバリーコード')
    expect(await visitor.page.getByRole('button', { name: 'メール', exact: true }).count()).toBe(0)
    for (const path of Object.keys(answers)) await visitor.context.unroute(`**/api${path}`)

    // Who has no app where one is needed is led to where it is set up, and back.
    await visitor.open(`/sign-in/${uid}`)
    await visitor.page.getByRole('link', { name: '認証アプリを登録する' }).click()
    await visitor.page.waitForURL('**/portal/profile?returnTo=/sign-in/**')
    interaction = { ...interaction, entry: 'open' }
    await visitor.page.getByRole('link', { name: 'もとの画面に戻る' }).click()
    await atService()
  })

  it('says why it is refused; another account may be tried, which signs this one out', async () => {
    await visitor.signIn(who('other'), memberPassword)
    interaction = { ...asked, entry: 'refused', reason: 'not_a_member', email: who('other') }
    await visitor.open(`/sign-in/${uid}`)
    await see(`${who('other')}は、須藤商店のメンバーとして登録されていません。`)
    expect(await text()).toContain('いったんログアウトします')
    interaction = { ...asked, loginHint: who('other') }
    await press('別のアカウントでログイン')
    await see('須藤商店の管理画面にログインします。')
    expect(await visitor.page.locator('input#email').inputValue()).toBe('')
    expect((await visitor.page.request.get('/api/session')).status()).toBe(401)
    await visitor.typeAddress(who('shared'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('shared'), 1))
    await atService()

    interaction = null
    await visitor.open(`/sign-in/${uid}`)
    await see('このログインは終了しています')
  })
})
