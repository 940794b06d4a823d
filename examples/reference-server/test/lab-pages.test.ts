import { globSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { castPeople } from '../src/demo/cast.ts'
import { openStudio, type Studio } from './scenes/studio.ts'
import { openBrowser } from './support/browser.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the pages of the lab', opened.reason)

/** The components that pages are made of, by the names they are exported under. */
const parts = globSync('../src/pages/ui/**/*.tsx', { cwd: import.meta.dirname }).flatMap((file) =>
  Array.from(
    readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^export function ([A-Z]\w+)/gm),
    ([, name]) => name ?? '',
  ),
)

describe.skipIf(!opened.browser)('the lab', () => {
  const browser = opened.browser as Browser
  let studio: Studio
  let page: Page

  beforeAll(async () => {
    studio = await openStudio(browser)
  })
  afterAll(async () => {
    await browser.close()
    await studio.close()
  })
  beforeEach(async () => {
    const context = await browser.newContext({ locale: 'ja-JP', permissions: ['clipboard-read', 'clipboard-write'] })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
  })
  afterEach(() => page.context().close())

  const clock = async (): Promise<number> => Date.parse((await (await fetch(`${studio.origin}/lab/clock`)).json()).now)

  it('has every part of the screens on its design page', async () => {
    expect(parts.length).toBeGreaterThan(30)
    await page.goto(`${studio.origin}/lab/design`)
    await page.locator('[data-part]').first().waitFor()
    const shown = await page
      .locator('[data-part]')
      .evaluateAll((exhibits) => exhibits.map((exhibit) => exhibit.getAttribute('data-part')))
    expect(parts.filter((part) => !shown.includes(part))).toEqual([])
    expect(shown.filter((part) => part === null || !parts.includes(part))).toEqual([])
  })

  it('leads from its start page to all of its pages, on both origins, in the language that was chosen', async () => {
    await page.goto(`${studio.origin}/lab`)
    await page.getByRole('button', { name: 'English' }).click()
    const titles: string[] = []
    for (const name of ['Cast', 'Mailbox', 'Authenticator', 'Clock', 'Sample mails', 'Design', 'Start']) {
      await page.getByRole('navigation', { name: 'Pages of the lab' }).getByRole('link', { name }).click()
      await page.getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')).waitFor()
      titles.push((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')
    }
    expect(titles).toEqual([
      'The cast',
      'Mailbox',
      'Authenticator',
      "The lab's clock",
      'Sample mails',
      'The design system',
      'The demonstration',
    ])
    expect(new URL(page.url()).search).toBe('')
  })

  it('takes the link of an enrolment page in, shows its code and copies it', async () => {
    await page.goto(`${studio.mailbox.httpUrl}/authenticator`)
    await page
      .getByLabel('リンクまたはキー', { exact: true })
      .fill(
        'otpauth://totp/ecforce%20accounts:hiro%40a.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=ecforce%20accounts',
      )
    await page.getByRole('button', { name: '追加する' }).click()
    const shown = page.getByLabel('ecforce accounts hiro@a.exampleのコード', { exact: true })
    await shown.waitFor()

    const [entry] = studio.mailbox.authenticator.entries()
    expect([entry?.code, entry?.nextCode]).toContain(await shown.textContent())
    await page.getByRole('button', { name: 'コピー：ecforce accounts hiro@a.exampleのコード' }).click()
    await page.getByRole('button', { name: 'コピーしました' }).or(page.getByText('コピーしました')).first().waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\d{6}$/)
  })

  it('says what is wrong with what is no secret, and keeps it', async () => {
    await page.goto(`${studio.mailbox.httpUrl}/authenticator`)
    const offer = page.getByLabel('リンクまたはキー', { exact: true })
    await offer.fill('これは鍵ではない')
    await page.getByRole('button', { name: '追加する' }).click()
    await page.getByText('名前を入力してください。').waitFor()
    await page.getByLabel('名前', { exact: true }).fill('だれか')
    await page.getByRole('button', { name: '追加する' }).click()
    await page.getByText('リンクともキーとも読み取れません。').waitFor()
    expect(await offer.inputValue()).toBe('これは鍵ではない')
    expect(await offer.evaluate((input) => input === document.activeElement)).toBe(true)
  })

  it('moves the clock by a fortnight, to an instant in Japan, and back', async () => {
    await page.goto(`${studio.origin}/lab/clock`)
    await page.getByRole('button', { name: '実際の時刻に戻す' }).click()
    await page.getByText('実際の時刻と同じです').waitFor()
    const before = await clock()
    await page.getByRole('button', { name: '14日進める' }).click()
    await page.getByText('実際の時刻より14日進んでいます').waitFor()
    expect((await clock()) - before).toBeGreaterThanOrEqual(14 * 86_400_000)

    await page.getByLabel('日時（日本時間）').fill('2027-01-05T10:30')
    await page.getByRole('button', { name: 'この時刻にする' }).click()
    await page.getByText('2027年1月5日(火) 10:30').waitFor()
    expect((await clock()) - Date.parse('2027-01-05T10:30:00+09:00')).toBeLessThan(60_000)

    await page.getByRole('button', { name: '実際の時刻に戻す' }).click()
    await page.getByText('実際の時刻と同じです').waitFor()
    expect(Math.abs((await clock()) - Date.now())).toBeLessThan(2_000)
  })

  it('lists everybody of the cast with address, password and what to try', async () => {
    await page.goto(`${studio.origin}/lab/cast`)
    await page.getByRole('heading', { name: castPeople[0]?.name ?? '' }).waitFor()
    const text = (await page.locator('main').textContent()) ?? ''
    for (const { email, password, ja } of castPeople) {
      expect(text).toContain(email)
      expect(text).toContain(password)
      expect(text.replaceAll(/\s/g, '')).toContain(ja.replaceAll(/\s/g, ''))
    }
  })

  it('shows one of every mail, as a phone with a dark screen has it', async () => {
    await page.goto(`${studio.mailbox.httpUrl}/mails`)
    const heading = page.frameLocator('iframe').locator('body')
    await heading.getByText('402931').waitFor()
    const ground = () => heading.evaluate((body) => getComputedStyle(body).backgroundColor)
    const light = await ground()
    await page.getByRole('button', { name: 'ダーク' }).click()
    await page.getByRole('button', { name: 'スマートフォン' }).click()
    await expect.poll(ground).not.toBe(light)
    expect(await page.locator('iframe').evaluate((frame) => frame.clientWidth)).toBeLessThanOrEqual(375)
  })

  it.each(['/lab', '/lab/design', '/lab/cast', '/lab/clock'])(
    'does not answer under the name of another machine: %s',
    async (path) => {
      const status = await new Promise((resolve, reject) => {
        request(studio.origin + path, { headers: { host: 'rebound.example' } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
      expect(status).toBe(403)
    },
  )
})
