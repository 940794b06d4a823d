import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { openBrowser } from './support/browser.ts'
import { memberCsv, memberPassword } from './support/member-csv.ts'
import { startTestServer, type TestServer } from './support/running-server.ts'
import { type Visitor, type VisitorOptions, visit } from './support/visitor.ts'

const opened = await openBrowser()
if (!opened.browser) leaveOut('the journeys of members in a hurry', opened.reason)

const who = (name: string) => `${name}@renshu-shoes.example`
const names = ['keyboard', 'narrow', 'zoomed', 'slow', 'switch', 'still', 'shop', 'paste', 'weight', 'many'] as const
const shop = 'renshu-shoes'
const manyShops = Array.from({ length: 8 }, (_, index) => `shop-${index + 1}`)

describe.skipIf(!opened.browser)('a member', () => {
  const browser = opened.browser as Browser
  let server: TestServer
  let visitor: Visitor

  beforeAll(async () => {
    server = await startTestServer({
      csv: memberCsv([
        ...names.map((name, index) => ({ shop, id: `m${index}`, email: who(name), name: '加藤ひろ' })),
        ...manyShops.map((other) => ({ shop: other, email: who('many') })),
      ]),
      announce: [],
      variables: { SUPPORT_URL: 'https://support.example/', MAIL_FROM: 'accounts <no-reply@mail.accounts.example>' },
    })
    const admin = ['--name', 'れんしゅう靴店', '--admin-url', 'https://renshu-shoes.example/admin']
    await server.cli(['shop', 'set', shop, ...admin])
    const [start, callback] = ['start?from=portal', 'callback'].map((path) => `https://renshu-shoes.example/${path}`)
    const web = ['--start-url', start ?? '', '--redirect-uri', callback ?? '']
    await server.cli(['service', 'add', 'renshu-admin', '--shop', shop, '--name', '管理画面', ...web])
    for (const one of [shop, ...manyShops]) await server.cli(['rollout', 'announce', one])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  afterEach(() => visitor.close())

  async function arrive(options: VisitorOptions = {}) {
    visitor = await visit(browser, server.origin, server.mailbox, options)
  }
  const text = () => visitor.page.locator('body').innerText()
  const focused = () => visitor.page.evaluate(() => document.activeElement?.id ?? '')
  const switchTo = (language: 'English' | '日本語') => visitor.page.getByRole('button', { name: language }).click()

  describe('with a keyboard alone', () => {
    beforeEach(() => arrive({ width: 1280 }))

    it('signs in for the first time without ever reaching for a field', async () => {
      const { keyboard } = visitor.page
      await visitor.open('/sign-in')
      await visitor.page.locator('input#email').waitFor()
      await expect.poll(focused).toBe('email')
      await keyboard.type(who('keyboard'))
      await keyboard.press('Enter')
      await visitor.page.locator('input#password').waitFor()
      await expect.poll(focused).toBe('password')

      await keyboard.type('not the password')
      await keyboard.press('Enter')
      await visitor.page.getByText('正しくありません').waitFor()
      await expect.poll(focused).toBe('password')
      const described = await visitor.page.locator('input#password').getAttribute('aria-describedby')
      expect(await visitor.page.locator(`#${described?.split(' ')[0]}`).innerText()).toContain('正しくありません')

      // What was wrong is marked, so that the next key replaces it; the eye is the next stop.
      await keyboard.type(memberPassword)
      await keyboard.press('Tab')
      await keyboard.press('Space')
      expect(await visitor.page.locator('input#password').getAttribute('type')).toBe('text')
      expect(await visitor.page.locator('input#password').inputValue()).toBe(memberPassword)
      await keyboard.press('Space')
      await keyboard.press('Shift+Tab')
      await keyboard.press('Enter')

      await visitor.page.locator('input#code').waitFor()
      await expect.poll(focused).toBe('code')
      expect(await visitor.page.locator('#announcer').innerText()).toBe('二要素認証の登録')
      await keyboard.type(await visitor.code(who('keyboard'), 1))
      await keyboard.press('Enter')
      await visitor.page.waitForURL('**/portal/apps')
      await visitor.page.locator('.service').waitFor()
      await expect.poll(() => visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('H1')

      await visitor.page.locator('.opener').focus()
      await keyboard.press('Enter')
      for (const item of ['プロフィール管理', 'ヘルプ']) {
        await keyboard.press('Tab')
        await expect.poll(() => visitor.page.evaluate(() => document.activeElement?.textContent)).toBe(item)
      }
      await keyboard.press('Escape')
      await expect.poll(() => visitor.page.evaluate(() => document.activeElement?.className)).toBe('opener')
      await keyboard.press('Enter')
      await keyboard.press('Tab')
      await keyboard.press('Tab')
      await keyboard.press('Tab')
      await keyboard.press('Enter')
      await visitor.page.waitForURL('**/sign-in')
      await visitor.page.getByText('ログアウトしました').waitFor()
      await expect.poll(focused).toBe('email')
    })
  })

  describe.each([
    { how: 'at 320 pixels', name: 'narrow', width: 320 },
    { how: 'at 200 % zoom of a small laptop', name: 'zoomed', width: 640 },
  ] as const)('$how', ({ name, width }) => {
    beforeEach(() => arrive({ width }))

    it('sees every screen without scrolling sideways, in both languages, with targets large enough', async () => {
      if (name === 'zoomed') await visitor.page.setViewportSize({ width, height: 400 })
      const look = async () => {
        for (const language of ['English', '日本語'] as const) {
          await switchTo(language)
          const found = await visitor.page.evaluate(() => ({
            sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            small: Array.from(document.querySelectorAll<HTMLElement>('button, input, a.button, footer a'))
              .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, .quiet'))
              .map((element) => ({ element, box: element.getBoundingClientRect() }))
              .filter(({ element, box }) => !element.hasAttribute('aria-hidden') && (box.height < 44 || box.width < 44))
              .map(({ element }) => element.outerHTML),
          }))
          expect(found).toEqual({ sideways: 0, small: [] })
        }
      }
      await visitor.open(`/sign-in?shop=${shop}`)
      await visitor.page.locator('input#email').waitFor()
      await look()
      await visitor.typeAddress(who(name))
      await visitor.page.locator('input#password').waitFor()
      await look()
      await visitor.typePassword('not the password')
      await visitor.page.locator('.support-code').waitFor()
      await look()
      await visitor.typePassword(memberPassword)
      await visitor.page.locator('input#code').waitFor()
      await look()
      await visitor.typeCode('１２３')
      await visitor.page.getByText('6桁の数字を入力してください。').last().waitFor()
      await look()
      await visitor.typeCode(await visitor.code(who(name), 1))
      await visitor.page.waitForURL('**/portal/apps')
      await visitor.page.locator('.service').waitFor()
      await look()
      await visitor.open('/help')
      await visitor.page.locator('.help-topic').first().waitFor()
      await look()
    })
  })

  it('on a slow network signs in, and always sees that something is under way', async () => {
    await arrive()
    const session = await visitor.context.newCDPSession(visitor.page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 800,
      downloadThroughput: 20_000,
      uploadThroughput: 10_000,
    })
    await visitor.open('/sign-in')
    for (const [id, value] of [
      ['email', async () => who('slow')],
      ['password', async () => memberPassword],
      ['code', () => visitor.code(who('slow'), 1)],
    ] as const) {
      await visitor.page.locator(`input#${id}`).fill(await value())
      await visitor.page.getByRole('button', { name: '続ける' }).click()
      await visitor.page.locator('button.busy', { hasText: '確認しています…' }).waitFor()
    }
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.getByText('読み込んでいます…').waitFor()
    await visitor.page.locator('.service').waitFor()
  })

  it('who switches language half-way keeps what was typed, on screen and in the browser', async () => {
    await arrive()
    await visitor.open('/sign-in')
    await visitor.page.locator('input#email').fill(who('switch'))
    await switchTo('English')
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('en')
    expect(await visitor.heading()).toBe('Sign in to ecforce accounts')
    expect(await visitor.page.locator('input#email').inputValue()).toBe(who('switch'))
    await visitor.page.getByRole('button', { name: 'Continue' }).click()
    await visitor.page.locator('input#password').fill('not the password')
    await visitor.page.getByRole('button', { name: 'Continue' }).click()
    await visitor.page.getByText('is not right').waitFor()
    await switchTo('日本語')
    await visitor.page.getByText('正しくありません').waitFor()
    expect(await visitor.page.locator('input#password').inputValue()).toBe('not the password')
    await switchTo('English')

    // The flow was begun in English, and so is its mail; the reload finds the choice again.
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    await visitor.page.reload()
    expect(await visitor.heading()).toBe('Set up two-step verification')
    const code = await visitor.code(who('switch'), 1)
    expect(server.mailbox.messages(who('switch'))[0]?.subject).toContain('one-time code')
    await visitor.page.locator('input#code').fill(code.slice(0, 3))
    await switchTo('日本語')
    expect(await visitor.heading()).toBe('二要素認証の登録')
    expect(await visitor.page.locator('input#code').inputValue()).toBe(code.slice(0, 3))
    await switchTo('English')
    await visitor.typeCode(code)
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.locator('.opener').click()
    await visitor.page.getByRole('button', { name: 'Sign out' }).click()
    await visitor.page.getByText('You are signed out.').waitFor()
    await visitor.page.reload()
    expect(await visitor.heading()).toBe('Sign in to ecforce accounts')
  })

  it('who wants nothing to move sees nothing move', async () => {
    await arrive()
    await visitor.page.emulateMedia({ reducedMotion: 'reduce' })
    await visitor.page.route('**/api/sign-in', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await route.continue()
    })
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('still'))
    await visitor.page.locator('button.busy').waitFor()
    const moving = await visitor.page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running')
        .map(String),
    )
    expect(moving).toEqual([])
    await visitor.page.locator('input#password').waitFor()
  })

  it('who comes from a shop is told which and since when, is welcomed, and is shown the way on', async () => {
    await arrive()
    await visitor.open(`/sign-in?shop=${shop}&returnTo=/help%23code`)
    const sentence = /れんしゅう靴店は\d+月\d+日\(.\)\d\d:\d\d\(日本時間\)からecforce accountsでのログインに変わります/
    const toldWhichShop = async () => {
      await visitor.page.getByText(sentence).waitFor()
      expect(await text()).toContain(`アドレス欄が${new URL(server.origin).host}であること`)
    }
    await toldWhichShop()
    await visitor.page.reload()
    await toldWhichShop()
    const other = await visitor.context.newPage()
    await other.goto('/sign-in')
    await other.locator('input#email').waitFor()
    expect(await other.locator('body').innerText()).not.toContain('れんしゅう靴店')
    await other.goto('/sign-in?shop=mihon-tea')
    await other.locator('input#email').waitFor()
    expect(await other.locator('.note').count()).toBe(0)
    await other.close()

    await visitor.typeAddress(who('shop'))
    await toldWhichShop()
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    expect(await text()).toContain('mail.accounts.exampleからの受信')
    expect(await visitor.page.getByRole('link', { name: /サポートに問い合わせる/ }).getAttribute('href')).toBe(
      'https://support.example/',
    )
    await visitor.typeCode(await visitor.code(who('shop'), 1))
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.getByText('ご利用の準備が完了しました。').waitFor()
    expect(await visitor.page.getByRole('link', { name: 'https://renshu-shoes.example/admin' }).count()).toBe(1)
    const enter = visitor.page.getByRole('link', { name: 'ログイン れんしゅう靴店 管理画面', exact: true })
    expect(await enter.getAttribute('href')).toBe(
      `https://renshu-shoes.example/start?from=portal&iss=${encodeURIComponent(server.origin)}`,
    )
    expect(await text()).toMatch(
      /れんしゅう靴店では\d+月\d+日\(.\)\d\d:\d\d\(日本時間\)まで、従来のログイン方法も使えます/,
    )

    const second = await visitor.context.newPage()
    await second.goto('/portal/apps')
    await second.locator('.service').waitFor()
    expect(await second.locator('body').innerText()).not.toContain('準備が完了')
    await second.close()

    await visitor.page.getByRole('link', { name: '開こうとしていたページに進む' }).click()
    await visitor.page.waitForURL('**/help#code')
    await visitor.page.getByRole('heading', { name: 'コードが届かないとき' }).waitFor()
    expect(
      await visitor.page.evaluate(() => document.getElementById('code')?.getBoundingClientRect().top),
    ).toBeLessThan(400)
  })

  it('who pastes the whole mail has pasted the code, and a password manager finds its fields', async () => {
    await arrive()
    const attributes = async (id: string) =>
      visitor.page
        .locator(`input#${id}`)
        .evaluate((input) => [input.getAttribute('autocomplete'), input.getAttribute('inputmode')])
    await visitor.open('/sign-in')
    await visitor.page.locator('input#email').waitFor()
    expect(await attributes('email')).toEqual(['username', 'email'])
    await visitor.typeAddress(who('paste'))
    await visitor.page.locator('input#password').waitFor()
    expect(await attributes('password')).toEqual(['current-password', null])
    expect(await visitor.page.locator('input[autocomplete=username]').inputValue()).toBe(who('paste'))
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    expect(await attributes('code')).toEqual(['one-time-code', 'numeric'])

    const code = await visitor.code(who('paste'), 1)
    await visitor.page.locator('input#code').evaluate(
      (input, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      },
      `ワンタイムコード：${code.slice(0, 3)} ${code.slice(3)}\n照合記号：KX\n10:20まで有効です。`,
    )
    expect(await visitor.page.locator('input#code').inputValue()).toBe(code)
    await visitor.page.getByRole('button', { name: '続ける' }).click()
    await visitor.page.waitForURL('**/portal/apps')
  })

  it('of many shops finds the one that is meant', async () => {
    await arrive()
    await visitor.open('/sign-in')
    await visitor.typeAddress(who('many'))
    await visitor.typePassword(memberPassword)
    await visitor.typeCode(await visitor.code(who('many'), 1))
    await visitor.page.getByRole('heading', { name: '新しいパスワードを設定' }).waitFor()
    expect(await visitor.page.locator('input#password').getAttribute('autocomplete')).toBe('new-password')
    await visitor.typePassword('yuki ni saku hana')
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.locator('.service').first().waitFor()
    expect(await visitor.page.locator('.service').count()).toBe(9)
    await visitor.page.getByLabel('サービスを探す').fill('ＲＥＮＳＨＵ')
    expect(await visitor.page.locator('.service').count()).toBe(1)
    expect(await visitor.page.locator('search [role=status]').innerText()).toBe('1件のサービス')
    await visitor.page.getByLabel('サービスを探す').fill('どこにもない')
    await visitor.page.getByText('「どこにもない」に一致するサービスはありません。').waitFor()
  })

  it('loads less than forty kilobytes, from here alone, and nothing jumps on the way', async () => {
    await arrive()
    const elsewhere: string[] = []
    visitor.page.on('request', (request) => {
      if (new URL(request.url()).origin !== server.origin) elsewhere.push(request.url())
    })
    const loaded = new Map<string, number>()
    visitor.page.on('response', async (response) => {
      const type = response.request().resourceType()
      if (type !== 'script' && type !== 'stylesheet') return
      const { gzipSync } = await import('node:zlib')
      loaded.set(response.url(), gzipSync(await response.body(), { level: 9 }).byteLength)
    })
    await visitor.page.addInitScript(() => {
      sessionStorage.setItem('shifts', '[]')
      new PerformanceObserver((list) => {
        const shifts: unknown[] = JSON.parse(sessionStorage.getItem('shifts') ?? '[]')
        for (const entry of list.getEntries()) shifts.push(entry.toJSON())
        sessionStorage.setItem('shifts', JSON.stringify(shifts))
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const settled = () => visitor.page.waitForTimeout(700)
    await visitor.open(`/sign-in?shop=${shop}`)
    await visitor.page.locator('input#email').waitFor()
    await settled()
    const names = await visitor.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => /\.(?:js|css)$/.test(name)),
    )
    expect([...loaded.keys()].toSorted()).toEqual(names.toSorted())
    const weight = [...loaded.values()].reduce((sum, size) => sum + size, 0)
    expect(weight).toBeGreaterThan(5_000)
    expect(weight).toBeLessThan(40_000)

    await visitor.typeAddress(who('weight'))
    await visitor.page.locator('input#password').waitFor()
    await settled()
    await visitor.typePassword(memberPassword)
    await visitor.page.locator('input#code').waitFor()
    await settled()
    await visitor.typeCode(await visitor.code(who('weight'), 1))
    await visitor.page.waitForURL('**/portal/apps')
    await visitor.page.locator('.service').waitFor()
    await settled()
    expect(await visitor.page.evaluate(() => JSON.parse(sessionStorage.getItem('shifts') ?? 'null'))).toEqual([])
    expect(elsewhere).toEqual([])
  })
})
