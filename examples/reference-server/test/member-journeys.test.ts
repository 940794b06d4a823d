import iconv from 'iconv-lite'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { axeFindings } from './scenes/axe.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { codeMails, type Visitor, type VisitorOptions, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of invitations and members', opened.reason)

const [bags, sake] = ['keisoku-bags', 'kensho-sake'] as const
const akane = 'akane@keisoku-bags.example'
const yui = 'yui@keisoku-bags.example'
const ren = 'ren@keisoku-bags.example'
const midori = 'midori@kensho-sake.example'
const sora = 'sora@kensho-sake.example'
const kitamura = 'kitamura@keisoku-bags.example'
const chosen = 'yuki ni saku hana'

describe.skipIf(!opened.browser)('a shop', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  /** Administers the bags, and the sake. */
  let admin: Visitor
  const others: Visitor[] = []

  beforeAll(async () => {
    const lastSignInAt = new Date(Date.now() - 86_400_000).toISOString()
    const csv = memberCsv([
      { shop: bags, id: '1', email: akane, name: '小川あかね', role: 'administrator', lastSignInAt },
      { shop: bags, id: '2', email: yui, name: '木村ゆい', lastSignInAt },
      { shop: bags, id: '3', email: ren, name: '久保れん', lastSignInAt },
      { shop: bags, id: '4', email: kitamura, name: '北村いつき', lastSignInAt: '2024-01-01T00:00:00Z' },
      { shop: sake, id: '1', email: midori, name: '緑川みどり', lastSignInAt },
      { shop: sake, id: '2', email: sora, name: '東そら', lastSignInAt },
      { shop: sake, id: '3', email: akane, name: '小川あかね', role: 'administrator', lastSignInAt },
    ])
    server = await startTestServer({ csv })
    await server.cli(['shop', 'set', bags, '--name', 'けいそくバッグ'])
    await server.cli(['shop', 'set', sake, '--name', 'けんしょう酒店'])
    admin = await someone({ width: 900 })
    await admin.open('/sign-in')
    await admin.typeAddress(akane)
    await admin.typePassword(memberPassword)
    await admin.typeCode(await admin.code(akane, 1))
    // Whoever is in two shops chooses a password that neither has known.
    await admin.typePassword(chosen)
    await admin.page.waitForURL('**/portal/apps')
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
  const row = (name: string, { page } = admin) => page.getByRole('row', { name })

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

  /** Confirms in the dialog that asks for it that it is the administrator. */
  async function prove(visitor: Visitor, before: number): Promise<void> {
    const dialog = visitor.page.getByRole('dialog', { name: /^(ご本人の確認|Confirm it is you)$/ })
    await dialog.waitFor()
    await visitor.page.locator('input#step-up-code').fill(await visitor.code(akane, before + 1))
    await dialog.getByRole('button', { name: /^(続ける|Continue)$/ }).click()
  }

  /** The newest invitation of an address, once `mails` of them were sent. */
  async function mailed(email: string, mails = 1): Promise<{ readonly link: string; readonly code: string }> {
    for (let looks = 0; looks < 200; looks++) {
      const invitations = server.mailbox.messages(email).filter(({ subject }) => /招待|invites/.test(subject))
      const text = (invitations.length >= mails && invitations[0]?.text) || ''
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
    await see('登録が済んでいる方：そのままログインしてください。', again)
    await see('お問い合わせ番号', again)

    await admin.page.getByLabel('ショップ', { exact: true }).selectOption({ label: 'けんしょう酒店' })
    await row('緑川みどり').waitFor()
    expect(await row('木村ゆい').count()).toBe(0)
    await invite(itsuki)
    await visitor.page.reload()
    await see('けんしょう酒店への参加', visitor)
    await press('けんしょう酒店に参加する', visitor)
    await see('けんしょう酒店に参加しました。 ご利用の準備が完了しました。', visitor)
    await visitor.page.getByRole('heading', { name: 'けんしょう酒店', exact: true }).waitFor()
    await admin.page.getByLabel('ショップ', { exact: true }).selectOption({ label: 'けいそくバッグ' })
    await row('木村ゆい').waitFor()
    expect(await row('緑川みどり').count()).toBe(0)
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
    await see('ご利用の準備が完了しました。', visitor)
    await see('けいそくバッグに参加しました。', visitor)
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
    await admin.open(`/portal/members?shop=${bags}`)
    await see('招待を辞退されました')
  })

  it('invites fifty from a file of a spreadsheet, five of them badly typed: those are named, and a corrected list is pasted', async () => {
    const good = Array.from({ length: 45 }, (_, n) => `many${n}@newcomer.example,人${n},staff`)
    const bad = [
      'no-address',
      'a@',
      '@b.example,名',
      `long@newcomer.example,${'長'.repeat(300)}`,
      '"open@newcomer.example',
    ]
    const lines = [...good.slice(0, 20), ...bad, ...good.slice(20)]
    await admin.page.getByLabel('CSVファイルから読み込む').setInputFiles({
      name: '招待.csv',
      mimeType: 'text/csv',
      buffer: iconv.encode(`${['メールアドレス,氏名,権限', ...lines].join('\r\n')}\r\n`, 'shift_jis'),
    })
    await expect.poll(() => admin.page.getByLabel('招待する方の一覧').inputValue()).toContain('人44,staff')
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
    expect(await axeFindings(admin.page, 'everything')).toEqual([])
    await admin.page.getByLabel('招待する方の一覧').fill('corrected@newcomer.example\tなおした\tstaff')
    await press('一覧の方に招待メールを送る')
    await see('招待メールを送信しました：1名')
    await mailed('corrected@newcomer.example')
    await mailed('many44@newcomer.example')
    expect(server.mailbox.messages('many44@newcomer.example')).toHaveLength(1)
  })

  it('sends an invitation again, revokes it, takes back a held member and invites all who wait, on a phone in English', async () => {
    const kanae = 'kanae@newcomer.example'
    const added = ['mana@keisoku-bags.example', 'kiki@keisoku-bags.example']
    const phone = await someone({ locale: 'en-GB', width: 390 })
    await phone.signIn(akane, chosen)
    await invite(kanae, '金江かなえ')
    const first = await mailed(kanae)
    const rows = added.map((email, n) => ({ shop: bags, id: String(20 + n), email, name: `追加${n}` }))
    await server.cli(['import', '-', '--format', 'csv', '--shop', bags], memberCsv(rows))
    const before = codeMails(server.mailbox, akane).length
    await server.clock.advance(6 * 60_000)
    await phone.open(`/portal/members?shop=${bags}`)

    await phone.page.getByLabel('Find by name, address or role').fill('金江')
    await row('金江かなえ', phone).getByRole('button').click()
    await press('Send it again', phone)
    await prove(phone, before)
    await see('金江かなえ was sent a new invitation; the former link and number are dead.', phone)
    const second = await mailed(kanae, 2)
    const invited = await someone({ locale: 'en-GB' })
    await invited.open(first.link)
    await title('This invitation cannot be used', invited)
    await see('If not, open the link in your newest invitation mail.', invited)
    await invited.open(second.link)
    await title('Invitation to けいそくバッグ', invited)
    await row('金江かなえ', phone).getByRole('button').click()
    await press('Revoke the invitation', phone)
    await see('The invitation of 金江かなえ is revoked.', phone)
    await press('Accept', invited)
    await title('This invitation cannot be used', invited)

    await phone.page.getByLabel('Find by name, address or role').fill('北村')
    await row('北村いつき', phone).filter({ hasText: 'Held' }).getByRole('button').click()
    await press('Still a member', phone)
    await see('北村いつき can sign in now.', phone)
    const back = await someone()
    await back.signIn(kitamura, memberPassword)

    await see(/^Members who need an invitation: [3-9]$/, phone)
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await phone.page.getByRole('button', { name: /^Invite all [3-9]$/ }).click()
    for (const email of added) await mailed(email)
    // Her invitation was revoked, so that she waited as well.
    await mailed(kanae, 3)
    await phone.page.getByText('Members who need an invitation').waitFor({ state: 'detached' })
  })

  it('changes a role, suspends, resumes and removes after a fresh proof, and keeps its last administrator', async () => {
    const member = await someone()
    await member.signIn(ren, memberPassword)
    await admin.page.reload()
    await row('久保れん').getByRole('button').click()
    const before = codeMails(server.mailbox, akane).length
    await server.clock.advance(6 * 60_000)
    await admin.page.locator('#member-role').selectOption({ label: '管理者' })
    await press('権限を変更する')
    await prove(admin, before)
    await see('久保れんさんの権限を変更しました。')

    await row('久保れん').filter({ hasText: '管理者' }).getByRole('button').click()
    await press('利用を停止する')
    await see(/すぐにログアウトし、入れなくなります/)
    await press('停止する')
    await row('久保れん').filter({ hasText: '停止中' }).waitFor()
    await member.open('/portal/apps')
    // It was the only shop.
    await title('ecforce accountsにログイン', member)
    await row('久保れん').filter({ hasText: '停止中' }).getByRole('button').click()
    await press('利用を再開する')
    await row('久保れん').filter({ hasText: '利用中' }).waitFor()
    await member.signIn(ren, memberPassword)
    await member.page.getByRole('heading', { name: 'けいそくバッグ' }).waitFor()
    await row('久保れん').getByRole('button').click()
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
