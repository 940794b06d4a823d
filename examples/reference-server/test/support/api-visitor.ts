import type { ReceivedMail } from '../../src/lab/mailbox.ts'

/** The mails that have arrived for an address, the newest first. */
export type MailsTo = (email: string) => readonly ReceivedMail[] | Promise<readonly ReceivedMail[]>

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
  readonly body: any
}

/** Somebody with cookies who speaks to the API as a page of the server does. */
export interface ApiVisitor {
  get(path: string): Promise<ApiAnswer>
  post(path: string, body: object): Promise<ApiAnswer>
  /** The same somebody, with the same cookies, at another server. */
  at(origin: string): ApiVisitor
  /** From the address to whatever comes after the code, or instead of it; `purpose` is that of the code. */
  signIn(
    email: string,
    password: string,
    mailsTo: MailsTo,
  ): Promise<ApiAnswer & { readonly purpose: 'enrol' | 'verify' | null }>
}

/** `address` is told to a server that trusts us as its proxy; by default there is none. */
export function apiVisitor(origin: string, address?: string, cookies = new Map<string, string>()): ApiVisitor {
  async function send(method: string, path: string, body?: object): Promise<ApiAnswer> {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: {
        Origin: origin,
        Cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
        ...(address && { 'X-Forwarded-For': address }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }

  const post = (path: string, body: object) => send('POST', path, body)

  return {
    get: (path) => send('GET', path),
    post,
    at: (other) => apiVisitor(other, address, cookies),
    async signIn(email, password, mailsTo) {
      const { flow } = (await post('/sign-in', { email })).body
      const before = (await mailsTo(email)).filter(isCodeMail).length
      const asked = await post('/sign-in/password', { flow, password })
      if (asked.body.step !== 'code') return { ...asked, purpose: null }
      const answer = await post('/sign-in/code', { flow, code: await nextMailedCode(mailsTo, email, before) })
      return { ...answer, purpose: asked.body.purpose }
    },
  }
}

/** Whether a mail brings a code: notices come and go between them. */
export function isCodeMail({ subject }: Pick<ReceivedMail, 'subject'>): boolean {
  return /照合記号|reference/.test(subject)
}

/** The code of the next code mail to an address that has had `before` of them. */
export async function nextMailedCode(mailsTo: MailsTo, email: string, before: number): Promise<string> {
  for (let looks = 0; looks < 200; looks++) {
    const mails = (await mailsTo(email)).filter(isCodeMail)
    const code = /(?<!\d)\d{6}(?!\d)/.exec(mails.length > before ? (mails[0]?.text ?? '') : '')?.[0]
    if (code !== undefined) return code
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no mail to ${email} arrived`)
}
