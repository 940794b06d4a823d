import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, type VisitorOptions, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journey of a shared account', opened.reason)

const shop = 'kokoromi-coffee'
const shared = 'shop@kokoromi-coffee.example'
const satoru = 'satoru.noguchi@kokoromi-coffee.example'
const [hana, jun, mio] = ['hana@newcomer.example', 'jun@newcomer.example', 'mio@newcomer.example'] as const
const chosen = 'yuki ni saku hana'
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.skipIf(!opened.browser)('an account that three people share', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let moved = 0
  const visitors: Visitor[] = []

  beforeAll(async () => {
    server = await startTestServer({
      csv: memberCsv([
        { shop, id: '401', email: shared, name: '店舗共有' },
        { shop, id: '403', email: satoru, name: '野口さとる', role: 'administrator' },
      ]),
      announce: [],
    })
    await server.cli(['shop', 'set', shop, '--name', 'こころみ珈琲', '--factors', 'app-first'])
    await server.cli(['rollout', 'announce', shop])
  })
  afterAll(async () => {
    for (const visitor of visitors) await visitor.close()
    await browser.close()
    await server.stop()
  })

  const press = (name: string, { page }: Visitor) => page.getByRole('button', { name, exact: true }).click()
  const see = (words: string | RegExp, { page }: Visitor) => page.getByText(words).first().waitFor()
  const title = (name: string, { page }: Visitor) => page.getByRole('heading', { name, exact: true }).waitFor()
  const appCode = (secret: string) => generateSync({ secret, epoch: (Date.now() + moved) / 1000 })

  async function someone(options: VisitorOptions = {}): Promise<Visitor> {
    const visitor = await visit(browser, server.origin, server.mailbox, options)
    visitors.push(visitor)
    return visitor
  }

  async function toFactor(visitor: Visitor, email: string): Promise<void> {
    await visitor.open('/sign-in')
    await visitor.typeAddress(email)
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
  }

  /** From the page that asks for an app to the portal. */
  async function enrolApp(visitor: Visitor): Promise<string> {
    await title('認証アプリの登録', visitor)
    await visitor.page.getByRole('img', { name: '認証アプリに登録するためのQRコード' }).waitFor()
    const secret = ((await visitor.page.locator('.app-key code').textContent()) ?? '').replaceAll(' ', '')
    await visitor.typeCode(appCode(secret))
    await title('リカバリーコードを保存してください', visitor)
    await visitor.page.getByLabel('保存しました').check()
    await press('続ける', visitor)
    await visitor.page.waitForURL('**/portal/apps')
    return secret
  }

  async function signInFirst(visitor: Visitor, email: string): Promise<string> {
    await toFactor(visitor, email)
    await visitor.typeCode(await visitor.code(email, 1))
    return enrolApp(visitor)
  }

  async function invitationOf(email: string): Promise<string> {
    for (let looks = 0; looks < 200; looks++) {
      const text = server.mailbox.messages(email).find(({ subject }) => subject.includes('招待'))?.text ?? ''
      const link = /https?:\/\/\S+\/invitations#token=\S+/.exec(text)?.[0]
      if (link !== undefined) return link.slice(server.origin.length)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no invitation of ${email} arrived`)
  }

  it('is asked about by who has no phone with its app, and becomes one account each, until on the day it opens nothing more', async () => {
    const first = await someone()
    const secret = await signInFirst(first, shared)

    // The second of them has the password, and no phone with the app.
    const second = await someone({ width: 320 })
    await toFactor(second, shared)
    await press('どの方法も使えない', second)
    await press('自分専用のアカウントを依頼する', second)
    await second.page.getByLabel('あなたの氏名').fill('花田はな')
    await press('招待を依頼する', second)
    await see('メールアドレスを入力してください。', second)
    await second.page.getByLabel('あなたのメールアドレス').fill('hana@')
    await press('招待を依頼する', second)
    await see(/メールアドレスの形式をご確認ください/, second)
    await second.page.getByLabel('あなたのメールアドレス').fill(hana)
    await press('招待を依頼する', second)
    await see(/招待を依頼しました/, second)
    await second.page.reload()
    await see(/招待を依頼しました/, second)
    expect(await second.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)

    const admin = await someone()
    await signInFirst(admin, satoru)
    await admin.open(`/portal/members?shop=${shop}`)
    await title('招待の依頼：1件', admin)
    await see(hana, admin)
    await press('花田はなさんを招待する', admin)
    await see('花田はなさんに招待メールを送信しました。', admin)
    await admin.page.getByRole('heading', { name: '招待の依頼：1件' }).waitFor({ state: 'detached' })

    await second.open(await invitationOf(hana))
    await press('招待を受ける', second)
    await second.typeCode(await second.code(hana, 1))
    await title('アカウントの作成', second)
    expect(await second.page.locator('input#name').inputValue()).toBe('花田はな')
    await second.typePassword(chosen)
    await enrolApp(second)
    await see('こころみ珈琲に参加しました。', second)

    const third = await someone()
    await toFactor(third, shared)
    await press('別の方法を試す', third)
    await press('自分専用のアカウントを依頼する', third)
    await third.page.getByLabel('あなたの氏名').fill('佐々木、澪')
    await third.page.getByLabel('あなたのメールアドレス').fill(mio)
    await press('招待を依頼する', third)
    await see(/招待を依頼しました/, third)

    await admin.page.getByRole('link', { name: '店舗共有：複数の方で使われている可能性があります' }).click()
    await title('使っている方のメールアドレスを入力', admin)
    const people = admin.page.getByLabel('使っている方', { exact: true })
    await people.fill(shared)
    await press('次へ', admin)
    await see(/招待できるメールアドレスがありません/, admin)
    await people.fill(`${hana}\njun@,純\n${shared}`)
    await press('依頼した方を追加する', admin)
    expect(await people.inputValue()).toBe(`${hana}\njun@,純\n${shared}\n${mio},佐々木 澪`)
    await press('次へ', admin)
    await see('次の2名を招待します。', admin)
    await see(`次のアドレスには送信しません：jun@ / ${shared}`, admin)
    await press('2名に招待メールを送る', admin)
    await see('招待メールを送信しました：1名', admin)
    const results = await admin.page.locator('.invite-results tbody').innerText()
    expect(results).toMatch(/1行目[\s\S]*hana@[\s\S]*すでにメンバーです/)
    expect(results).toMatch(/2行目[\s\S]*jun@[\s\S]*メールアドレスの形が正しくありません/)
    await press('送れなかった方を直す', admin)
    expect(await admin.page.getByLabel('使っている方', { exact: true }).inputValue()).toBe('jun@,純')
    await admin.page.getByLabel('使っている方', { exact: true }).fill(`${jun},純`)
    await press('次へ', admin)
    await press('1名に招待メールを送る', admin)
    await see('招待メールを送信しました：1名', admin)
    for (const email of [jun, mio]) await invitationOf(email)

    await press('次へ（終了日を決める）', admin)
    const day = new Date(Date.now() + 3 * DAY + 9 * HOUR).toISOString().slice(0, 10)
    await admin.page.getByLabel('終了日', { exact: true }).fill(day)
    await press('終了日を決める', admin)
    await press('終了日を取り消す', admin)
    await see('終了日を取り消しました。', admin)
    await admin.page.getByLabel('終了日', { exact: true }).fill(day)
    await press('終了日を決める', admin)
    await admin.page.getByRole('link', { name: '招待の状況を見る' }).click()
    await admin.page
      .getByRole('row', { name: '店舗共有' })
      .getByText(/に終了$/)
      .waitFor()
    expect(await admin.page.getByRole('heading', { name: /招待の依頼/ }).count()).toBe(0)

    await first.page.reload()
    await first.page.getByRole('heading', { name: 'こころみ珈琲', exact: true }).waitFor()
    await server.clock.advance(3 * DAY)
    moved += 3 * DAY
    await expect
      .poll(() => server.mailbox.messages(satoru).map(({ subject }) => subject), { timeout: 15_000 })
      .toContainEqual(expect.stringMatching(/終了しました/))
    await toFactor(first, shared)
    await first.typeCode(appCode(secret))
    await see('いま利用できるサービスはありません。', first)
  })
})
