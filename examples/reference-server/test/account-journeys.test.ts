import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of the own account', opened.reason)

/** Where a mailed code will do, and where an app comes first. */
const [mailShop, appShop] = ['keisoku-bags', 'kensho-sake']
const names = ['enrol', 'shared', 'devices', 'password', 'kept', 'twice', 'left', 'log', 'name'] as const
const shopOf = (name: string) => (name === 'shared' ? appShop : mailShop)
const who = (name: (typeof names)[number]) => `${name}@${shopOf(name)}.example`
const chosen = 'yuki ni saku hana'

/** What the screen of a way says that no other does. */
const screenOf = {
  メール: '照合記号',
  認証アプリ: /認証アプリ（Google Authenticatorなど）に/,
  リカバリーコード: '保存しておいたリカバリーコード',
} as const

describe.skipIf(!opened.browser)('in the profile, a member', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor
  let moved = 0

  beforeAll(async () => {
    const rows = names.map((name, index) => ({
      shop: shopOf(name),
      id: `m${index}`,
      email: who(name),
      name: '加藤ひろ',
    }))
    server = await startTestServer({ csv: memberCsv(rows), announce: [mailShop] })
    await server.cli(['shop', 'set', appShop, '--name', 'けんしょう酒店', '--factors', 'app-first'])
    await server.cli(['rollout', 'announce', appShop])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
  })
  afterEach(() => visitor.close())

  const press = (name: string, { page } = visitor) => page.getByRole('button', { name, exact: true }).click()
  const see = (words: string | RegExp, { page } = visitor) => page.getByText(words).first().waitFor()
  const section = (name: string) => visitor.page.getByRole('region', { name, exact: true })
  const dialog = (name: string) => visitor.page.getByRole('dialog', { name, exact: true })
  const appCode = (secret: string) => generateSync({ secret, epoch: (Date.now() + moved) / 1000 })

  async function wait(minutes: number): Promise<void> {
    await server.clock.advance(minutes * 60_000)
    moved += minutes * 60_000
  }

  async function toProfile(of = visitor): Promise<void> {
    await of.open('/portal/profile')
    await of.page.getByRole('heading', { name: 'プロフィール管理', level: 1 }).waitFor()
    await see(/アカウントを作成しました|もっと見る/, of)
  }

  async function signedIn(name: (typeof names)[number], of = visitor, password = memberPassword): Promise<void> {
    await of.signIn(who(name), password)
    await toProfile(of)
  }

  async function proveByMail(name: (typeof names)[number], mails: number): Promise<void> {
    await dialog('ご本人の確認').waitFor()
    await visitor.page.locator('input#step-up-code').fill(await visitor.code(who(name), mails))
    await dialog('ご本人の確認').getByRole('button', { name: '続ける' }).click()
    await dialog('ご本人の確認').waitFor({ state: 'hidden' })
  }

  async function shownSecret(): Promise<string> {
    await visitor.page.getByRole('img', { name: '認証アプリに登録するためのQRコード' }).waitFor()
    return ((await visitor.page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
  }

  async function keepCodes(): Promise<readonly string[]> {
    await visitor.page.getByRole('heading', { name: 'リカバリーコードを保存してください' }).waitFor()
    const codes = await visitor.page.locator('.codes-sheet code').allTextContents()
    await visitor.page.getByLabel('保存しました').check()
    await press('続ける')
    return codes
  }

  /** Asks for another way, and waits for its own screen: every way has a field of the same name. */
  async function tryBy(way: keyof typeof screenOf): Promise<void> {
    await visitor.page.locator('input#code').waitFor()
    await press('別の方法を試す')
    await press(way)
    await see(screenOf[way])
  }

  it('adds an app after a fresh proof, keeps ten codes however often going back, and signs in by the app', async () => {
    await signedIn('enrol')
    await wait(6)
    await press('認証アプリを設定')
    await proveByMail('enrol', 2)
    const secret = await shownSecret()
    await visitor.typeCode(appCode(secret))
    await visitor.page.getByRole('heading', { name: 'リカバリーコードを保存してください' }).waitFor()
    await visitor.page.goBack().catch((error: unknown) => {
      // The page goes forward again before the browser has done going back.
      if (!/ERR_ABORTED|interrupted/.test(String(error))) throw error
    })
    expect(await keepCodes()).toHaveLength(10)
    await see('認証アプリを登録しました。')
    expect(await section('二要素認証').innerText()).toMatch(/認証アプリ\s+有効[\s\S]+メール通知\s+有効[\s\S]+残り10個/)
    await see('「認証アプリ、リカバリーコード」を登録しました')

    await wait(1)
    await visitor.context.clearCookies()
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('enrol'))
    await visitor.typePassword(memberPassword)
    await tryBy('認証アプリ')
    await visitor.typeCode(appCode(secret))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('whose account is shared enrols the app first, switches メール通知 on, and signs in by mail and by paper', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('shared'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('shared'), 1))
    const secret = await shownSecret()
    const used = appCode(secret)
    await visitor.typeCode(used)
    const [paper = ''] = await keepCodes()
    await visitor.page.waitForURL('**/portal/apps')

    await press(`アカウントメニュー：${who('shared')}`)
    await visitor.page.locator('.menu').getByRole('link', { name: 'プロフィール管理' }).click()
    await see('ショップの設定で必要なため、解除できません。')
    await press('メール通知を設定')
    const proof = dialog('メール通知を設定')
    await visitor.page.locator('input#code').fill(used)
    await proof.getByRole('button', { name: '続ける' }).click()
    await see('この番号は使用済みです。')
    await wait(1)
    await visitor.page.locator('input#code').fill(appCode(secret))
    await proof.getByRole('button', { name: '続ける' }).click()
    await see('メール通知を有効にしました。')

    await press(`アカウントメニュー：${who('shared')}`)
    await press('ログアウト', visitor)
    await see('ログアウトしました。')
    const byOther = async (way: keyof typeof screenOf, code: () => Promise<string>) => {
      await visitor.open('/sign-in')
      await visitor.typeAddress(who('shared'))
      await visitor.typePassword(memberPassword)
      await tryBy(way)
      await visitor.typeCode(await code())
      await visitor.page.waitForURL('**/portal/apps')
    }
    await byOther('メール', () => visitor.code(who('shared'), 2))
    await visitor.context.clearCookies()
    await byOther('リカバリーコード', async () => paper)
    await toProfile()
    expect(await section('二要素認証').innerText()).toContain('残り9個')
    await see('リカバリーコードを使いました')
  })

  it('ends another device, which finds itself at the sign-in', async () => {
    await signedIn('devices')
    const other = await visit(browser, server.origin, server.mailbox)
    await signedIn('devices', other)
    await toProfile()
    await see('新しい端末からログインしました')
    const devices = section('ログイン中の端末')
    expect(await devices.locator('tbody tr').count()).toBe(2)
    await devices.getByRole('button', { name: /をログアウト$/ }).click()
    await see('ログインしているのは、この端末だけです。')
    await other.page.reload()
    await other.page.waitForURL('**/sign-in?returnTo=/portal/profile')
    await other.close()
    await visitor.page.reload()
    await see('ほかの端末をログアウトしました')
  })

  it('changes the password, which signs the other device out and keeps what was typed over the proof', async () => {
    await signedIn('password')
    const other = await visit(browser, server.origin, server.mailbox)
    await signedIn('password', other)
    await wait(6)
    await press('パスワードを変更')
    expect(await visitor.page.getByLabel('現在のパスワード').evaluate((it) => it === document.activeElement)).toBe(true)
    await visitor.page.getByLabel('現在のパスワード').fill(memberPassword)
    await visitor.page.locator('input#password').fill('みじかい')
    await press('変更する')
    await see('あと8文字必要です。')
    await visitor.page.locator('input#password').fill(chosen)
    await press('変更する')
    await dialog('ご本人の確認').waitFor()
    // Two mails that go out together arrive in either order.
    await visitor.code(who('password'), 3)

    // Who thinks better of it loses nothing.
    await visitor.page.keyboard.press('Escape')
    await dialog('ご本人の確認').waitFor({ state: 'hidden' })
    expect(await visitor.page.locator('input#password').inputValue()).toBe(chosen)
    expect(await other.page.evaluate(() => fetch('/api/session').then(({ status }) => status))).toBe(200)

    await press('変更する')
    await proveByMail('password', 4)
    await see('パスワードを変更し、ほかの端末をすべてログアウトしました。')
    await other.page.reload()
    await other.page.waitForURL('**/sign-in?returnTo=/portal/profile')
    await other.typeAddress(who('password'))
    await other.typePassword(memberPassword)
    await see('メールアドレスまたはパスワードが正しくありません。', other)
    await other.typePassword(chosen)
    await other.page.locator('input#code').waitFor()
    await other.close()
  })

  it('who proves it wrong five times begins the proof again, and what was typed is still there', async () => {
    await signedIn('kept')
    await wait(6)
    await press('パスワードを変更')
    await visitor.page.getByLabel('現在のパスワード').fill(memberPassword)
    await visitor.page.locator('input#password').fill(chosen)
    await press('変更する')
    const code = await visitor.code(who('kept'), 2)
    for (let n = 1; n <= 5; n++) {
      await visitor.page.locator('input#step-up-code').fill(String((Number(code) + n) % 1_000_000).padStart(6, '0'))
      await dialog('ご本人の確認').getByRole('button', { name: '続ける' }).click()
      await see(n === 5 ? '確認をやり直してください' : `あと${5 - n}回`)
    }
    await press('もう一度確認する')
    await visitor.page.locator('input#step-up-code').waitFor()
    expect(await visitor.page.locator('input#password').inputValue()).toBe(chosen)
    await proveByMail('kept', 3)
    await see('パスワードを変更し、')
    await see('誤ったコードが入力されました（メール）')
  })

  it('who clicks twice is asked for one proof, and proves it once', async () => {
    await signedIn('twice')
    await wait(6)
    const requests: string[] = []
    visitor.page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await visitor.page.getByRole('button', { name: '認証アプリを設定' }).dblclick()
    await dialog('ご本人の確認').waitFor()
    await visitor.page.locator('input#step-up-code').fill(await visitor.code(who('twice'), 2))
    await dialog('ご本人の確認').getByRole('button', { name: '続ける' }).dblclick()
    await shownSecret()
    expect(requests.filter((request) => request === 'POST /api/step-up')).toHaveLength(1)
    expect(requests.filter((request) => request === 'POST /api/step-up/code')).toHaveLength(1)
    await press('キャンセル')
    expect(await section('二要素認証').innerText()).toMatch(/認証アプリ\s+未設定/)
  })

  it('who was signed out meanwhile is sent to sign in, and back', async () => {
    await signedIn('left')
    await visitor.context.clearCookies()
    await visitor.page.getByLabel('氏名').fill('加藤 ひろ子')
    await press('保存する')
    await visitor.page.waitForURL('**/sign-in?returnTo=/portal/profile')
    await visitor.typeAddress(who('left'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('left'), 2))
    await visitor.page.waitForURL('**/portal/profile')
  })

  it('changes name and language, and mails come in that language', async () => {
    await signedIn('name')
    await visitor.page.getByLabel('氏名').fill('加藤 ひろ子')
    await visitor.page.getByLabel('メールの言語').selectOption('en')
    await press('保存する')
    await see('保存しました。')
    await press(`アカウントメニュー：${who('name')}`)
    expect(await visitor.page.locator('.menu').innerText()).toContain('加藤 ひろ子')
    await visitor.page.keyboard.press('Escape')
    await wait(6)
    await press('認証アプリを設定')
    await visitor.code(who('name'), 2)
    expect(server.mailbox.messages(who('name'))[0]?.subject).toContain('one-time code')
  })

  it('reads the log page by page', async () => {
    await signedIn('log')
    await visitor.page.evaluate(async () => {
      for (let n = 0; n < 22; n++) {
        const body = JSON.stringify({ name: `名前 ${n}` })
        await fetch('/api/profile', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body })
      }
    })
    await toProfile()
    const log = section('セキュリティの記録')
    expect(await log.locator('tbody tr').count()).toBe(20)
    await press('もっと見る')
    await see('アカウントを作成しました')
    expect(await log.locator('tbody tr').count()).toBe(24)
    expect(await visitor.page.getByRole('button', { name: 'もっと見る' }).count()).toBe(0)
  })
})
