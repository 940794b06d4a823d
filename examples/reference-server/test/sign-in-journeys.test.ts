import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { codeMails, type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys', opened.reason)

const minute = 60_000
/** One member for each journey, so that none eats another's budget. */
const who = (name: string) => `${name}@hogehoge.example`
const names = [
  'first',
  'wrong',
  'budget',
  'expired',
  'resend',
  'back',
  'reload',
  'tabs',
  'double',
  'weak',
  'english',
  'phone',
  'odd..dots.',
] as const

describe.skipIf(!opened.browser)('in a browser, a member', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor

  beforeAll(async () => {
    server = await startTestServer({
      csv: memberCsv(
        names.map((name) => ({ email: who(name), ...(name === 'weak' && { password: 'neko77' }), name: '加藤ひろ' })),
      ),
    })
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

  it('signs in for the first time, lands in the portal, signs out, and is asked for a code the second time', async () => {
    await visitor.open('/portal/apps')
    await visitor.page.waitForURL('**/sign-in**')
    await visitor.typeAddress(who('first'))
    await visitor.page.getByText(who('first')).first().waitFor()
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    expect(await visitor.heading()).toBe('二要素認証の登録')
    expect(await text()).toContain('f***@hogehoge.example')

    const code = await visitor.code(who('first'), 1)
    const [mail] = codeMails(server.mailbox, who('first'))
    const reference = /照合記号\s*([A-Z]{2})/.exec(mail?.subject ?? '')?.[1]
    expect(reference).toBeDefined()
    expect(await text()).toContain(reference)
    await visitor.typeCode(code)
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.getByText('hogehoge').first().waitFor()

    await visitor.page.reload()
    expect(visitor.page.url()).toMatch(/\/portal\/apps$/)

    await visitor.page.getByRole('button', { name: /加藤ひろ|first@/ }).click()
    await visitor.page
      .getByRole('button', { name: 'ログアウト' })
      .or(visitor.page.getByRole('menuitem', { name: 'ログアウト' }))
      .click()
    await visitor.page.waitForURL('**/sign-in**')
    await visitor.open('/portal/apps')
    await visitor.page.waitForURL('**/sign-in**')

    await visitor.typeAddress(who('first'))
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    expect(await visitor.heading()).toBe('ワンタイムコードの入力')
    await visitor.typeCode(await visitor.code(who('first'), 2))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('sees the same refusal for a wrong password as a stranger does, and can go on', async () => {
    const refusals: string[] = []
    for (const [email, password] of [
      [who('wrong'), 'not the password'],
      ['nobody@nowhere.example', memberPassword],
    ] as const) {
      await visitor.open('/sign-in')
      await visitor.page.locator('input#email, button:has-text("変更")').first().waitFor()
      if (await visitor.page.getByRole('button', { name: '変更' }).isVisible()) {
        await visitor.page.getByRole('button', { name: '変更' }).click()
      }
      await visitor.typeAddress(email)
      await visitor.typePassword(password)
      await visitor.page.getByText('メールアドレスまたはパスワードが正しくありません。').waitFor()
      refusals.push((await text()).replace(email, '…').replace(/[0-9A-Z]{4}-[0-9A-Z]{4}/, '…'))
    }
    expect(refusals[0]).toBe(refusals[1])

    await visitor.page.getByRole('button', { name: '変更' }).click()
    await visitor.typeAddress(who('wrong'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('wrong'), 1))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('who types five wrong codes begins again at the password, with the address kept', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('budget'))
    await visitor.typePassword(memberPassword)
    const right = await visitor.code(who('budget'), 1)
    for (let n = 1; n <= 4; n++) {
      await visitor.typeCode(String((Number(right) + n) % 1_000_000).padStart(6, '0'))
      await visitor.page.getByText(`あと${5 - n}回`).waitFor()
    }
    await visitor.typeCode(String((Number(right) + 5) % 1_000_000).padStart(6, '0'))
    await visitor.page.locator('input#password').waitFor()
    expect(await text()).toContain('入力できる回数を超えました')
    expect(await text()).toContain(who('budget'))

    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('budget'), 2))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('is told when a code has expired, and gets another', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('expired'))
    await visitor.typePassword(memberPassword)
    const late = await visitor.code(who('expired'), 1)
    await server.clock.advance(10 * minute)
    await visitor.typeCode(late)
    await visitor.page.getByText('コードの有効期限が切れました').first().waitFor()
    await visitor.page.getByRole('button', { name: 'コードを再送する' }).click()
    await visitor.typeCode(await visitor.code(who('expired'), 2))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('can ask for another code after a minute, and the former one is worthless', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('resend'))
    await visitor.typePassword(memberPassword)
    const former = await visitor.code(who('resend'), 1)
    await visitor.page.getByText(/あと\d+秒で再送できます/).waitFor()
    await server.clock.advance(minute)
    await visitor.page.reload()
    await visitor.page.getByRole('button', { name: 'コードを再送する' }).click()
    await visitor.page.getByText('新しいコードをお送りしました').waitFor()
    const latter = await visitor.code(who('resend'), 2)
    if (former !== latter) {
      await visitor.typeCode(former)
      await visitor.page.getByText('コードが一致しません').waitFor()
    }
    await visitor.typeCode(latter)
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('may go back and forward without losing the way or sending anything twice', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('back'))
    await visitor.page.locator('input#password').waitFor()
    await visitor.page.goBack()
    await visitor.page.locator('input#email').waitFor()
    expect(await visitor.page.locator('input#email').inputValue()).toBe(who('back'))
    await visitor.page.goForward()
    await visitor.page.locator('input#password, input#email').first().waitFor()
    if (await visitor.page.locator('input#email').isVisible()) await visitor.typeAddress(who('back'))
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    await visitor.code(who('back'), 1)
    await visitor.page.goBack()
    await visitor.page.locator('input').first().waitFor()
    expect(codeMails(server.mailbox, who('back'))).toHaveLength(1)
    await visitor.signIn(who('back'), memberPassword)
    await visitor.page.goBack()
    await visitor.page.waitForTimeout(500)
    await visitor.open('/portal/apps')
    await visitor.page.getByText('hogehoge').first().waitFor()
  })

  it('may reload at every step and stands where he stood', async () => {
    await visitor.open('/sign-in')
    await visitor.page.reload()
    await visitor.typeAddress(who('reload'))
    await visitor.page.locator('input#password').waitFor()
    await visitor.page.reload()
    await visitor.page.locator('input#password').waitFor()
    expect(await text()).toContain(who('reload'))
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    await visitor.page.reload()
    await visitor.page.locator('input#code').waitFor()
    const code = await visitor.code(who('reload'), 1)
    expect(codeMails(server.mailbox, who('reload'))).toHaveLength(1)
    await visitor.typeCode(code)
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.reload()
    await visitor.page.getByText('hogehoge').first().waitFor()
  })

  it('with two tabs is shown the newer sign-in in the older tab, and nothing is mixed', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('tabs'))
    await visitor.page.locator('input#password').waitFor()

    const second = await visitor.context.newPage()
    await second.goto('/sign-in')
    await second.locator('input').first().waitFor()
    if (await second.getByRole('button', { name: '変更' }).isVisible())
      await second.getByRole('button', { name: '変更' }).click()
    await second.getByLabel('メールアドレス').fill('nobody@nowhere.example')
    await second.getByRole('button', { name: '続ける' }).click()
    await second.locator('input#password').waitFor()

    await visitor.typePassword(memberPassword)
    await visitor.page.getByText('別のタブで新しいログインが始まっています').waitFor()
    expect(await text()).toContain('nobody@nowhere.example')
    expect(codeMails(server.mailbox, who('tabs'))).toHaveLength(0)
    await visitor.page.getByRole('button', { name: '変更' }).click()
    await visitor.typeAddress(who('tabs'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('tabs'), 1))
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('who clicks twice sends once, is mailed once and gets in', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('double'))
    await visitor.page.locator('input#password').fill(memberPassword)
    await visitor.page.getByRole('button', { name: '続ける' }).dblclick()
    await visitor.page.locator('input#code').waitFor()
    await visitor.page.locator('input#code').fill(await visitor.code(who('double'), 1))
    const requests: string[] = []
    visitor.page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await visitor.page.getByRole('button', { name: '続ける' }).dblclick()
    await visitor.page.waitForURL('**/portal/apps')
    expect(requests.filter((request) => request === 'POST /api/sign-in/code')).toHaveLength(1)
    expect(codeMails(server.mailbox, who('double'))).toHaveLength(1)
  })

  it('whose old password is too weak chooses a new one on the way', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('weak'))
    await visitor.typePassword('neko77')
    await visitor.typeCode(await visitor.code(who('weak'), 1))
    await visitor.page.getByRole('heading', { name: '新しいパスワードを設定' }).waitFor()
    await visitor.typePassword('short')
    await visitor.page.getByText('あと7文字必要です').waitFor()
    await visitor.typePassword('yuki ni saku hana')
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('types full-width digits with a space, and they are understood', async () => {
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('phone'))
    await visitor.typePassword(memberPassword)
    const code = await visitor.code(who('phone'), 1)
    const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
    await visitor.typeCode(`${wide.slice(0, 3)}　${wide.slice(3)}`)
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('with an odd but deliverable address gets the mail', async () => {
    await visitor.signIn(who('odd..dots.'), memberPassword)
    expect(server.mailbox.messages(who('odd..dots.'))[0]?.envelope.to).toHaveLength(1)
  })

  it('reads English where the browser does, on screen and in the mail', async () => {
    const english = await visit(browser, server.origin, server.mailbox, { locale: 'en-GB', width: 1280 })
    await english.signIn(who('english'), memberPassword)
    expect(codeMails(server.mailbox, who('english'))[0]?.subject).toContain('one-time code')
    expect(await english.heading()).toBe('Your services')
    await english.close()
  })

  it('meets no error in the console and no request to another origin', async () => {
    const wrong: string[] = []
    visitor.page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
    visitor.page.on('pageerror', (error) => wrong.push(error.message))
    visitor.page.on('request', (request) => {
      if (new URL(request.url()).origin !== server.origin) wrong.push(request.url())
    })
    await visitor.open('/sign-in')
    await visitor.typeAddress('nobody@nowhere.example')
    await visitor.page.locator('input#password').waitFor()
    // Chromium itself reports answers of 401 and 404 in the console.
    expect(wrong.filter((text) => !/status of (401|404)/.test(text))).toEqual([])
  })
})
