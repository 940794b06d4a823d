import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of a password reset', opened.reason)

const names = ['claim', 'mail', 'twice', 'scanned'] as const
const who = (name: string) => `${name}@renshu-shoes.example`
const app = 'app@kensho-sake.example'
const chosen = 'yuki ni saku hana'
const minute = 60_000

describe.skipIf(!opened.browser)('whoever forgot the password', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor

  beforeAll(async () => {
    const rows = names.map((name, index) => ({ shop: 'renshu-shoes', id: `m${index}`, email: who(name) }))
    server = await startTestServer({
      csv: memberCsv([...rows, { shop: 'kensho-sake', id: 'm1', email: app }]),
      announce: ['renshu-shoes'],
    })
    await server.cli(['shop', 'set', 'kensho-sake', '--name', 'けんしょう酒店', '--factors', 'app-first'])
    await server.cli(['rollout', 'announce', 'kensho-sake'])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
  })
  afterEach(() => visitor.close())

  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click()
  const heading = (name: string) => visitor.page.getByRole('heading', { name, level: 1 }).waitFor()
  const mails = (email: string) => server.mailbox.messages(email).length
  const choose = async (password = chosen) => {
    await visitor.page.locator('input#password').fill(password)
    await press('パスワードを設定する')
  }

  /** The link of the newest mail, once there are `count` of them. */
  async function link(email: string, count: number): Promise<string> {
    for (let looks = 0; looks < 200; looks++) {
      const messages = server.mailbox.messages(email)
      const found = /https?:\/\/\S+#token=\S+/.exec(messages[0]?.text ?? '')?.[0]
      if (messages.length >= count && found) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no link to ${email} arrived`)
  }

  /** Asks from the password screen; resolves to the link that was mailed. */
  async function ask(email: string): Promise<string> {
    const before = mails(email)
    await visitor.open('/sign-in')
    await visitor.typeAddress(email)
    await visitor.page.getByRole('link', { name: 'パスワードをお忘れですか?' }).click()
    expect(await visitor.page.locator('input#email').inputValue()).toBe(email)
    await press('リンクを送る')
    await heading('メールをご確認ください')
    return link(email, before + 1)
  }

  async function reset(email: string): Promise<void> {
    await visitor.open(await ask(email))
    await heading('新しいパスワードを設定')
    await choose()
    await heading('パスワードを変更しました')
  }

  /** What the API says to the session of this browser. */
  const beginApp = () =>
    visitor.page.evaluate(async () => {
      const answer = await fetch('/api/factors/app', { method: 'POST' })
      return { status: answer.status, code: (await answer.json()).code }
    })

  it('before the first sign-in chooses a new one by mail, and then signs in for the first time with it', async () => {
    const email = who('claim')
    await reset(email)
    expect(visitor.page.url()).not.toContain('token')
    await press('ログイン画面へ進む')
    expect(await visitor.page.locator('input#email').inputValue()).toBe(email)
    await visitor.page.getByRole('button', { name: '続ける' }).click()
    await visitor.typePassword(chosen)
    await visitor.page.getByText('この登録は初回だけです').waitFor()
    await visitor.typeCode(await visitor.code(email, 1))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('with mail alone is signed out everywhere, told so, and held back from changes for a day', async () => {
    const email = who('mail')
    const other = await visit(browser, server.origin, server.mailbox)
    await other.signIn(email, memberPassword)
    await reset(email)
    await other.page.reload()
    await other.page.waitForURL('**/sign-in**')
    await other.close()

    await visitor.open('/sign-in')
    await visitor.typeAddress(email)
    await visitor.typePassword(memberPassword)
    await visitor.page.getByText('メールアドレスまたはパスワードが正しくありません。').waitFor()
    await visitor.typePassword(chosen)
    await visitor.typeCode(await visitor.code(email, 2))
    await visitor.page.waitForURL('**/portal/apps')
    expect(server.mailbox.messages(email).map(({ subject }) => subject)).toContain(
      '【ecforce accounts】パスワードの再設定',
    )
    expect(await beginApp()).toEqual({ status: 403, code: 'session_restricted' })
    await visitor.open('/portal/profile')
    await visitor.page.getByText('パスワードを再設定したため').first().waitFor()
    await server.clock.advance(24 * 60 * minute)
  })

  it('with an app is asked for the app, and mail is no way in before it was proven', async () => {
    const appCode = (secret: string, moved: number) => generateSync({ secret, epoch: (Date.now() + moved) / 1000 })
    const now = (await (await fetch(`${server.origin}/lab/clock`)).json()) as { now: string }
    const moved = Date.parse(now.now) - Date.now()
    await visitor.open('/sign-in')
    await visitor.typeAddress(app)
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(app, 1))
    await heading('認証アプリの登録')
    await visitor.page.getByRole('img', { name: '認証アプリに登録するためのQRコード' }).waitFor()
    const secret = ((await visitor.page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
    await visitor.typeCode(appCode(secret, moved))
    await heading('リカバリーコードを保存してください')
    await server.clock.advance(2 * minute)
    await visitor.context.clearCookies()

    await reset(app)
    await press('ログイン画面へ進む')
    await visitor.page.getByRole('button', { name: '続ける' }).click()
    await visitor.typePassword(chosen)
    await visitor.page.getByText('認証アプリ（Google Authenticatorなど）').first().waitFor()
    await press('別の方法を試す')
    expect(await visitor.page.getByRole('button', { name: 'メール', exact: true }).count()).toBe(0)
    expect(await visitor.page.getByRole('button', { name: 'リカバリーコード', exact: true }).count()).toBe(1)
    await visitor.typeCode(appCode(secret, moved + 2 * minute))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('uses a link once: the second time it says so, with a number for support, and leads to another', async () => {
    const mailed = await ask(who('twice'))
    await visitor.open(mailed)
    await choose()
    await heading('パスワードを変更しました')
    const second = await visit(browser, server.origin, server.mailbox)
    await second.open(mailed)
    await second.page.locator('input#password').fill('another good password')
    await second.page.getByRole('button', { name: 'パスワードを設定する' }).click()
    await second.page.getByText('このリンクは使用済みか、有効期限が切れています。').waitFor()
    expect(await second.page.locator('main').innerText()).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
    await second.page.getByRole('button', { name: 'もう一度手続きする' }).click()
    await second.page.getByRole('button', { name: 'リンクを送る' }).waitFor()
    await second.close()
  })

  it('still can use a link that a scanner has opened before, also after a reload, and one that a mail program broke says so', async () => {
    const mailed = await ask(who('scanned'))
    const scanner = await visit(browser, server.origin, server.mailbox)
    await scanner.open(mailed)
    await scanner.page.locator('input#password').waitFor()
    await scanner.close()
    expect((await fetch(mailed)).status).toBe(200)
    expect((await fetch(mailed, { method: 'HEAD' })).status).toBe(200)

    await visitor.open(mailed.slice(0, -3))
    await heading('このリンクは使えません')
    await visitor.open(mailed)
    await heading('新しいパスワードを設定')
    await visitor.page.reload()
    await choose('elevenchars')
    await visitor.page.getByText('あと1文字必要です。').waitFor()
    await choose()
    await heading('パスワードを変更しました')
  })

  it('is answered alike where nobody has the address', async () => {
    await visitor.open('/password-reset')
    await visitor.page.locator('input#email').fill('nobody@nowhere.example')
    await press('リンクを送る')
    await heading('メールをご確認ください')
    expect(mails('nobody@nowhere.example')).toBe(0)
  })
})
