import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Banner } from '@ecforce-accounts/client/banner'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { axeFindings } from './scenes/axe.ts'
import { openBrowser } from './support/browser.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the banner in a browser', opened.reason)

/** The part of esbuild's interface that is used here; it comes with tsup. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>
}

const esbuild: Esbuild = createRequire(import.meta.resolve('tsup'))('esbuild')
const source = fileURLToPath(new URL('../../../packages/client/src/banner.ts', import.meta.url))

const banner: Banner = {
  phase: 'coexistence',
  severity: 'info',
  title: { ja: 'ログイン方法が変わります', en: 'Sign-in is changing' },
  body: { ja: '12月6日(日)10:00からログイン方法が変わります。', en: 'Sign-in changes on Sun 6 Dec, 10:00 JST.' },
  actionUrl: 'https://accounts.example/portal/apps',
  enforcedAt: '2026-12-06T01:00:00.000Z',
  mine: 'not-done',
  dismissible: true,
}
const urgent: Banner = { ...banner, severity: 'critical', dismissible: false }
const forbidden =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; require-trusted-types-for 'script'"

/** A legacy admin with the strictest policy that still runs a script of its own. */
describe.skipIf(!opened.browser)('the banner in a shop’s admin', () => {
  const browser = opened.browser as Browser
  let server: Server
  let origin: string
  /** What the shop answers at `/banner.json`. */
  let answer: { status: number; body: string; location?: string }
  let asked: string[]
  let context: BrowserContext
  let page: Page
  let errors: string[]

  beforeAll(async () => {
    const options = { entryPoints: [source], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false }
    const script = (await esbuild.build(options)).outputFiles[0]?.text ?? ''
    server = createServer((req, res) => {
      const { pathname, searchParams } = new URL(req.url ?? '/', 'http://shop.example')
      asked.push(`${req.method} ${pathname}`)
      res.setHeader('Content-Security-Policy', forbidden)
      if (pathname === '/accounts-banner.js') return res.setHeader('Content-Type', 'text/javascript').end(script)
      if (pathname === '/banner.json') {
        if (answer.location) res.setHeader('Location', answer.location)
        return res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body)
      }
      const attributes = Array.from(
        searchParams,
        ([name, value]) => `${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
      )
      res
        .setHeader('Content-Type', 'text/html; charset=utf-8')
        .end(`<!doctype html><html lang="ja"><head><title>管理画面</title>
        <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
        <script type="module" src="/accounts-banner.js"></script></head>
        <body><accounts-banner ${attributes.join(' ')}></accounts-banner><main><h1>管理画面</h1></main></body></html>`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    server.close()
  })
  beforeEach(async () => {
    asked = []
    errors = []
    answer = { status: 200, body: JSON.stringify(banner) }
    context = await browser.newContext({ baseURL: origin, viewport: { width: 320, height: 600 }, locale: 'ja-JP' })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
  })
  afterEach(() => context.close())

  const open = (attributes: Readonly<Record<string, string>> = {}) => page.goto(`/?${new URLSearchParams(attributes)}`)
  const give = (value: unknown) =>
    page.locator('accounts-banner').evaluate((element, value) => Object.assign(element, { data: value }), value)
  const region = (name: string | RegExp = /ログイン方法が変わります/) => page.getByRole('region', { name })
  const isShown = async () => (await page.getByRole('region').count()) > 0
  const speak = (lang: string) => page.evaluate((lang) => document.documentElement.setAttribute('lang', lang), lang)

  it.each([
    ['its data as JSON in an attribute', () => open({ data: JSON.stringify(banner) })],
    ['what its source answers', () => open({ src: '/banner.json' })],
    [
      'its data as a property',
      async () => {
        await open()
        await give(banner)
      },
    ],
  ])('shows %s, under a policy that allows no inline style or script', async (_what, arrange) => {
    await arrange()
    await region().waitFor()
    expect(await region().textContent()).toContain('12月6日(日)10:00から')
    expect(await page.getByRole('link', { name: '初期設定に進む' }).getAttribute('href')).toBe(banner.actionUrl)
    const background = await region().evaluate((element) => getComputedStyle(element).backgroundColor)
    expect(background).toBe('rgb(237, 240, 251)')
    expect(errors).toEqual([])
  })

  it('shows what it was given before its script had come', async () => {
    await page.route('**/accounts-banner.js', async (route) => {
      await page.evaluate(
        (value) => Object.assign(document.querySelector('accounts-banner') ?? {}, { data: value }),
        banner,
      )
      await route.continue()
    })
    await page.goto('/', { waitUntil: 'commit' })
    await region().waitFor()
    await give(null)
    expect(await isShown()).toBe(false)
  })

  it.each([
    ['info', banner],
    ['warning', { ...banner, severity: 'warning' }],
    ['critical', urgent],
    ['done', { ...banner, mine: 'done' }],
  ] as const)(
    'has no finding of axe and no sideways scrolling at 320 pixels, light or dark: %s',
    async (_what, value) => {
      await open()
      await give(value)
      for (const lang of ['ja', 'en']) {
        await speak(lang)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.getByRole('region').waitFor()
          expect(await axeFindings(page, 'everything')).toEqual([])
          const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
          expect(wide).toBe(false)
        }
      }
    },
  )

  it('speaks the language of the page, and follows it', async () => {
    await open({ data: JSON.stringify(banner) })
    await region().waitFor()
    await speak('en-GB')
    await region(/^Note: Sign-in is changing/).waitFor()
    await page.getByRole('link', { name: 'Set up now' }).waitFor()
    await page.locator('accounts-banner').evaluate((element) => element.setAttribute('lang', 'ja'))
    await region(/^お知らせ： ?ログイン方法/).waitFor()
  })

  it('is heard at once only where it is critical, and leads who has set up elsewhere', async () => {
    await open()
    await give(banner)
    expect(await page.getByRole('alert').count()).toBe(0)
    await give(urgent)
    expect(await page.getByRole('alert').textContent()).toContain('重要：')
    await give({ ...banner, mine: 'done' })
    await page.getByRole('link', { name: 'サービス一覧を開く' }).waitFor()
  })

  it('moves only where motion is welcome', async () => {
    await open({ data: JSON.stringify(banner) })
    const animation = () => region().evaluate((element) => getComputedStyle(element).animationName)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await animation()).toBe('appear')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    expect(await animation()).toBe('none')
  })

  it('is put away by keyboard until the next day in Japan, and shown when it says something else', async () => {
    await page.clock.setFixedTime(new Date('2026-11-22T14:59:00Z')) // a minute to midnight in Japan
    await open({ data: JSON.stringify(banner) })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    const heard = page.evaluate(
      () => new Promise((resolve) => document.addEventListener('accounts-banner-dismissed', () => resolve('heard'))),
    )
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe(
      '今日は表示しない',
    )
    await page.keyboard.press('Enter')
    expect(await heard).toBe('heard')
    expect(await isShown()).toBe(false)

    await open({ data: JSON.stringify(banner) })
    await page.getByRole('heading', { name: '管理画面' }).waitFor()
    expect(await isShown()).toBe(false)
    for (const other of [
      { ...banner, severity: 'warning' },
      { ...banner, enforcedAt: null },
      { ...banner, mine: 'done' },
    ]) {
      await give(other)
      expect(await isShown()).toBe(true)
    }
    await give({ ...banner, dismissible: false })
    expect(await isShown()).toBe(true)
    expect(await page.getByRole('button').count()).toBe(0)

    await page.clock.setFixedTime(new Date('2026-11-22T15:00:00Z'))
    await open({ data: JSON.stringify(banner) })
    await region().waitFor()
  })

  it('is put away for this page where the browser keeps nothing', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    })
    await open({ data: JSON.stringify(banner) })
    await page.getByRole('button', { name: '今日は表示しない' }).click()
    expect(await isShown()).toBe(false)
    expect(errors).toEqual([])
  })

  it.each([
    '<img src=x onerror=window.stung=1>',
    '<script>window.stung=1</script>',
    '"><svg onload=window.stung=1>',
    '</p></section><iframe srcdoc="<script>parent.stung=1</script>">',
    '${window.stung=1}{{constructor.constructor("stung=1")()}}',
  ])('shows markup as the text it is: %s', async (text) => {
    await open()
    await give({ ...banner, title: { ja: text, en: text }, body: { ja: text, en: text } })
    expect(await page.getByRole('region').textContent()).toContain(text)
    const tags = await page
      .locator('accounts-banner')
      .evaluate((element) => Array.from(element.shadowRoot?.querySelectorAll('*') ?? [], ({ localName }) => localName))
    expect(tags).toEqual(['section', 'div', 'p', 'span', 'p', 'div', 'a', 'button'])
    expect(await page.evaluate(() => 'stung' in window)).toBe(false)
  })

  it.each(['javascript:window.stung=1', ' JAVASCRIPT:window.stung=1', 'data:text/html,x', '//evil.example', '/portal'])(
    'has no link where its address is none of the web: %j',
    async (actionUrl) => {
      await open()
      await give({ ...banner, actionUrl })
      await region().waitFor()
      expect(await page.getByRole('link').count()).toBe(0)
      await give(banner)
      expect(await page.getByRole('link').count()).toBe(1)
    },
  )

  it('asks its own origin alone, and follows it nowhere', async () => {
    const elsewhere = origin.replace('127.0.0.1', 'localhost')
    await open({ src: `${elsewhere}/banner.json` })
    await expect.poll(() => errors.join()).toContain('another origin')
    expect(asked).not.toContain('GET /banner.json')

    answer = { status: 302, body: '', location: `${elsewhere}/banner.json` }
    errors.length = 0
    await open({ src: '/banner.json' })
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    expect(asked.filter((one) => one === 'GET /banner.json')).toHaveLength(1)
    expect(await isShown()).toBe(false)
  })

  it.each([
    ['nothing', { status: 204, body: '' }, 0],
    ['null', { status: 200, body: 'null' }, 0],
    ['a failure', { status: 500, body: '{}' }, 1],
    ['what is no JSON', { status: 200, body: '<html>' }, 1],
    ['what is no banner', { status: 200, body: '{"title":"x"}' }, 1],
  ])('shows nothing when its source answers %s, and says so where it is wrong', async (_what, told, wrong) => {
    answer = told
    await open({ src: '/banner.json' })
    await expect.poll(() => asked.includes('GET /banner.json')).toBe(true)
    if (wrong) await expect.poll(() => errors.length).toBeGreaterThan(0)
    expect(await isShown()).toBe(false)
    answer = { status: 200, body: JSON.stringify(banner) }
    await page.locator('accounts-banner').evaluate((element) => element.setAttribute('src', '/banner.json?again'))
    await region().waitFor()
  })

  it('takes away what it showed when it is told nothing any more, and refuses what is no banner', async () => {
    await open({ data: JSON.stringify(banner) })
    await region().waitFor()
    await page.locator('accounts-banner').evaluate((element) => element.setAttribute('data', '{'))
    await expect.poll(isShown).toBe(false)
    expect(errors.length).toBeGreaterThan(0)
    await expect(give({ title: 'x' })).rejects.toThrow('no banner')
    await give(banner)
    await page.locator('accounts-banner').evaluate((element) => element.removeAttribute('data'))
    await expect.poll(isShown).toBe(false)
  })
})
