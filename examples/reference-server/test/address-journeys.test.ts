import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of a change of address', opened.reason)

const names = ['mover', 'stayer', 'victim', 'taken', 'owner'] as const
const who = (name: string) => `${name}@renshu-shoes.example`
const chosen = 'yuki ni saku hana'

describe.skipIf(!opened.browser)('a change of address', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor

  beforeAll(async () => {
    const rows = names.map((name, index) => ({ shop: 'renshu-shoes', id: `m${index}`, email: who(name) }))
    server = await startTestServer({ csv: memberCsv(rows) })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox)
  })
  afterEach(() => visitor.close())

  const press = (name: string, at = visitor) => at.page.getByRole('button', { name, exact: true }).click()
  const heading = (name: string, at = visitor) => at.page.getByRole('heading', { name, level: 1 }).waitFor()

  /** The link of this path that was mailed last to an address. */
  async function link(email: string, path: string): Promise<string> {
    for (let looks = 0; looks < 200; looks++) {
      for (const { text } of server.mailbox.messages(email)) {
        const found = new RegExp(`https?://\\S+${path}#token=\\S+`).exec(text)?.[0]
        if (found) return found
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no link to ${email} arrived`)
  }

  async function askFor(email: string): Promise<void> {
    await visitor.open('/portal/profile')
    await press('メールアドレスを変更する')
    await visitor.page.getByLabel('新しいメールアドレス', { exact: true }).fill(email)
    await press('確認のメールを送る')
    await visitor.page.getByText('確認をお待ちしています').waitFor()
  }

  async function move(from: string, to: string): Promise<void> {
    await visitor.signIn(from, memberPassword)
    await askFor(to)
    await visitor.open(await link(to, '/address-change'))
    await heading('メールアドレスの確定')
    await press('確定する')
    await heading('メールアドレスを変更しました')
  }

  it('waits for its confirmation, is refused to another browser, and is signed in with from then on', async () => {
    const [from, to] = [who('mover'), 'mover@atarashii.example']
    await visitor.signIn(from, memberPassword)
    await askFor(to)
    await visitor.page.reload()
    await visitor.page.getByText('確認をお待ちしています').waitFor()
    const mailed = await link(to, '/address-change')

    const elsewhere = await visit(browser, server.origin, server.mailbox)
    await elsewhere.open(mailed)
    await press('確定する', elsewhere)
    await elsewhere.page.getByText('お申し込みになったブラウザーで').waitFor()

    await visitor.open(mailed)
    await heading('メールアドレスの確定')
    expect(visitor.page.url()).not.toContain('token')
    await press('確定する')
    await heading('メールアドレスを変更しました')
    await visitor.page.getByRole('link', { name: 'プロフィール管理へ進む' }).click()
    await visitor.page.getByText(to).first().waitFor()

    await elsewhere.signIn(to, memberPassword)
    await elsewhere.close()
  })

  it('that waits is withdrawn with one press, and its link opens nothing any more', async () => {
    const [from, to] = [who('stayer'), 'stayer@atarashii.example']
    await visitor.signIn(from, memberPassword)
    await askFor(to)
    await visitor.page.getByText('確認をお待ちしています').waitFor()
    const mailed = await link(to, '/address-change')
    await press('変更を取りやめる')
    await visitor.page.getByText('変更を取りやめました。').first().waitFor()
    expect(await visitor.page.getByText('確認をお待ちしています').count()).toBe(0)

    await visitor.open(mailed)
    await press('確定する')
    await visitor.page.getByText('このリンクは使えません').first().waitFor()
  })

  it('is taken back from the former mailbox with a new password, and everybody else is signed out', async () => {
    const [from, to] = [who('victim'), 'thief@nowhere.example']
    await move(from, to)
    const owner = await visit(browser, server.origin, server.mailbox)
    const back = await link(from, '/address-change/revert')
    expect((await fetch(back)).status).toBe(200)
    await owner.open(back)
    await heading('元のメールアドレスに戻す', owner)
    await owner.page.locator('input#password').fill(chosen)
    await press('元に戻す', owner)
    await heading('元のメールアドレスに戻しました', owner)

    await visitor.page.reload()
    await visitor.open('/portal/profile')
    await visitor.page.waitForURL('**/sign-in**')
    await owner.signIn(from, chosen)
    await owner.open('/portal/profile')
    await owner.page.getByText('パスワードを再設定したため').first().waitFor()
    await owner.close()

    const second = await visit(browser, server.origin, server.mailbox)
    await second.open(back)
    await second.page.locator('input#password').fill(chosen)
    await press('元に戻す', second)
    await heading('このリンクは使えません', second)
    await second.close()
  })

  it('to an address that somebody has looks the same, and is told there alone', async () => {
    await visitor.signIn(who('owner'), memberPassword)
    await visitor.context.clearCookies()
    await visitor.signIn(who('taken'), memberPassword)
    await askFor(who('owner'))
    for (let looks = 0; looks < 100; looks++) {
      if (server.mailbox.messages(who('owner'))[0]?.text.includes('すでに')) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const [mail] = server.mailbox.messages(who('owner'))
    expect(mail?.text.replace(/\s+/g, '')).toContain('すでにecforceaccountsのアカウントで使われている')
    expect(mail?.text).not.toContain('#token')
  })
})
