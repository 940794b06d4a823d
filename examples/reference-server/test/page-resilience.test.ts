import type { Browser, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the pages on a bad day', opened.reason)

const who = (name: string) => `${name}@hogehoge.example`
const names = ['slow', 'offline', 'restart', 'portal', 'broken', 'late', 'back', 'kept', 'elsewhere'] as const
const minute = 60_000

/** A problem as the API says it. */
function problem(status: number, code: string, retryAfterSeconds: number) {
  const messages = { ja: '言葉', en: 'words' }
  return {
    status,
    contentType: 'application/problem+json',
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail: '', messages, retryAfterSeconds }),
  }
}

describe.skipIf(!opened.browser)('on a bad day', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor

  beforeAll(async () => {
    server = await startTestServer({ csv: memberCsv(names.map((name) => ({ email: who(name) }))) })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
  })
  afterEach(() => visitor.close())

  const submit = () => visitor.page.locator('button[type=submit]')
  const typed = (id: string) => visitor.page.locator(`input#${id}`).inputValue()

  /** In another tab of the same browser. */
  async function signInElsewhere(email: string): Promise<void> {
    const tab = await visitor.context.newPage()
    await tab.goto('/sign-in')
    const change = tab.getByRole('button', { name: '変更' })
    await tab.locator('input#email').or(change).first().waitFor()
    if (await change.isVisible()) await change.click()
    for (const [id, value] of [
      ['email', async () => email],
      ['password', async () => memberPassword],
      ['code', () => visitor.code(email, 1)],
    ] as const) {
      await tab.locator(`input#${id}`).fill(await value())
      await tab.locator('button[type=submit]').click()
    }
    await tab.waitForURL('**/portal/apps')
    await tab.close()
  }

  /** The first `times` requests to a path are met by `answer`; whatever comes after goes through. */
  async function meet(path: string, times: number, answer: (route: Route) => Promise<void>): Promise<() => number> {
    let met = 0
    await visitor.page.route(`**/api${path}`, (route) => (met++ < times ? answer(route) : route.continue()))
    return () => met
  }

  it('a slow answer is waited for in sight, and the button sends nothing twice', async () => {
    const asked = await meet('/sign-in/password', 1, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 6500))
      await route.continue()
    })
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('slow'))
    await visitor.typePassword(memberPassword)
    await visitor.page.getByRole('button', { name: '確認しています…' }).waitFor()
    expect(await submit().getAttribute('aria-disabled')).toBe('true')
    await submit().click({ force: true })
    await visitor.page.getByRole('button', { name: '時間がかかっています…' }).waitFor()
    expect(await typed('password')).toBe(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    expect(asked()).toBe(1)
  })

  it('an overloaded server is asked again by itself, counting down, with what was typed', async () => {
    const asked = await meet('/sign-in', 3, (route) =>
      route.request().method() === 'POST' ? route.fulfill(problem(503, 'overloaded', 2)) : route.continue(),
    )
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('slow'))
    await visitor.page.getByText(/混み合っています。.*[12]秒後に自動で/).waitFor()
    expect(await typed('email')).toBe(who('slow'))
    await visitor.page.locator('input#password').waitFor()
    expect(asked()).toBe(4)
  })

  it('what answers in the place of the server is met the same way, and asked by hand when it goes on', async () => {
    await visitor.open('/sign-in')
    await visitor.page.locator('input#email').waitFor()
    await meet('/sign-in', 6, (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', headers: { 'retry-after': '1' }, body: '<h1>Bad</h1>' }),
    )
    await visitor.typeAddress(who('slow'))
    await visitor.page.getByText(/サーバーにつながりません。.*1秒後に自動で/).waitFor()
    await visitor.page.getByText('電波の状態を確認して「もう一度」を押してください').waitFor()
    expect(await typed('email')).toBe(who('slow'))
    await visitor.page.getByRole('button', { name: 'もう一度' }).click()
    await visitor.page.locator('input#password').waitFor()
  })

  it('a member who loses the network is told, loses nothing, and goes on when it is back', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('offline'))
    await visitor.page.locator('input#password').waitFor()
    await visitor.context.setOffline(true)
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText('インターネットに接続されていません。入力内容は残っています').waitFor()
    expect(await typed('password')).toBe(memberPassword)
    await visitor.context.setOffline(false)
    await visitor.page.locator('input#code').waitFor()
    expect(await visitor.code(who('offline'), 1)).toMatch(/^\d{6}$/)
  })

  it('a throttle counts down, takes nothing before it is over, and then does', async () => {
    await visitor.page.clock.install()
    const asked = await meet('/sign-in/password', 1, (route) => route.fulfill(problem(429, 'throttled', 90)))
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('slow'))
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText(/あと1分(?:30|2\d)秒で再開します/).waitFor()
    expect(await submit().getAttribute('aria-disabled')).toBe('true')
    await submit().click({ force: true })
    await visitor.page.clock.fastForward(30_000)
    await visitor.page.getByText(/あと(?:1分0|0分\d+)秒で再開します/).waitFor()
    await visitor.page.clock.fastForward(61_000)
    await visitor.page.getByText('お待たせしました。もう一度お試しください。').waitFor()
    expect(asked()).toBe(1)
    expect(await typed('password')).toBe(memberPassword)
    await submit().click()
    await visitor.page.locator('input#code').waitFor()
  })

  it('a short throttle is waited for without anybody doing anything', async () => {
    await meet('/sign-in/password', 1, (route) => route.fulfill(problem(429, 'throttled', 2)))
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('slow'))
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText(/間をあけています。.*秒後に自動で/).waitFor()
    await visitor.page.locator('input#code').waitFor()
  })

  it('a server that starts anew in the middle of a sign-in is found again, and the sign-in goes on', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('restart'))
    await visitor.page.locator('input#password').waitFor()
    await server.kill()
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText(/サーバーにつながりません。.*秒後に自動で/).waitFor()
    await server.restart()
    await visitor.page.locator('input#code').waitFor({ timeout: 30_000 })
    await visitor.typeCode(await visitor.code(who('restart'), 1))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('a page that cannot be loaded loads by itself as soon as it can', async () => {
    await visitor.signIn(who('portal'), memberPassword)
    await visitor.page.locator('.service').waitFor()
    await meet('/apps', 2, (route) => route.fulfill(problem(503, 'unavailable', 1)))
    await visitor.page.reload()
    await visitor.page.getByText(/サーバーにつながりません。.*自動でもう一度読み込みます/).waitFor()
    await visitor.page.locator('.service').waitFor()

    await visitor.page.unroute('**/api/apps')
    await visitor.page.route('**/api/session', (route) => route.abort())
    await visitor.open('/sign-in')
    await visitor.page.getByText(/サーバーにつながりません。.*自動でもう一度読み込みます/).waitFor()
    await visitor.page.unroute('**/api/session')
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('a part of the pages that could not be fetched is asked for again', async () => {
    await visitor.page.route('**/assets/help-page-*.js', (route) => route.abort(), { times: 1 })
    await visitor.open('/help')
    await visitor.page.getByText('読み込めませんでした').waitFor()
    await visitor.page.getByRole('button', { name: 'もう一度' }).click()
    await visitor.page.getByRole('heading', { name: 'コードが届かないとき' }).waitFor()
  })

  it('a page that breaks says so and offers to begin again', async () => {
    await visitor.signIn(who('broken'), memberPassword)
    await visitor.page.locator('.service').waitFor()
    await visitor.page.route('**/api/apps', (route) => route.fulfill({ json: {} }), { times: 1 })
    await visitor.page.reload()
    await visitor.page.getByRole('heading', { name: '画面を表示できませんでした' }).waitFor()
    await visitor.page.getByRole('button', { name: '読み込み直す' }).click()
    await visitor.page.locator('.service').waitFor()
  })

  it('a browser without scripts is told what is missing, in both languages', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin })
    const page = await context.newPage()
    await page.goto('/sign-in')
    const lines = await page.locator('.no-script').allInnerTexts()
    expect(lines.join('\n')).toContain('JavaScriptを有効にしてください')
    expect(lines.join('\n')).toContain('Please switch on JavaScript')
    await context.close()
  })

  it('an address that leads nowhere says so, and leads on', async () => {
    const answer = await visitor.page.goto('/portal/nowhere')
    expect(answer?.status()).toBe(404)
    await visitor.page.getByRole('heading', { name: 'ページが見つかりません' }).waitFor()
    await visitor.page.getByRole('link', { name: 'サービス一覧' }).click()
    await visitor.page.waitForURL('**/sign-in**')
    await visitor.page.locator('input#email').waitFor()
  })

  it('a sign-in that was left for too long begins again with the address kept', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('late'))
    await visitor.page.locator('input#password').waitFor()
    await server.clock.advance(15 * minute)
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText('時間がたったため、はじめからやり直してください').waitFor()
    expect(await typed('email')).toBe(who('late'))
    await submit().click()
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('late'), 1))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('a bookmark of the sign-in, and going back to it, lead on to where one is signed in', async () => {
    await visitor.signIn(who('back'), memberPassword)
    for (const go of [() => visitor.page.goBack(), () => visitor.open('/sign-in')]) {
      await go()
      await visitor.page.waitForURL('**/portal/apps')
      await visitor.page.locator('.service').waitFor()
    }
  })

  it('a page that the browser kept alive finds out what happened since', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('kept'))
    await visitor.page.locator('input#password').waitFor()
    await signInElsewhere(who('kept'))
    const wake = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await visitor.page.evaluate(wake)
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.locator('.service').waitFor()

    await visitor.context.clearCookies()
    await visitor.page.evaluate(wake)
    await visitor.page.waitForURL('**/sign-in?returnTo=/portal/apps')
    await visitor.page.locator('input#email').waitFor()
  })

  it('a tab in which nothing was done goes on when another has signed in', async () => {
    await visitor.open('/sign-in?returnTo=/help')
    await visitor.page.locator('input#email').waitFor()
    await signInElsewhere(who('elsewhere'))
    await visitor.page.reload()
    await visitor.page.waitForURL('**/help')
  })
})
