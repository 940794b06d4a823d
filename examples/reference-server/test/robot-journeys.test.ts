import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { generateSync } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { castOperatorPassword, castPassword, castRobot } from '../src/demo/cast.ts'
import { apiVisitor, nextMailedCode } from './support/api-visitor.ts'
import { openBrowser } from './support/browser.ts'
import { type Demonstration, startDemonstration } from './support/demonstration.ts'
import { finishNode, runNode } from './support/node-process.ts'

const guide = readFileSync(new URL('../../../docs/rpa-scripts.md', import.meta.url), 'utf8')
/** The table of what stays: a row for each screen, in their order. */
const promised = Array.from(
  guide.matchAll(/^\| \d \| [^|]+ \| `(.+)` \| `(.+)` \| `(.+)` \|$/gm),
  ([, id = '', type = '', autocomplete = '']) => ({ id, type, autocomplete }),
)
const recipe = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide)?.[1] ?? ''

const opened = await openBrowser()
if (opened.browser === null) leaveOut('scripts that sign in, seen in a browser', opened.reason)
const missing = ['curl', 'jq', 'python3'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined)
if (missing.length > 0) leaveOut('the recipes of plain HTTP', `${missing.join(', ')} not installed`)

const hiro = 'hiro.kato@renshu-shoes.example'
const yui = 'yui.kimura@renshu-shoes.example'
const nagi = 'nagi.takahashi@tameshi-zakka.example'
const tsubasa = 'tsubasa.sudo@renshu-shoes.example'

describe('a script that signs in', () => {
  let demo: Demonstration
  let folder: string

  beforeAll(async () => {
    demo = await startDemonstration()
    folder = await mkdtemp(join(tmpdir(), 'accounts-rpa-'))
  })
  afterAll(async () => {
    await opened.browser?.close()
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function written(name: string, text: string): Promise<string> {
    const file = join(folder, name)
    await writeFile(file, text)
    return file
  }

  const mailedCode = async (email: string, before: number) => nextMailedCode(demo.mailsTo, email, before)
  const mailsBefore = async (email: string) => (await demo.codeMails(email)).length

  describe.skipIf(opened.browser === null)('by a browser', () => {
    const browser = opened.browser as Browser

    async function asScript<Result>(run: (page: Page) => Promise<Result>): Promise<Result> {
      const context = await browser.newContext({ locale: 'ja-JP' })
      try {
        const page = await context.newPage()
        page.setDefaultTimeout(15_000)
        return await run(page)
      } finally {
        await context.close()
      }
    }

    /** The screen with this field, as a script sees it: everything in the page that can be filled in or sent. */
    async function screen(page: Page, id: string) {
      await page.locator(`#${id}`).waitFor()
      return page.evaluate(() => ({
        forms: Array.from(document.forms, ({ method }) => method),
        buttons: document.querySelectorAll('button[type=submit]').length,
        fields: Array.from(document.querySelectorAll<HTMLInputElement>('input:not([aria-hidden])'), (input) => ({
          id: input.id,
          name: input.name,
          type: input.type,
          autocomplete: input.autocomplete,
        })),
      }))
    }

    const asPromised = ({ id, type, autocomplete }: (typeof promised)[number]) => ({
      forms: ['post'],
      buttons: 1,
      fields: [{ id, name: id, type, autocomplete }],
    })

    it('finds the address, the password and the code under the names that are promised, in their order, and sends each by Enter', async () => {
      expect(promised.map(({ id }) => id)).toEqual(['email', 'password', 'code'])
      await asScript(async (page) => {
        const before = await mailsBefore(hiro)
        await page.goto(`${demo.issuer}/sign-in`)
        const typed = [hiro, () => castPassword, () => mailedCode(hiro, before)]
        for (const [index, row] of promised.entries()) {
          expect(await screen(page, row.id)).toEqual(asPromised(row))
          const value = typed[index]
          await page.locator(`#${row.id}`).fill(typeof value === 'function' ? await value() : (value ?? ''))
          await page.locator(`#${row.id}`).press('Enter')
        }
        await page.waitForURL('**/portal/apps')
      })
    })

    it('is asked for a code where a person wants to be, although the robot would not be', async () => {
      const asked = (path: string) =>
        asScript(async (page) => {
          await page.goto(`${demo.issuer}${path}`)
          const sent = page.waitForRequest(
            (request) => request.url().endsWith('/api/sign-in') && request.method() === 'POST',
          )
          await page.locator('#email').fill(hiro)
          await page.locator('#email').press('Enter')
          const { askForCode } = (await sent).postDataJSON()
          await page.locator('#password').waitFor()
          return askForCode
        })
      expect([await asked('/sign-in?ask=code'), await asked('/sign-in')]).toEqual([true, undefined])
    })

    it('finds the same where a shop’s page has led there, sets values without an event and clicks, and reads what is wrong', async () => {
      await asScript(async (page) => {
        const send = (id: string, value: string, how: 'click' | 'requestSubmit') =>
          page.evaluate(
            ([field, text, way]) => {
              const input = document.querySelector<HTMLInputElement>(`[name=${field}]`)
              if (!input?.form) throw new Error(`no ${field}`)
              input.value = text
              if (way === 'click') input.form.querySelector<HTMLElement>('button[type=submit]')?.click()
              else input.form.requestSubmit()
            },
            [id, value, how] as const,
          )
        const before = await mailsBefore(yui)
        await page.goto(demo.admin('renshu-shoes', '/rpa_rehearsal'))
        await page.locator('#rehearsal-start').click()
        await page.waitForURL(`${demo.issuer}/sign-in/**`)
        const [address, password, code] = promised
        if (!address || !password || !code) throw new Error('the table has three rows')

        expect(await screen(page, 'email')).toEqual(asPromised(address))
        await send('email', yui, 'click')
        expect(await screen(page, 'password')).toEqual(asPromised(password))
        await send('password', 'not the password', 'requestSubmit')
        expect(await page.locator('#password-error').textContent()).toContain('正しくありません')
        await send('password', castPassword, 'requestSubmit')
        expect(await screen(page, 'code')).toEqual(asPromised(code))
        await send('code', await mailedCode(yui, before), 'click')
        expect(await page.locator('#rehearsal-result').textContent()).toContain('成功')
      })
    })

    it('signs in by the recipe for a browser without a window as it stands in the guide, and once only', async () => {
      const { signIn } = await import(pathToFileURL(await written('sign-in.mjs', recipe('js'))).href)
      await asScript(async (page) => {
        const url = demo.admin('tameshi-zakka', '/orders/42')
        let asked = 0
        const code = () => {
          asked += 1
          return mailedCode(nagi, 0)
        }
        const robot = { url, address: nagi, password: castPassword, code }
        await signIn(page, robot)
        await page.getByText('村上 しおり').waitFor()
        await signIn(page, robot)
        expect([asked, page.url()]).toEqual([1, url])
      })
    })
  })

  describe.skipIf(missing.length > 0)('by plain HTTP', () => {
    const run = promisify(execFile)

    it('signs in with the recipe of the guide as it stands, with a code that it computes, and rehearses', async () => {
      const visitor = apiVisitor(demo.issuer)
      const { body } = await visitor.signIn(tsubasa, castPassword, demo.mailsTo)
      const { secret } = (await visitor.post('/sign-in/app', { flow: body.flow })).body
      const former = generateSync({ secret, epoch: Date.now() / 1000 - 30 })
      const done = await visitor.post('/sign-in/app/confirm', { flow: body.flow, code: former, keepMail: false })
      expect(done.body.step).toBe('done')

      const totp = await written('totp.py', recipe('python'))
      const script = await written('sign-in.sh', recipe('sh'))
      const env = {
        PATH: process.env.PATH,
        ACCOUNTS: demo.issuer,
        PAGE: new URL('/accounts/start?target_link_uri=/admin/rpa_rehearsal', demo.admin('renshu-shoes')).href,
        ADDRESS: tsubasa,
        PASSWORD: castPassword,
        SECRET: secret,
      }
      await expect(run('sh', [script], { env })).rejects.toThrow('a person is needed: code')
      await expect(run('sh', [script], { env: { ...env, PASSWORD: 'wrong' } })).rejects.toThrow('401')
      const { stdout } = await run('sh', [script], { env: { ...env, CODE: `python3 ${totp}` } })
      expect(stdout).toContain('id="rehearsal-result"')
    })
  })

  // Last, since these move the clock.
  describe.skipIf(opened.browser === null)('with an exemption', () => {
    const browser = opened.browser as Browser
    const [kaoru, hassou] = ['kaoru.seto@tameshi-zakka.example', 'rpa-hassou@tameshi-zakka.example']
    const longPassword = 'hassou-robo-no-nagai-aikotoba'

    async function at(path: string): Promise<Page> {
      const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 900 } })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      await page.goto(`${demo.issuer}${path}`)
      return page
    }
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
    const see = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

    /** A code that nobody has used yet. */
    async function freshCode(operator: string): Promise<string> {
      await demo.advance(31)
      const headers = { accept: 'application/json' }
      const { entries } = await (await fetch(`${demo.mailboxUrl}/authenticator`, { headers })).json()
      return entries.find(({ label }: { readonly label: string }) => label === operator).code
    }

    async function operatorAt(operator: string, path: string): Promise<Page> {
      const page = await at(path)
      await page.getByLabel('オペレーター名', { exact: true }).fill(operator)
      await page.getByLabel('パスワード', { exact: true }).fill(castOperatorPassword)
      await page.getByLabel('ワンタイムコード', { exact: true }).fill(await freshCode(operator))
      await press(page, 'ログイン')
      return page
    }

    async function confirmWithCode(page: Page, operator: string, confirm: string): Promise<void> {
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('認証アプリの新しいコード').fill(await freshCode(operator))
      await dialog.getByRole('button', { name: confirm, exact: true }).click()
    }

    const robotArguments = (address: string, password: string, from: string, times: number) => [
      ...['--accounts', demo.issuer, '--page', demo.admin('tameshi-zakka', '/orders/42'), '--address', address],
      ...['--password', password, '--from', from, '--times', String(times), '--seconds', '1'],
    ]
    const robot = async (...args: Parameters<typeof robotArguments>) =>
      (await finishNode('scripts/robot.ts', robotArguments(...args))).code
    const patience = { timeout: 15_000 }
    const [works, isAskedForCode, isShutOut] = [0, 3, 4]

    it('is asked for, questioned, approved by two, flagged by its owner, works from inside alone, and is stopped in the middle of its work', async () => {
      const admin = await at('/portal/robots?shop=tameshi-zakka')
      await demo.signIn(admin, kaoru)
      await see(admin, '日ごとの利用')
      await admin.getByLabel('利用目的').fill('発送の登録')
      await admin.getByLabel('RPAの提供元・ツール名').fill('ロボ工房クラウド')
      await admin.getByRole('checkbox', { name: '発送ロボ' }).check()
      await admin.getByLabel('IPアドレス', { exact: true }).fill('203.0.113.100/27')
      await press(admin, '申請する')
      await see(
        admin,
        '1行目：203.0.113.100/27は範囲の先頭のアドレスではありません。「203.0.113.96/27」と入力してください。',
      )
      await admin.getByLabel('IPアドレス', { exact: true }).fill('203.0.113.96/27')
      await press(admin, '申請する')
      await see(admin, '申請を受け付けました。')

      const support = await operatorAt('sasae', '/console/robots')
      await see(support, 'こころみ珈琲')
      await support.getByRole('link', { name: 'ためし雑貨の申請を確認する' }).click()
      const request = support.url().slice(demo.issuer.length)
      await support.getByText('ショップに確認する', { exact: true }).click()
      await support.getByLabel('ショップへの確認事項').fill('どなたの回線ですか。')
      await press(support, '確認事項を送る')
      await see(support, 'ショップの回答待ち')

      await admin.reload()
      await see(admin, 'どなたの回線ですか。')
      await admin.getByLabel('回答', { exact: true }).fill('提供元の回線です。')
      await press(admin, '回答を送る')
      await see(admin, '回答を送りました。')

      const [first, second] = [await operatorAt('tomoru', request), await operatorAt('akira', request)]
      await see(first, '提供元の回線です。')
      await first
        .getByLabel('認証アプリの新しいコード')
        .first()
        .fill(await freshCode('tomoru'))
      await press(first, '承認する')
      await see(first, '1人目として承認しました。')
      await second.reload()
      await see(second, 'tomoruが1人目として承認しました。')
      await second
        .getByLabel('認証アプリの新しいコード')
        .first()
        .fill(await freshCode('akira'))
      await press(second, '承認する')
      await see(second, 'この申請への対応は終わっています。')

      await admin.reload()
      await see(admin, '発送ロボ：利用を始めるまでに必要なこと')
      expect(await robot(hassou, castPassword, '203.0.113.100', 1)).toBe(isAskedForCode)
      // The code of that flow is of no use in the next.
      await expect.poll(() => mailsBefore(hassou), patience).toBe(1)
      const owner = await at('/sign-in')
      await demo.signIn(owner, hassou)
      await owner.waitForURL('**/portal/apps')
      await owner.goto(`${demo.issuer}/portal/profile`)
      await owner.getByText('RPAが使うアカウントですか').click()
      await press(owner, 'RPA専用にする')
      await owner.getByRole('dialog').getByRole('button', { name: 'RPA専用にする', exact: true }).click()
      await see(owner, '先に、15文字以上の新しいパスワードを設定してください。')
      await press(owner, 'キャンセル')
      await press(owner, 'パスワードを変更')
      await owner.locator('#current-password').fill(castPassword)
      await owner.locator('#password').fill(longPassword)
      await press(owner, '変更する')
      await see(owner, 'パスワードを変更し、')
      await press(owner, 'RPA専用にする')
      await owner.getByRole('dialog').getByRole('button', { name: 'RPA専用にする', exact: true }).click()
      await see(owner, 'このアカウントはRPA専用です')

      expect(await robot(hassou, longPassword, '203.0.113.100', 1)).toBe(works)
      expect(await robot(hassou, longPassword, '203.0.113.128', 1)).toBe(isAskedForCode)
      const running = runNode('scripts/robot.ts', robotArguments(hassou, longPassword, '203.0.113.100', 0))
      await running.says(/order 42 was read/)
      await support.goto(`${demo.issuer}/console/robots/grants`)
      await press(support, 'ためし雑貨をすべて停止する')
      await confirmWithCode(support, 'sasae', '停止する')
      await see(support, '2件を停止しました。')
      expect((await running.finished).code).toBe(isShutOut)
      expect(await robot(hassou, longPassword, '203.0.113.100', 1)).toBe(isAskedForCode)

      await second.goto(`${demo.issuer}/console/robots/grants`)
      await press(second, '在庫ロボを再開する')
      await confirmWithCode(second, 'akira', '再開する')
      await see(second, '在庫ロボの解除を再開しました。')
      expect(await robot(castRobot.email, castRobot.password, castRobot.address, 1)).toBe(works)
      for (const page of [admin, support, first, second, owner]) await page.context().close()
    })

    it('ends by itself, of which the shop is reminded thirty days, seven days and a day before', async () => {
      const told = async () =>
        (await demo.mailsTo(kaoru)).filter(({ subject }) => /RPAの解除期限|RPAの解除が終了/.test(subject)).length
      const zaiko = () => robot(castRobot.email, castRobot.password, castRobot.address, 1)
      // Ninety days from its approval, twelve days before the demonstration began; unused for thirty it would be suspended.
      for (const [days, reminders] of [
        [25, 0],
        [24, 1],
        [23, 2],
        [5.5, 3],
      ] as const) {
        await demo.advance(days * 86_400)
        await expect.poll(told, patience).toBe(reminders)
        expect(await zaiko()).toBe(works)
      }
      await demo.advance(86_400)
      expect(await zaiko()).toBe(isAskedForCode)
      await expect.poll(told, patience).toBe(4)
    })
  })
})
