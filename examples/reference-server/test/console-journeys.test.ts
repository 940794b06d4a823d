import { readFile } from 'node:fs/promises'
import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { addOperator, operatorPassword } from './support/operators.ts'
import { startTestServer, type TestServer, testSecrets } from './support/running-server.ts'
import { type Visitor, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the browser journeys of operators', opened.reason)

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const before = 'mihon-tea'
const announced = 'renshu-shoes'

describe.skipIf(!opened.browser)('an operator', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor
  let secret: string
  let moved = 0

  beforeAll(async () => {
    const at = (name: string, shop: string) => `${name}@${shop}.example`
    server = await startTestServer({
      csv: memberCsv([
        { shop: before, id: '1', email: at('fresh', before), name: '新しい人', lastSignInAt: daysAgo(3) },
        { shop: before, id: '2', email: at('stale', before), name: '古い人', lastSignInAt: daysAgo(400) },
        { shop: before, id: '3', email: at('older', before), name: 'もっと古い人', lastSignInAt: daysAgo(900) },
        { shop: announced, id: '1', email: at('hiro', announced), name: '加藤ひろ', lastSignInAt: daysAgo(2) },
        { shop: announced, id: '2', email: at('mei', announced), name: '小野めい', lastSignInAt: daysAgo(2) },
      ]),
      announce: [announced],
    })
    await server.cli(['shop', 'set', before, '--name', 'みほん茶舗'])
    const variables = { ...testSecrets, DATABASE_URL: server.databaseUrl }
    const added = await addOperator(variables, 'sasae', 'support', (secret) => generateSync({ secret }))
    expect(added.finished.code).toBe(0)
    secret = added.secret
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, server.origin, server.mailbox, { width: 1280 })
  })
  afterEach(() => visitor.close())

  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click()
  const see = (words: string | RegExp) => visitor.page.getByText(words).first().waitFor()
  const heading = (name: string) => visitor.page.getByRole('heading', { name, level: 1 }).waitFor()
  const focused = () => visitor.page.evaluate(() => document.activeElement?.id ?? '')

  /** A code that no sign-in has used up yet. */
  async function freshCode(): Promise<string> {
    await server.clock.advance(60_000)
    moved += 60_000
    return generateSync({ secret, epoch: (Date.now() + moved) / 1000 })
  }

  async function typeProof(code: string): Promise<void> {
    await visitor.page.getByLabel('オペレーター名', { exact: true }).fill('sasae')
    await visitor.page.getByLabel('パスワード', { exact: true }).fill(operatorPassword)
    await visitor.page.getByLabel('ワンタイムコード', { exact: true }).fill(code)
    await press('ログイン')
  }

  async function signIn(path: string, title: string): Promise<void> {
    await visitor.open(path)
    await heading('オペレーターのログイン')
    await typeProof(await freshCode())
    await heading(title)
  }

  /** What becomes of the members at the announcement, as the command line knows it. */
  async function marks(): Promise<readonly string[]> {
    const { stdout } = await server.cli(['readiness', '--shop', before, '--json'])
    const [shop] = JSON.parse(stdout).shops
    return shop.members.map(
      ({ legacyId, heldFor, leaving }: { legacyId: string; heldFor: string[]; leaving: string }) =>
        [legacyId, ...heldFor, ...(leaving ? [leaving] : [])].join(' '),
    )
  }

  it('signs in on the way to a shop, holds its stale members, undoes it, and takes the table along', async () => {
    await visitor.open(`/console/readiness/${before}`)
    await heading('オペレーターのログイン')
    await typeProof('000000')
    await see('オペレーター名、パスワード、またはコードが正しくありません。')
    await expect.poll(focused).toBe('code')
    const supportCode = (await visitor.page.locator('.support-code strong').textContent()) ?? ''
    expect((await server.cli(['support-code', supportCode])).stdout).toMatch(/wrong_code[\s\S]*スマートフォンの時計/)
    await typeProof(await freshCode())
    await heading('みほん茶舗：切り替えの準備')
    expect(new URL(visitor.page.url()).pathname).toBe(`/console/readiness/${before}`)

    // The gravest is open from the beginning.
    await see('長期未使用：2人')
    await press('該当するメンバーを見る：長期未使用')
    await expect.poll(focused).toBe('members-to-mark')
    await visitor.page.getByLabel('見つかった2件をすべて選ぶ').check()
    await see('選択中：2人')
    await press('保留にする')
    const dialog = visitor.page.getByRole('dialog', { name: '2人を保留にしますか？' })
    expect(await dialog.textContent()).toContain('もっと古い人（older@mihon-tea.example）')
    expect(await marks()).toEqual(['1', '2', '3'])
    await dialog.getByRole('button', { name: '保留にする' }).click()
    await see('2人の扱いを「保留」にしました。')
    await expect.poll(() => visitor.page.locator('tbody .badge.caution').count()).toBe(2)
    expect(await marks()).toEqual(['1', '2 by_hand', '3 by_hand'])

    await press('元に戻す')
    await see('元に戻しました。')
    await expect.poll(() => visitor.page.locator('tbody .badge.caution').count()).toBe(0)
    expect(await marks()).toEqual(['1', '2', '3'])

    const downloading = visitor.page.waitForEvent('download')
    await visitor.page.getByRole('link', { name: 'CSVをダウンロード' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('readiness-mihon-tea.csv')
    expect(await readFile(await download.path(), 'utf8')).toContain('mihon-tea,3,older@mihon-tea.example')
  })

  it('undoes to whatever each member was marked before', async () => {
    await server.cli(['member', 'mark', before, '--as', 'remove', '--legacy-id', '2'])
    await signIn(`/console/readiness/${before}`, 'みほん茶舗：切り替えの準備')
    for (const name of ['新しい人', 'もっと古い人', '古い人']) {
      await visitor.page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
    }
    await press('招待に切り替える')
    await see('うち1人には別の扱いが決まっています。')
    await visitor.page.getByRole('dialog').getByRole('button', { name: '招待に切り替える' }).click()
    await see('3人の扱いを「招待」にしました。')
    expect(await marks()).toEqual(['1 invite', '2 invite', '3 invite'])
    await press('元に戻す')
    await see('元に戻しました。')
    expect(await marks()).toEqual(['1', '2 remove', '3'])
  })

  it('looks at how far a shop is, by day and by member, until the session has been idle for half an hour', async () => {
    const member = await visit(browser, server.origin, server.mailbox)
    await member.signIn('hiro@renshu-shoes.example', memberPassword)
    // Being a member opens nothing here.
    await member.open('/console')
    await member.page.getByRole('heading', { name: 'オペレーターのログイン' }).waitFor()
    await member.close()

    await signIn('/console/progress', '初期設定の進み具合')
    await visitor.page.getByRole('link', { name: announced }).click()
    await heading(`${announced}：初期設定の進み具合`)
    await see('2人のうち1人（50%）')
    const rows = visitor.page.getByRole('table', { name: 'メンバー' }).locator('tbody tr')
    expect(await rows.count()).toBe(1)
    expect(await rows.textContent()).toContain('小野めい')
    await visitor.page.getByLabel('表示するメンバー').selectOption('全員')
    await expect.poll(() => rows.count()).toBe(2)

    await server.clock.advance(30 * 60_000)
    moved += 30 * 60_000
    await visitor.page.reload()
    await heading('オペレーターのログイン')
    await typeProof(await freshCode())
    await heading(`${announced}：初期設定の進み具合`)
    await press('ログアウト')
    await see('ログアウトしました')
    await visitor.open('/console/progress')
    await heading('オペレーターのログイン')
  })
})
