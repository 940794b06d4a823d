import type { ServerResponse } from 'node:http'
import { type Bilingual, type Locale, preferredLocale } from '@ecforce-accounts/core/gate'

/** What a gate answers itself. */
export interface GateAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Beside those that the host sets. */
  readonly cookies?: readonly string[]
  readonly body: string
}

const RETRY_SECONDS = 30

/** Leads a person on. After a form that was posted browsers go there with GET, and the form stays behind. */
export function leadTo(url: string, cookies: readonly string[] = []): GateAnswer {
  return { status: 302, headers: { ...everyAnswer, Location: url }, cookies, body: '' }
}

/** Leads whoever is signed in on to the shop's own page; nobody learns there where they come from. */
export function leadBack(url: string, cookies: readonly string[] = []): GateAnswer {
  return {
    status: 303,
    headers: { ...everyAnswer, 'Referrer-Policy': 'no-referrer', Location: url },
    cookies,
    body: '',
  }
}

/** Tells a program that its user has to sign in at accounts. */
export function refuseWith(signInUrl: string, acceptLanguage: string | undefined): GateAnswer {
  return problem(
    { code: 'sign_in_moved', status: 401, title: 'Members sign in through ecforce accounts', words: movedWords },
    { signInUrl },
    acceptLanguage,
  )
}

/** Tells a program that its user's session is over. */
export function askToSignIn(signInUrl: string, acceptLanguage: string | undefined): GateAnswer {
  return problem(
    { code: 'sign_in_required', status: 401, title: 'The session is over', words: requiredWords },
    { signInUrl },
    acceptLanguage,
  )
}

/** Tells a program that its user has to prove more, and where. */
export function askToStepUp(stepUpUrl: string, acceptLanguage: string | undefined): GateAnswer {
  return problem(
    { code: 'step_up_required', status: 401, title: 'A stronger or fresher sign-in is needed', words: stepUpWords },
    { stepUpUrl },
    acceptLanguage,
  )
}

/** Tells a program of something that its user can never do. */
export function refuseRobot(acceptLanguage: string | undefined): GateAnswer {
  return problem(
    { code: 'step_up_unavailable', status: 403, title: 'Not for automated sign-ins', words: robotWords },
    {},
    acceptLanguage,
  )
}

/** Tells that the switch is not known yet, a person by a page and a program by a problem. */
export function blockWith(wants: 'page' | 'data', acceptLanguage: string | undefined): GateAnswer {
  const retry = { 'Retry-After': String(RETRY_SECONDS) }
  if (wants === 'data') {
    const answer = problem(
      { code: 'gate_unavailable', status: 503, title: 'The gate knows nothing yet', words: unavailableWords },
      { retryAfterSeconds: RETRY_SECONDS },
      acceptLanguage,
    )
    return { ...answer, headers: { ...answer.headers, ...retry } }
  }
  const headers = {
    ...everyAnswer,
    ...retry,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  }
  return { status: 503, headers, body: unavailablePage(preferredLocale(acceptLanguage)) }
}

/** Sends it, beside whatever headers the host has set. */
export function send(res: ServerResponse, { status, headers, cookies = [], body }: GateAnswer): void {
  for (const cookie of cookies) res.appendHeader('Set-Cookie', cookie)
  res.writeHead(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
  res.end(body)
}

export const everyAnswer = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

const movedWords: Bilingual = {
  ja: 'この画面にはecforce accountsからログインしてください。',
  en: 'Please sign in through ecforce accounts.',
}
const requiredWords: Bilingual = {
  ja: 'ログインの有効期限が切れました。もう一度ログインしてください。',
  en: 'Your session is over. Please sign in again.',
}
const stepUpWords: Bilingual = {
  ja: 'この操作には、あらためてご本人の確認が必要です。',
  en: 'Please confirm again that it is you.',
}
export const robotWords: Bilingual = {
  ja: 'この操作は、RPA用のログインではご利用いただけません。',
  en: 'This is not possible with an automated sign-in.',
}
const unavailableWords: Bilingual = {
  ja: 'ただいまログインの準備をしています。しばらくしてからもう一度お試しください。',
  en: 'Signing in is not possible at the moment. Please try again in a while.',
}

function problem(
  {
    code,
    status,
    title,
    words,
  }: { readonly code: string; readonly status: number; readonly title: string; readonly words: Bilingual },
  facts: object,
  acceptLanguage: string | undefined,
): GateAnswer {
  const detail = words[preferredLocale(acceptLanguage)]
  const body = { type: `urn:ecforce:problem:${code}`, title, status, code, detail, messages: words, ...facts }
  const headers = { ...everyAnswer, 'Content-Type': 'application/problem+json; charset=utf-8' }
  return { status, headers, body: JSON.stringify(body) }
}

function unavailablePage(locale: Locale): string {
  const words = unavailableWords[locale]
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words}</title><p>${words}</p></html>\n`
}
