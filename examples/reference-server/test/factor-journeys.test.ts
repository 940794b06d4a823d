import { readFile } from 'node:fs/promises'
import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys with an authenticator app', opened.reason)

const shop = 'kensho-sake'
const who = (name: string) => `${name}@kensho-sake.example`
const names = ['app', 'paper', 'wrong', 'lost', 'reload', 'late', 'back', 'twice'] as const

describe.skipIf(!opened.browser)('where an authenticator app comes first, a member', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor
  let moved = 0

  beforeAll(async () => {
    const rows = names.map((name, index) => ({ shop, id: `m${index}`, email: who(name), name: '加藤ひろ' }))
    server = await startTestServer({
      csv: memberCsv(rows),
      announce: [],
      variables: { SUPPORT_URL: 'https://support.example/' },
    })
    await server.cli(['shop', 'set', shop, '--name', 'けんしょう酒店', '--factors', 'app-first'])
    await server.cli(['rollout', 'announce', shop])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
  })
  afterEach(() => visitor.close())

  const text = () => visitor.page.locator('main').innerText()
  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click()
  const see = (words: string | RegExp) => visitor.page.getByText(words).first().waitFor()
  const heading = (name: string) => visitor.page.getByRole('heading', { name, level: 1 }).waitFor()
  /** What an authenticator app shows, on a phone whose clock is the server's. */
  const appCode = (secret: string) => generateSync({ secret, epoch: (Date.now() + moved) / 1000 })
  const other = (code: string, by: number) => String((Number(code) + by) % 1_000_000).padStart(6, '0')
  const shownCodes = () => visitor.page.locator('.codes-sheet code').allTextContents()

  /** The next code of an app is another one. */
  async function nextCode(): Promise<void> {
    await server.clock.advance(60_000)
    moved += 60_000
  }

  async function toFactor(email: string): Promise<void> {
    await visitor.open('/sign-in')
    await visitor.typeAddress(email)
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
  }

  async function shownSecret(): Promise<string> {
    await visitor.page.getByRole('img', { name: '認証アプリに登録するためのQRコード' }).waitFor()
    return ((await visitor.page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
  }

  async function toEnrolment(email: string, mails = 1): Promise<string> {
    await toFactor(email)
    await visitor.typeCode(await visitor.code(email, mails))
    await heading('認証アプリの登録')
    return shownSecret()
  }

  /** From the address to the recovery codes. */
  async function enrol(email: string): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
    const secret = await toEnrolment(email)
    await visitor.typeCode(appCode(secret))
    await heading('リカバリーコードを保存してください')
    return { secret, codes: await shownCodes() }
  }

  async function keepCodes(): Promise<void> {
    await visitor.page.getByLabel('保存しました').check()
    await press('続ける')
    await visitor.page.waitForURL('**/portal/apps')
  }

  async function comeBack(email: string): Promise<void> {
    await visitor.context.clearCookies()
    await toFactor(email)
  }

  it('proves the mailbox, enrols an app, keeps ten codes, and signs in by the app the second time', async () => {
    const wrong: string[] = []
    visitor.page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
    visitor.page.on('pageerror', (error) => wrong.push(error.message))

    const secret = await toEnrolment(who('app'))
    expect(await text()).toContain('けんしょう酒店では、ログインに認証アプリが必要です。')
    const link = visitor.page.getByRole('link', { name: 'この端末の認証アプリで開く' })
    const address = new URL((await link.getAttribute('href')) ?? '')
    expect(address.protocol).toBe('otpauth:')
    expect(address.searchParams.get('secret')).toBe(secret)
    expect(decodeURIComponent(address.pathname)).toContain(who('app'))
    await visitor.typeCode(appCode(secret))
    await heading('リカバリーコードを保存してください')
    const codes = await shownCodes()
    expect(new Set(codes).size).toBe(10)

    // Nobody goes on by mistake.
    await press('続ける')
    await see('先にコードを保存し')
    const [download] = await Promise.all([visitor.page.waitForEvent('download'), press('ダウンロード')])
    expect(download.suggestedFilename()).toMatch(/\.txt$/)
    const file = await readFile(await download.path(), 'utf8')
    expect(file).toContain(who('app'))
    expect(codes.filter((code) => !file.includes(code))).toEqual([])
    await keepCodes()
    await see('ご利用の準備が完了しました。')
    await visitor.page.goBack()
    await visitor.page.waitForURL('**/portal/apps')
    expect(await visitor.page.locator('.codes-sheet').count()).toBe(0)

    await nextCode()
    const mails = server.mailbox.messages(who('app')).length
    await comeBack(who('app'))
    expect(await text()).toContain('認証アプリ（Google Authenticatorなど）に表示されている6桁の数字')
    await visitor.typeCode(appCode(secret))
    await visitor.page.waitForURL('**/portal/apps')
    expect(server.mailbox.messages(who('app')).length).toBeLessThanOrEqual(mails + 1)
    expect(wrong.filter((line) => !/status of (401|404)/.test(line))).toEqual([])
  })

  it('signs in by 別の方法を試す with a recovery code, which works once', async () => {
    const { codes } = await enrol(who('paper'))
    const [first = '', second = ''] = codes
    await keepCodes()
    for (const code of [first, second]) {
      await comeBack(who('paper'))
      await press('別の方法を試す')
      await press('リカバリーコード')
      await heading('リカバリーコードの入力')
      const field = visitor.page.getByLabel('リカバリーコード', { exact: true })
      expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
      expect(await field.getAttribute('inputmode')).toBe('text')
      if (code === second) {
        await visitor.typeCode(first)
        await see(/あと4回/)
      }
      await visitor.typeCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)
      await visitor.page.waitForURL('**/portal/apps')
    }
  })

  it('who types five wrong codes of the app begins again at the password', async () => {
    const { secret } = await enrol(who('wrong'))
    await keepCodes()
    await nextCode()
    await comeBack(who('wrong'))
    for (let n = 1; n <= 4; n++) {
      await visitor.typeCode(other(appCode(secret), n * 1000))
      await see(`あと${5 - n}回`)
    }
    expect(await text()).toContain('スマートフォンの時刻が自動設定になっているか')
    await visitor.typeCode(other(appCode(secret), 5000))
    await visitor.page.locator('input#password').waitFor()
    expect(await text()).toContain('入力できる回数を超えました')
  })

  it('who can use none of the ways is told whom to ask, with one number however often it is asked', async () => {
    await enrol(who('lost'))
    await keepCodes()
    await comeBack(who('lost'))
    await press('どの方法も使えない')
    const panel = visitor.page.getByRole('region', { name: 'ログインできるようにする方法' })
    await panel.waitFor()
    expect(await panel.innerText()).toContain('けんしょう酒店')
    expect(await panel.getByRole('link').getAttribute('href')).toBe('https://support.example/')
    const number = await panel.locator('.case-number strong').innerText()
    expect(number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)

    await visitor.page.reload()
    await press('どの方法も使えない')
    expect(await panel.locator('.case-number strong').innerText()).toBe(number)
    await panel.getByRole('button', { name: 'リカバリーコード', exact: true }).click()
    await heading('リカバリーコードの入力')
  })

  it('who reloads while enrolling is shown another secret, and the former one confirms nothing', async () => {
    const former = await toEnrolment(who('reload'))
    await visitor.page.reload()
    const latter = await shownSecret()
    expect(latter).not.toBe(former)
    await visitor.typeCode(appCode(former))
    await see('あと4回')
    expect(await shownSecret()).toBe(latter)
    await visitor.typeCode(appCode(latter))
    await heading('リカバリーコードを保存してください')

    // Reloading loses the codes for good, and says where to make new ones.
    await visitor.page.reload()
    await see('リカバリーコードは一度しか表示できません。')
    expect(await visitor.page.locator('.codes-sheet').count()).toBe(0)
    await press('続ける')
    await visitor.page.waitForURL('**/portal/apps')
    await see('ご利用の準備が完了しました。')
  })

  it('who scans too late is shown a new code to scan, and nothing is lost', async () => {
    const former = await toEnrolment(who('late'))
    const late = appCode(former)
    await server.clock.advance(10 * 60_000)
    moved += 10 * 60_000
    await visitor.typeCode(late)
    await see('新しいQRコードを表示しました')
    await visitor.page.waitForFunction(
      (old) => document.querySelector('.app-key code')?.textContent?.replaceAll(' ', '') !== old,
      former,
    )
    await visitor.typeCode(appCode(await shownSecret()))
    await heading('リカバリーコードを保存してください')
  })

  it('who goes back from the recovery codes still sees them', async () => {
    const { codes } = await enrol(who('back'))
    await visitor.page.goBack().catch((error: unknown) => {
      // The page goes forward again before the browser has done going back.
      if (!/ERR_ABORTED|interrupted/.test(String(error))) throw error
    })
    await heading('リカバリーコードを保存してください')
    expect(await shownCodes()).toEqual(codes)
    await keepCodes()
  })

  it('who clicks twice enrols once', async () => {
    const secret = await toEnrolment(who('twice'))
    const requests: string[] = []
    visitor.page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await visitor.page.locator('input#code').fill(appCode(secret))
    await visitor.page.getByRole('button', { name: '続ける' }).dblclick()
    await heading('リカバリーコードを保存してください')
    expect(requests.filter((request) => request === 'POST /api/sign-in/app/confirm')).toHaveLength(1)
    expect(await shownCodes()).toHaveLength(10)
  })
})
