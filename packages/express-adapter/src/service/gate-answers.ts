import type { ServerResponse } from 'node:http'
import { type Bilingual, type Locale, preferredLocale } from '@ecforce-accounts/core/gate'

/** What a gate answers itself. */
export interface GateAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const RETRY_SECONDS = 30

/** Leads a person to accounts. After a form that was posted browsers go there with GET, and the form stays behind. */
export function leadTo(signInUrl: string): GateAnswer {
  return { status: 302, headers: { ...everyAnswer, Location: signInUrl }, body: '' }
}

/** Tells a program that its user has to sign in at accounts. */
export function refuseWith(signInUrl: string, acceptLanguage: string | undefined): GateAnswer {
  return problem(
    { code: 'sign_in_moved', status: 401, title: 'Members sign in through ecforce accounts', words: movedWords },
    { signInUrl },
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
export function send(res: ServerResponse, { status, headers, body }: GateAnswer): void {
  res.writeHead(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
  res.end(body)
}

const everyAnswer = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

const movedWords: Bilingual = {
  ja: 'この画面にはecforce accountsからログインしてください。',
  en: 'Please sign in through ecforce accounts.',
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
