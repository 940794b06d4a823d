import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Mailbox } from '../../src/lab/mailbox.ts'
import { isCodeMail } from './api-visitor.ts'

/** Somebody at a browser of their own, who does what the screen says. */
export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  open(path: string): Promise<void>
  typeAddress(email: string): Promise<void>
  typePassword(password: string): Promise<void>
  typeCode(code: string): Promise<void>
  /** From the address to the portal. */
  signIn(email: string, password: string): Promise<void>
  /** The newest code mailed to an address, once `mails` of them were. */
  code(email: string, mails: number): Promise<string>
  /** What the screen asks for, by its heading. */
  heading(): Promise<string>
  close(): Promise<void>
}

export interface VisitorOptions {
  readonly locale?: 'ja-JP' | 'en-GB'
  readonly width?: number
}

/** Opens a browser context of its own: no cookie is shared with anybody. */
export async function visit(
  browser: Browser,
  origin: string,
  mailbox: Mailbox,
  { locale = 'ja-JP', width = 390 }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ locale, viewport: { width, height: 844 }, baseURL: origin })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const next = () => page.getByRole('button', { name: /^(続ける|Continue)$/ }).click()

  const visitor: Visitor = {
    page,
    context,
    async open(path) {
      await page.goto(path)
    },
    async typeAddress(email) {
      await page.getByLabel(/^(メールアドレス|E-mail address)$/).fill(email)
      await next()
    },
    async typePassword(password) {
      await page.locator('input#password').fill(password)
      await next()
    },
    async typeCode(code) {
      await page.locator('input#code').fill(code)
      await next()
    },
    async signIn(email, password) {
      const before = codeMails(mailbox, email).length
      await visitor.open('/sign-in')
      await visitor.typeAddress(email)
      await visitor.typePassword(password)
      await visitor.typeCode(await visitor.code(email, before + 1))
      await page.waitForURL('**/portal/apps')
    },
    async code(email, mails) {
      for (let looks = 0; looks < 200; looks++) {
        const messages = codeMails(mailbox, email)
        const code = /(?<!\d)\d{6}(?!\d)/.exec(messages[0]?.text ?? '')?.[0]
        if (messages.length >= mails && code !== undefined) return code
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`no code number ${mails} to ${email} arrived`)
    },
    async heading() {
      return ((await page.getByRole('heading', { level: 1 }).textContent()) ?? '').trim()
    },
    close: () => context.close(),
  }
  return visitor
}

/** The mails to an address that bring a code, the newest first. */
export function codeMails(mailbox: Mailbox, email: string) {
  return mailbox.messages(email).filter(isCodeMail)
}
