import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, type VisitorOptions, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of invitations and members', opened.reason)

const [bags, sake] = ['keisoku-bags', 'kensho-sake'] as const
const akane = 'akane@keisoku-bags.example'
const yui = 'yui@keisoku-bags.example'
const ren = 'ren@keisoku-bags.example'
const midori = 'midori@kensho-sake.example'
const sora = 'sora@kensho-sake.example'
const chosen = 'yuki ni saku hana'

describe.skipIf(!opened.browser)('a shop', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  /** Administers the bags. */
  let admin: Visitor
  const others: Visitor[] = []

  beforeAll(async () => {
    const csv = memberCsv([
      { shop: bags, id: '1', email: akane, name: '小川あかね', role: 'administrator' },
      { shop: bags, id: '2', email: yui, name: '木村ゆい' },
      { shop: bags, id: '3', email: ren, name: '久保れん' },
      { shop: sake, id: '1', email: midori, name: '緑川みどり' },
      { shop: sake, id: '2', email: sora, name: '東そら' },
    ])
    server = await startTestServer({ csv })
    await server.cli(['shop', 'set', bags, '--name', 'けいそくバッグ'])
    admin = await someone({ width: 900 })
    await admin.signIn(akane, memberPassword)
    others.length = 0
  })
  afterAll(async () => {
    await admin.close()
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    await admin.open(`/portal/members?shop=${bags}`)
    await see('メンバー一覧')
  })
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close()
  })

  const press = (name: string, { page } = admin) => page.getByRole('button', { name, exact: true }).click()
  const see = (words: string | RegExp, { page } = admin) => page.getByText(words).first().waitFor()
  const title = (name: string, { page }: Visitor) => page.getByRole('heading', { name, level: 1 }).waitFor()
  const row = (name: string) => admin.page.getByRole('row', { name })

  async function someone(options: VisitorOptions = {}): Promise<Visitor> {
    const visitor = await visit(browser, server.origin, server.mailbox, options)
    others.push(visitor)
    return visitor
  }

  async function invite(email: string, name = ''): Promise<void> {
    await admin.page.getByLabel('メールアドレス', { exact: true }).fill(email)
    await admin.page.locator('#invite-name').fill(name)
    await press('招待メールを送る')
    await see(`${name || email}さんに招待メールを送信しました。`)
  }

  /** The newest invitation of an address. */
  async function mailed(email: string): Promise<{ readonly link: string; readonly code: string }> {
    for (let looks = 0; looks < 200; looks++) {
      const text = server.mailbox.messages(email).find(({ subject }) => subject.includes('招待'))?.text ?? ''
      const link = /https?:\/\/\S+\/invitations#token=\S+/.exec(text)?.[0]
      const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0]
      if (link !== undefined && code !== undefined) return { link: link.slice(server.origin.length), code }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no invitation of ${email} arrived`)
  }

  async function makeAccount(visitor: Visitor, email: string, suggested: string, mails = 1): Promise<void> {
    await visitor.typeCode(await visitor.code(email, mails))
    await title('アカウントの作成', visitor)
    expect(await visitor.page.locator('input#name').inputValue()).toBe(suggested)
    await visitor.page.locator('input#name').fill('')
    await visitor.typePassword(chosen)
    await see('氏名を入力してください。', visitor)
    await visitor.page.locator('input#name').fill('千葉いつき')
    await visitor.typePassword(chosen)
    await visitor.page.waitForURL('**/portal/apps')
    await see('ご利用の準備が完了しました。', visitor)
  }

  it('invites somebody new, whom the mailed link leads to an account and the portal, and opening it sends nothing', async () => {
    const itsuki = 'itsuki@newcomer.example'
    await invite(itsuki, '千葉いつき')
    const { link } = await mailed(itsuki)
    const visitor = await someone()
    const asked: string[] = []
    visitor.page.on('request', (request) => asked.push(request.url()))
    await visitor.open(link)
    await title('けいそくバッグへの招待', visitor)
    expect(await visitor.page.locator('.facts').innerText()).toMatch(/小川あかね[\s\S]*i\*\*\*@newcomer\.example/)
    expect(new URL(visitor.page.url()).hash).toBe('')
    expect(asked.filter((url) => url.includes(link.slice(link.indexOf('=') + 1)))).toEqual([])
    await visitor.page.reload()
    await title('けいそくバッグへの招待', visitor)

    await press('招待を受ける', visitor)
    await makeAccount(visitor, itsuki, '千葉いつき')
    const again = await someone()
    await again.open(link)
    await title('この招待は使えません', again)
    await see('お問い合わせ番号', again)
  })

  it('invites an account of another shop, which signs in as itself, by address and number, and joins', async () => {
    const before = await someone()
    await before.signIn(midori, memberPassword)
    await invite(midori)
    const { code } = await mailed(midori)
    const visitor = await someone()
    await visitor.open('/invitations')
    await visitor.page.getByLabel('招待されたメールアドレス').fill(midori)
    await visitor.page.getByLabel('招待の番号').fill(String((Number(code) + 1) % 1_000_000).padStart(6, '0'))
    await press('招待を確認する', visitor)
    await see(/いちばん新しい招待メールをご確認ください/, visitor)
    await visitor.page.getByLabel('招待の番号').fill(`番号 ${code.slice(0, 3)} ${code.slice(3)}`)
    await press('招待を確認する', visitor)
    await title('けいそくバッグへの招待', visitor)
    await press('招待を受ける', visitor)
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(midori, 2))
    await see(`${midori}のアカウントに、けいそくバッグが追加されます。`, visitor)
    await press('参加する', visitor)
    await title('新しいパスワードを設定', visitor)
    await visitor.typePassword(chosen)
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.getByRole('heading', { name: 'けいそくバッグ' }).waitFor()
  })

  it('is not mixed up with whoever is signed in as somebody else: they switch, or stay and the other declines', async () => {
    const nozomi = 'nozomi@newcomer.example'
    await invite(nozomi)
    const { link } = await mailed(nozomi)
    const visitor = await someone()
    await visitor.signIn(yui, memberPassword)
    await visitor.open(link)
    await see(`現在${yui}でログインしています。招待はn***@newcomer.example宛てです。`, visitor)
    await press('ログアウトして招待を受ける', visitor)
    await makeAccount(visitor, nozomi, '')

    const emi = 'emi@newcomer.example'
    await admin.open(`/portal/members?shop=${bags}`)
    await invite(emi)
    const refusing = await someone()
    await refusing.open((await mailed(emi)).link)
    await press('辞退する', refusing)
    await see(/この招待は使えなくなります/, refusing)
    await refusing.page.getByRole('dialog').getByRole('button', { name: '辞退する' }).click()
    await title('招待を辞退しました', refusing)
    await admin.open('/portal/members')
    await see('招待を辞退されました')
  })

  it('invites fifty from a list, five of them badly typed: those are named, left to be corrected, and sent again alone', async () => {
    const good = Array.from({ length: 45 }, (_, n) => `many${n}@newcomer.example,人${n},staff`)
    const bad = [
      'no-address',
      'a@',
      '@b.example,名',
      `long@newcomer.example,${'長'.repeat(300)}`,
      '"open@newcomer.example',
    ]
    const lines = [...good.slice(0, 20), ...bad, ...good.slice(20)]
    await admin.page.getByLabel('招待する方の一覧').fill(['メールアドレス,氏名,権限', ...lines].join('\n'))
    await press('一覧の方に招待メールを送る')
    await see('招待メールを送信しました：45名')
    const results = admin.page.locator('.invite-results tbody tr')
    expect(await results.count()).toBe(5)
    expect(await results.first().innerText()).toMatch(
      /21行目[\s\S]*no-address[\s\S]*メールアドレスの形が正しくありません/,
    )
    expect(await admin.page.getByLabel('招待する方の一覧').inputValue()).toBe(
      ['メールアドレス,氏名,権限', ...bad].join('\n'),
    )
    await admin.page.getByLabel('招待する方の一覧').fill('corrected@newcomer.example\tなおした\tstaff')
    await press('一覧の方に招待メールを送る')
    await see('招待メールを送信しました：1名')
    await mailed('corrected@newcomer.example')
    await mailed('many44@newcomer.example')
  })

  it('changes a role, suspends, resumes and removes after a fresh proof, and keeps its last administrator', async () => {
    const member = await someone()
    await member.signIn(ren, memberPassword)
    await admin.page.reload()
    await row('久保れん').getByRole('button').click()
    await server.clock.advance(6 * 60_000)
    await admin.page.locator('#member-role').selectOption({ label: '管理者' })
    await press('権限を変更する')
    await admin.page.getByRole('dialog', { name: 'ご本人の確認' }).waitFor()
    await admin.page.locator('input#step-up-code').fill(await admin.code(akane, 2))
    await admin.page.getByRole('dialog', { name: 'ご本人の確認' }).getByRole('button', { name: '続ける' }).click()
    await see('久保れんさんの権限を変更しました。')

    await row('久保れん').filter({ hasText: '管理者' }).getByRole('button').click()
    await press('利用を停止する')
    await see(/すぐにログアウトし、入れなくなります/)
    await press('停止する')
    await row('久保れん').filter({ hasText: '停止中' }).getByRole('button').click()
    await press('メンバーから削除する')
    await see('久保れんさんをけいそくバッグから削除しますか？')
    await press('削除する')
    await row('久保れん').waitFor({ state: 'detached' })

    await row('小川あかね').getByRole('button').click()
    await admin.page.locator('#member-role').selectOption({ label: 'スタッフ' })
    await press('権限を変更する')
    await see('最後の管理者のため、変更できません。先にほかの方を管理者にしてください。')
  })

  it('asks the account of another shop in its portal before it takes it, on a phone and in English', async () => {
    const phone = await someone({ locale: 'en-GB', width: 320 })
    await phone.signIn(sora, memberPassword)
    await phone.open(`/portal/members?shop=${bags}`)
    await see("Only a shop's administrators manage its members.", phone)
    expect(await phone.page.getByRole('link', { name: 'Members' }).count()).toBe(0)

    await invite(sora)
    await phone.open('/portal/apps')
    await see('Join けいそくバッグ?', phone)
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await press('Join けいそくバッグ', phone)
    await see(/choose a new password|new password/i, phone)
    await press('Decline けいそくバッグ', phone)
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click()
    await see('You have declined けいそくバッグ.', phone)
  })
})
