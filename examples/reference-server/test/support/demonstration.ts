import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { castPassword, shopHost } from '../../src/demo/cast.ts'
import type { ReceivedMail } from '../../src/lab/mailbox.ts'
import { isCodeMail } from './api-visitor.ts'
import { type Finished, freePort, runNode } from './node-process.ts'

/** The demonstration as `npm start` runs it: accounts, its provider, the mailbox, and the admins of the shops. */
export interface Demonstration {
  readonly issuer: string
  readonly shopPort: number
  readonly mailboxUrl: string
  admin(shop: string, path?: string): string
  advance(seconds: number): Promise<void>
  /** The mails to an address, the newest first. */
  mailsTo(email: string): Promise<readonly ReceivedMail[]>
  /** Types the code of the next code mail to an address that has had `before` of them. */
  typeCode(page: Page, email: string, before: number): Promise<void>
  /** At the sign-in of accounts: address, password and mailed code. */
  signIn(page: Page, email: string, password?: string): Promise<void>
  codeMails(email: string): Promise<readonly ReceivedMail[]>
  stop(): Promise<Finished>
}

export async function startDemonstration(): Promise<Demonstration> {
  const [port, shopPort, mailboxPort] = [await freePort(), await freePort(), await freePort()]
  const issuer = `http://127.0.0.1:${port}`
  const mailboxUrl = `http://127.0.0.1:${mailboxPort}`
  const demo = runNode('src/demo.ts', [], {
    PORT: String(port),
    SHOP_ADMIN_PORT: String(shopPort),
    MAILBOX_PORT: String(mailboxPort),
  })
  await demo.says(/取り込めなかった行.*\n.*\n/)

  const on = (page: Page) => page.getByRole('button', { name: '続ける', exact: true }).click()

  async function mailsTo(email: string): Promise<readonly ReceivedMail[]> {
    return (await fetch(`${mailboxUrl}/messages?to=${encodeURIComponent(email)}`)).json()
  }

  async function codeMails(email: string): Promise<readonly ReceivedMail[]> {
    return (await mailsTo(email)).filter(isCodeMail)
  }

  async function typeCode(page: Page, email: string, before: number): Promise<void> {
    for (let looks = 0; looks < 200; looks++) {
      const mails = await codeMails(email)
      const code = /(?<!\d)\d{6}(?!\d)/.exec(mails[0]?.text ?? '')?.[0]
      if (mails.length > before && code !== undefined) {
        await page.locator('input[autocomplete="one-time-code"]').fill(code)
        return on(page)
      }
      await sleep(50)
    }
    throw new Error(`no code for ${email} arrived`)
  }

  return {
    issuer,
    shopPort,
    mailboxUrl,
    admin: (shop, path = '') => `http://${shopHost(shop)}:${shopPort}/admin${path}`,
    mailsTo,
    codeMails,
    typeCode,

    async advance(seconds) {
      const answer = await fetch(`${issuer}/lab/clock`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ advanceSeconds: seconds }),
      })
      if (!answer.ok) throw new Error(`the clock answered ${answer.status}`)
    },

    async signIn(page, email, password = castPassword) {
      const before = (await codeMails(email)).length
      await page.locator('input#email').fill(email)
      await on(page)
      await page.locator('input#password').fill(password)
      await on(page)
      await typeCode(page, email, before)
    },

    async stop() {
      demo.child.kill('SIGTERM')
      const finished = await demo.finished
      const data = new URL(`../../../../.data/demo/${port}`, import.meta.url)
      await rm(fileURLToPath(data), { recursive: true, force: true })
      return finished
    },
  }
}
