import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { type Demonstration, startDemonstration } from './support/demonstration.ts'

const opened = await openBrowser()
if (opened.browser === null) leaveOut('journeys of single sign-on', opened.reason)

const futaba = 'futaba.sato@freelance.example'
const nagi = 'nagi.takahashi@tameshi-zakka.example'
const yui = 'yui.kimura@renshu-shoes.example'
const akane = 'akane.ogawa@renshu-shoes.example'
const chosen = 'hotaru-no-yoru-no-kawa-7'

describe.skipIf(opened.browser === null)('single sign-on, seen in a browser', () => {
  const browser = opened.browser as Browser
  let demo: Demonstration
  let issuer: string
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    demo = await startDemonstration()
    issuer = demo.issuer
  })
  afterAll(async () => {
    await browser.close()
    await demo.stop()
  })
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 390, height: 844 } })
    page = await newTab()
  })
  afterEach(() => context.close())

  async function newTab(): Promise<Page> {
    const tab = await context.newPage()
    tab.setDefaultTimeout(15_000)
    return tab
  }

  const shoes = (path = '') => demo.admin('renshu-shoes', path)
  const zakka = (path = '') => demo.admin('tameshi-zakka', path)
  const heading = (name: string, tab = page) => tab.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  const press = (name: string, tab = page) => tab.getByRole('button', { name, exact: true }).click()

  /** By the portal's button, as members do as long as the shop has its own sign-in too. */
  async function enterFromPortal(tab = page): Promise<void> {
    await tab.waitForURL('**/portal/apps')
    await tab
      .getByRole('link', { name: /れんしゅう靴店/ })
      .first()
      .click()
    await heading('ホーム', tab)
  }

  it('leads from the portal into each shop, from a bookmark to the very page, and out of all of them at once', async () => {
    await page.goto(`${issuer}/portal/apps`)
    await demo.signIn(page, futaba)
    // Two shops list her, with a password each.
    await heading('新しいパスワードを設定')
    await page.locator('input#password').fill(chosen)
    await press('続ける')
    await page.waitForURL('**/portal/apps')
    await page
      .getByRole('link', { name: /ログイン.*れんしゅう靴店/ })
      .first()
      .click()
    await heading('ホーム')
    expect(page.url()).toBe(shoes())
    await page.getByText('佐藤ふたばさん').first().waitFor()

    // The bookmark of the other shop, which is switched: there and back, with no page between.
    const other = await newTab()
    await other.goto(zakka('/orders/42?from=bookmark'))
    await heading('受注 42', other)
    expect(other.url()).toBe(zakka('/orders/42?from=bookmark'))

    await press('ログアウト')
    await page.getByText('ほかのショップやサービスからも').waitFor()
    const leftAt = Date.now()
    for (;;) {
      await other.goto(zakka('/orders'))
      if (other.url().startsWith(`${issuer}/sign-in/`)) break
      await sleep(100)
    }
    expect(Date.now() - leftAt).toBeLessThan(2_000)
    await page.goto(`${issuer}/portal/apps`)
    await page.waitForURL('**/sign-in?returnTo=/portal/apps')
  })

  it('takes somebody back from a holiday through the first sign-in to the bookmark', async () => {
    await page.goto(zakka('/orders/42'))
    await page.waitForURL(`${issuer}/sign-in/*`)
    await page.getByText('ためし雑貨').first().waitFor()
    await demo.signIn(page, nagi)
    await heading('受注 42')
    expect(page.url()).toBe(zakka('/orders/42'))
  })

  it('has two tabs under two accounts: each ends where it began, as whoever is signed in by then', async () => {
    await page.goto(`${issuer}/sign-in`)
    await demo.signIn(page, yui)
    await enterFromPortal()
    await page.getByText('木村ゆいさん').first().waitFor()

    // She is no member of the other shop, and is told so; a colleague of there takes over the browser.
    const other = await newTab()
    await other.goto(zakka('/orders/42'))
    await heading('このサービスは開けません', other)
    await press('別のアカウントでログイン', other)
    await demo.signIn(other, nagi)
    await heading('受注 42', other)
    await other.getByText('高橋なぎさん').first().waitFor()

    // The first tab is not hers any more, and never his: he is no member there.
    await page.goto(shoes('/orders'))
    await heading('このサービスは開けません')
    await press('ショップの画面に戻る')
    await page.getByText('ログインできませんでした').first().waitFor()
  })

  it('asks an administrator for a fresh proof before the members, and a member who is removed is out with the next page', async () => {
    const colleague = await browser.newContext({ locale: 'ja-JP' })
    const theirs = await colleague.newPage()
    theirs.setDefaultTimeout(15_000)
    await theirs.goto(`${issuer}/sign-in`)
    await demo.signIn(theirs, yui)
    await enterFromPortal(theirs)

    await page.goto(`${issuer}/sign-in`)
    await demo.signIn(page, akane)
    await enterFromPortal()
    await demo.advance(20 * 60)
    const before = (await demo.codeMails(akane)).length
    await page.getByRole('link', { name: /メンバー管理/ }).click()
    await page.waitForURL(`${issuer}/sign-in/*`)
    await demo.typeCode(page, akane, before)
    await heading('メンバー管理')
    expect(page.url()).toBe(shoes('/settings/members'))

    await page
      .getByRole('row', { name: /木村ゆい/ })
      .getByRole('button', { name: '削除' })
      .click()
    await page.getByText('木村ゆいさんを削除しました。').waitFor()
    await theirs.goto(shoes('/orders/42'))
    await theirs.waitForURL(`${issuer}/sign-in/*`)
    await colleague.close()
  })
})
