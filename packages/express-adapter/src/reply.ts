import type { ServerResponse } from 'node:http'
import type { Locale } from '@ecforce-accounts/core'
import { type ProblemFacts, problemAnswer } from './problems.ts'

/** What a request comes to. */
export type Answer =
  | { readonly body: object; readonly cookies?: readonly string[] }
  /** Nothing to say, or with 202 not yet; `forgetStored` lets the browser drop what it kept of us. */
  | {
      readonly body: null
      readonly cookies?: readonly string[]
      readonly forgetStored?: boolean
      readonly status?: 202
    }
  /** A file to be kept, as CSV. */
  | { readonly text: string; readonly filename: string }
  | Refused

export interface Refused {
  readonly problem: ProblemFacts
  readonly cookies?: readonly string[]
  /** The methods that a path knows. */
  readonly allow?: string
}

/** Writes answers: prepared headers, one write. */
export interface Replies {
  send(res: ServerResponse, requestId: string, answer: Exclude<Answer, Refused>): void
  refuse(res: ServerResponse, requestId: string, refused: Refused, locale: Locale): void
}

/** The headers of every answer (none of them is a page, and none may be kept), prepared for an issuer. */
export function replies(issuer: string): Replies {
  const common = [
    ...(issuer.startsWith('https:') ? ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains'] : []),
    ...['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
    ...['X-Content-Type-Options', 'nosniff'],
    ...['Referrer-Policy', 'same-origin'],
    ...['Cross-Origin-Opener-Policy', 'same-origin'],
    ...['Cross-Origin-Resource-Policy', 'same-origin'],
    ...['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
    ...['Cache-Control', 'no-store'],
    ...['Vary', 'Cookie, Accept-Language'],
  ]
  const json = [...common, 'Content-Type', 'application/json; charset=utf-8']
  const csv = [...common, 'Content-Type', 'text/csv; charset=utf-8']
  const problem = [...common, 'Content-Type', 'application/problem+json; charset=utf-8']

  return {
    send(res, requestId, answer) {
      if ('text' in answer) {
        const disposition = ['Content-Disposition', `attachment; filename="${answer.filename}"`]
        return write(res, 200, [...csv, ...disposition], requestId, answer.text)
      }
      addCookies(res, answer.cookies)
      if (answer.body !== null) return write(res, 200, json, requestId, JSON.stringify(answer.body))
      const extra = answer.forgetStored ? ['Clear-Site-Data', '"cache", "storage"'] : []
      writeHead(res, answer.status ?? 204, [...common, 'X-Request-Id', requestId, ...extra])
      res.end()
    },

    refuse(res, requestId, refused, locale) {
      const body = problemAnswer(refused.problem, locale)
      addCookies(res, refused.cookies)
      const extra = refused.allow === undefined ? [] : ['Allow', refused.allow]
      if (body.code === 'service_rejected') extra.push('WWW-Authenticate', 'Basic realm="ecforce accounts services"')
      if (body.retryAfterSeconds !== undefined) extra.push('Retry-After', String(body.retryAfterSeconds))
      write(res, body.status, extra.length === 0 ? problem : [...problem, ...extra], requestId, JSON.stringify(body))
    },
  }
}

/** Beside whatever cookies the host sets: a header given to `writeHead` would take their place. */
function addCookies(res: ServerResponse, cookies: readonly string[] | undefined): void {
  if (cookies !== undefined) for (const cookie of cookies) res.appendHeader('Set-Cookie', cookie)
}

/** In one write: a body that is text goes out together with its head. */
function write(res: ServerResponse, status: number, headers: readonly string[], requestId: string, text: string): void {
  const length = String(Buffer.byteLength(text))
  writeHead(res, status, [...headers, 'X-Request-Id', requestId, 'Content-Length', length])
  res.end(text)
}

/** Over what the host or the framework has set, if anything; on a bare response the list goes out as it is. */
function writeHead(res: ServerResponse, status: number, headers: string[]): void {
  if (res.getHeaderNames().length === 0) {
    res.writeHead(status, headers)
    return
  }
  res.removeHeader('X-Powered-By')
  res.removeHeader('ETag')
  for (let at = 0; at < headers.length; at += 2) res.setHeader(headers[at] ?? '', headers[at + 1] ?? '')
  res.writeHead(status)
}
