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
import { castPassword } from '../src/demo/cast.ts'
import { apiVisitor, nextMailedCode } from './support/api-visitor.ts'
import { openBrowser } from './support/browser.ts'
import { type Demonstration, startDemonstration } from './support/demonstration.ts'

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
})
