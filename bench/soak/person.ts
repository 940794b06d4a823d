import { memberPassword } from '../../examples/reference-server/test/support/member-csv.ts'
import type { Findings } from './findings.ts'
import type { Mails } from './mails.ts'

/** A member with a browser. */
export interface Person {
  readonly email: string
  /** Signs in, as often as the server is cut off meanwhile. Resolves to `false` when that takes too long. */
  signIn(): Promise<boolean>
  /** Asks who is signed in, which has to be this person. */
  checkSession(): Promise<void>
  signOut(): Promise<void>
}

/** Nobody should need longer, restarts and waiting for mails included. */
const PATIENCE_MILLISECONDS = 90_000
const PAUSE_MILLISECONDS = 100

interface Answer {
  readonly status: number
  readonly retryAfterSeconds: number
  readonly body: {
    readonly step?: string
    readonly flow?: string
    readonly reference?: string
    readonly code?: string
    readonly reason?: string
  } | null
}

let lastAddress = 0

/** An address that nobody in this run has had. */
export function freshAddress(): string {
  lastAddress++
  return `10.${(lastAddress >> 16) & 255}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`
}

export function person(origin: string, email: string, mails: Mails, findings: Findings): Person {
  const cookies = new Map<string, string>()
  let address = freshAddress()

  /** `null` when the server is gone, or was before it had answered. */
  async function ask(method: string, path: string, body?: object): Promise<Answer | null> {
    try {
      const response = await fetch(`${origin}/api${path}`, {
        method,
        headers: {
          origin,
          'x-forwarded-for': address,
          cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      keep(response.headers.getSetCookie())
      return {
        status: response.status,
        retryAfterSeconds: Number(response.headers.get('retry-after') ?? 0),
        body: text === '' ? null : JSON.parse(text),
      }
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error
      findings.count('requests cut off')
      await pause(PAUSE_MILLISECONDS)
      return null
    }
  }

  function keep(set: readonly string[]): void {
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  /** Whether the answer is as it should be; shed load is waited for, anything else is a finding. */
  async function isStep(answer: Answer | null, what: string, step: string): Promise<boolean> {
    if (answer === null) return false
    if (answer.status === 200 && answer.body?.step === step) return true
    if (answer.status === 503 && answer.body?.code === 'overloaded') {
      findings.count('sign-ins shed')
      await pause(answer.retryAfterSeconds * 1000)
    } else {
      const said = [answer.body?.code ?? answer.body?.step, answer.body?.reason].filter(Boolean).join(' ')
      findings.violate(`${what} answered ${answer.status} ${said}`)
      await pause(PAUSE_MILLISECONDS)
    }
    return false
  }

  async function signInOnce(): Promise<boolean> {
    address = freshAddress()
    const started = await ask('POST', '/sign-in', { email })
    if (!(await isStep(started, 'starting a sign-in', 'password'))) return false
    const flow = started?.body?.flow
    const asked = await ask('POST', '/sign-in/password', { flow, password: memberPassword })
    if (!(await isStep(asked, 'the right password', 'code'))) return false
    const reference = asked?.body?.reference ?? ''
    mails.promise(email, reference)
    const code = await mails.code(email, reference)
    if (code === null) return false
    return isStep(await ask('POST', '/sign-in/code', { flow, code }), 'the right code', 'done')
  }

  return {
    email,

    async signIn() {
      const end = performance.now() + PATIENCE_MILLISECONDS
      while (performance.now() < end) {
        if (await signInOnce()) {
          findings.count('sign-ins')
          return true
        }
      }
      findings.violate(`${email} was locked out`)
      return false
    },

    async checkSession() {
      const answer = await ask('GET', '/session')
      if (answer === null) return
      findings.count('session checks')
      if (answer.status !== 200)
        findings.violate(`a live session was answered ${answer.status} ${answer.body?.code ?? ''}`)
    },

    async signOut() {
      const answer = await ask('DELETE', '/session')
      for (const name of cookies.keys()) if (name.endsWith('_sid')) cookies.delete(name)
      if (answer && answer.status !== 204) findings.violate(`signing out answered ${answer.status}`)
    },
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
