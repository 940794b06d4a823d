import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { castPassword, shopHost } from '../src/demo/cast.ts'
import { demoApiToken } from '../src/demo/shop-admins.ts'
import { openBrowser } from './support/browser.ts'
import { freePort, type RunningNode, runNode } from './support/node-process.ts'

const opened = await openBrowser()
if (opened.browser === null) leaveOut('journeys across the cut', opened.reason)

const hiro = 'hiro.kato@renshu-shoes.example'
const sixDigits = /(?<!\d)(\d{6})(?!\d)/

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
  let demo: RunningNode
  let issuer: string
  let mailbox: string
  let port: number
  let accountsPort: number
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    accountsPort = await freePort()
    port = await freePort()
    issuer = `http://127.0.0.1:${accountsPort}`
    const mailboxPort = await freePort()
    mailbox = `http://127.0.0.1:${mailboxPort}`
    demo = runNode('src/demo.ts', [], {
      PORT: String(accountsPort),
      SHOP_ADMIN_PORT: String(port),
      MAILBOX_PORT: String(mailboxPort),
    })
    await demo.says(/取り込めなかった行.*\n.*\n/)
    context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 } })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
  })

  afterAll(async () => {
    await context.close()
    await browser.close()
    demo.child.kill('SIGTERM')
    await demo.finished
    const data = new URL(`../../../.data/demo/${accountsPort}`, import.meta.url)
    await rm(fileURLToPath(data), { recursive: true, force: true })
  })

  const admin = (shop: string, path = '') => `http://${shopHost(shop)}:${port}/admin${path}`
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  async function advance(days: number): Promise<void> {
    const answer = await fetch(`${issuer}/lab/clock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ advanceSeconds: days * 86_400 }),
    })
    expect(answer.status).toBe(200)
  }

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

  /** What of such things stands in somebody's mails, the newest first. */
  async function allMailed(to: string, thing: RegExp): Promise<readonly string[]> {
    const answer = await fetch(`${mailbox}/messages?to=${encodeURIComponent(to)}`)
    const mails: readonly { readonly text: string }[] = await answer.json()
    return mails.flatMap((mail) => thing.exec(mail.text)?.[1] ?? [])
  }

  /** The newest, once there are more than `before`. */
  async function mailed(to: string, thing: RegExp, before = 0): Promise<string> {
    for (let looks = 0; looks < 200; looks++) {
      const found = await allMailed(to, thing)
      if (found[0] !== undefined && found.length > before) return found[0]
      await sleep(50)
    }
    throw new Error(`no mail with ${thing} arrived`)
  }

  /** At the sign-in of accounts, by mail. */
  async function proveAt(at: Page, email: string): Promise<void> {
    const before = (await allMailed(email, sixDigits)).length
    await at.getByLabel(/^メールアドレス$/).fill(email)
    await at.getByRole('button', { name: '続ける' }).click()
    await at.locator('input#password').fill(castPassword)
    await at.getByRole('button', { name: '続ける' }).click()
    await at.locator('input#code').fill(await mailed(email, sixDigits, before))
    await at.getByRole('button', { name: '続ける' }).click()
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
    const token = await mailed(hiro, /password-reset#token=(\S+)/)
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
    const program = apiClient(port, 'mihon-tea')
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
    await proveAt(second, 'hajime.aoki@mihon-tea.example')
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
    await proveAt(page, 'hajime.aoki@mihon-tea.example')
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
