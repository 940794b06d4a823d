import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { castPassword, shopHost } from '../src/demo/cast.ts'
import { demoApiToken } from '../src/demo/shop-admins.ts'
import { openBrowser } from './support/browser.ts'
import { type Demonstration, startDemonstration } from './support/demonstration.ts'

const opened = await openBrowser()
if (opened.browser === null) leaveOut('journeys across the cut', opened.reason)

const hiro = 'hiro.kato@renshu-shoes.example'

/** A program of the shop that reads an order again and again, and notes every answer that is another one. */
function apiClient(port: number, shop: string) {
  const answers = new Map<string, number>()
  let working = true
  const loop = (async () => {
    while (working) {
      const answer = await ask(port, shop)
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
      await sleep(25)
    }
  })()
  return {
    answers,
    async stop() {
      working = false
      await loop
    },
  }
}

function ask(port: number, shop: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: `${shopHost(shop)}:${port}`, authorization: `Bearer ${demoApiToken}` }
    const asked = request({ host: '127.0.0.1', port, path: '/api/v1/orders/42', headers }, (response) => {
      const { date: _, ...told } = response.headers
      text(response).then((body) => resolve(JSON.stringify([response.statusCode, told, body])), reject)
    })
    asked.on('error', reject).end()
  })
}

describe.skipIf(opened.browser === null)('the switch of a shop, seen in a browser', () => {
  const browser = opened.browser as Browser
  let demo: Demonstration
  let issuer: string
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    demo = await startDemonstration()
    issuer = demo.issuer
    context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 } })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
  })

  afterAll(async () => {
    await context.close()
    await browser.close()
    await demo.stop()
  })

  const admin = (shop: string, path = '') => demo.admin(shop, path)
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  const advance = (days: number) => demo.advance(days * 86_400)

  async function signIn(shop: string, email: string): Promise<void> {
    await page.goto(admin(shop, '/sign_in'))
    await page.getByLabel('メールアドレス').fill(email)
    await page.getByLabel('パスワード').fill(castPassword)
    await button('ログイン').click()
    await page.getByRole('heading', { name: 'ホーム' }).waitFor()
  }

  /** The gates ask every second or so. */
  async function eventually(seen: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < 60; looks++) {
      if (await seen()) return
      await sleep(250)
    }
    throw new Error(`it did not come to pass at ${page.url()}`)
  }

  async function tell(path: string, body: object): Promise<number> {
    const headers = { 'Content-Type': 'application/json', Origin: issuer }
    return (await fetch(`${issuer}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }

  async function resetToken(email: string): Promise<string> {
    for (let looks = 0; looks < 200; looks++) {
      const [found] = (await demo.mailsTo(email)).flatMap(
        ({ text }) => /password-reset#token=(\S+)/.exec(text)?.[1] ?? [],
      )
      if (found !== undefined) return found
      await sleep(50)
    }
    throw new Error('no link to reset the password arrived')
  }

  it('closes the door of whoever has reset the password in accounts, and of nobody else', async () => {
    await signIn('renshu-shoes', hiro)
    const colleague = await browser.newContext({ locale: 'ja-JP' })
    const theirs = await colleague.newPage()
    await theirs.goto(admin('renshu-shoes', '/sign_in'))
    await theirs.getByLabel('メールアドレス').fill('akane.ogawa@renshu-shoes.example')
    await theirs.getByLabel('パスワード').fill(castPassword)
    await theirs.getByRole('button', { name: 'ログイン', exact: true }).click()
    await theirs.getByRole('heading', { name: 'ホーム' }).waitFor()

    expect(await tell('/password-reset', { email: hiro })).toBe(202)
    const token = await resetToken(hiro)
    expect(await tell('/password-reset/confirm', { token, password: 'yuki ni saku hana' })).toBe(200)

    await eventually(async () => {
      await page.goto(admin('renshu-shoes', '/orders'))
      // Where the banner's own request has ended the session first, the page finds none and shows both ways.
      return page.url().startsWith(`${issuer}/sign-in`) || page.url() === admin('renshu-shoes', '/sign_in')
    })
    await theirs.goto(admin('renshu-shoes', '/orders'))
    await theirs.getByRole('heading', { name: '受注管理' }).waitFor()
    await colleague.close()
  })

  it('comes with a banner at the announcement, keeps both ways open, and at its instant leads whoever works to accounts, while a program notices nothing', async () => {
    const program = apiClient(demo.shopPort, 'mihon-tea')
    await signIn('mihon-tea', 'hajime.aoki@mihon-tea.example')
    expect(await page.getByText('ecforce accounts').count()).toBe(0)

    await advance(8)
    await eventually(async () => {
      await page.goto(admin('mihon-tea', '/accounts-banner'))
      return (await page.locator('body').textContent())?.includes('"not-done"') ?? false
    })
    await page.goto(admin('mihon-tea'))
    await page.locator('accounts-banner').getByText('からログイン方法が変わります').first().waitFor()
    await page.goto(admin('mihon-tea', '/settings/members'))
    await page.getByText('ここでメンバーを追加しただけでは').waitFor()

    // By the old way, and by the new one at the link that the old one now has.
    const other = await browser.newContext({ locale: 'ja-JP' })
    const second = await other.newPage()
    await second.goto(admin('mihon-tea', '/sign_in'))
    await second.getByRole('link', { name: 'ecforce accountsでログイン' }).click()
    await second.waitForURL(`${issuer}/sign-in**`)
    await demo.signIn(second, 'hajime.aoki@mihon-tea.example')
    await second.getByRole('heading', { name: 'ホーム' }).waitFor()
    await other.close()
    await page.goto(admin('mihon-tea', '/orders/42'))
    await page.getByText('村上 しおり').waitFor()

    await advance(15)
    await page.goto(admin('mihon-tea', '/orders/42'))
    await page.waitForURL(`${issuer}/sign-in**`)
    // The session is over, and no way leads back to it.
    await page.goto(admin('mihon-tea', '/sign_in'))
    await page.waitForURL(`${issuer}/sign-in**`)
    await page.goto(admin('mihon-tea', '/orders/42?from=bookmark'))
    await demo.signIn(page, 'hajime.aoki@mihon-tea.example')
    await page.waitForURL(admin('mihon-tea', '/orders/42?from=bookmark'))
    await page.getByText('村上 しおり').waitFor()
    await button('ログアウト').click()
    await page.waitForURL(`${new URL(admin('mihon-tea')).origin}/accounts/signed-out**`)
    await page.goto(admin('mihon-tea'))
    await page.waitForURL(`${issuer}/sign-in**`)

    await program.stop()
    expect([...program.answers.keys()]).toHaveLength(1)
    expect([...program.answers.values()][0]).toBeGreaterThan(20)
  })
})
