import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { plainPage, saying, wayToSignIn } from './plain-page.ts'

/** An answer when no route has one, as a page for browsers and as a problem (RFC 9457) for programs. */
interface LastAnswer {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly ja: string
  readonly en: string
}

const notFound: LastAnswer = {
  status: 404,
  code: 'not_found',
  title: 'There is nothing at this path',
  ja: 'お探しのページは見つかりません。アドレスをご確認ください。',
  en: 'There is nothing here. Please check the address.',
}

const failed: LastAnswer = {
  status: 500,
  code: 'internal',
  title: 'Something went wrong here',
  ja: '処理を完了できませんでした。時間をおいてもう一度お試しください。',
  en: 'This could not be completed. Please try again in a while.',
}

/** Answers whatever nothing else has answered; browsers with `document`, if there is one, which knows the words. */
export function nothingHere(document: string | null): RequestHandler {
  return (req, res) => {
    if (document !== null && wantsPage(req)) res.status(404).type('html').send(document)
    else answer(req, res, notFound, '')
  }
}

/**
 * Answers errors with no word of theirs, and tells them to `onError`; browsers with a page that needs no script.
 * `styleSheets` are its links, if there are any.
 */
export function lastErrors(onError: (error: unknown) => void, styleSheets: string): ErrorRequestHandler {
  // Express tells a handler of errors from others by its four parameters.
  return (error: unknown, req, res, _next) => {
    // Of a path that cannot be read: it leads nowhere, and whoever sends it is no fault of ours.
    if (error instanceof URIError && !res.headersSent) return answer(req, res, notFound, styleSheets)
    onError(error)
    if (res.headersSent) res.destroy()
    else answer(req, res, failed, styleSheets)
  }
}

function answer(req: Request, res: Response, { status, code, title, ja, en }: LastAnswer, styleSheets: string): void {
  res.status(status).set('Cache-Control', 'no-store')
  if (wantsPage(req)) {
    res.type('html').send(plainPage(`${saying({ ja, en })}\n${wayToSignIn}`, styleSheets))
    return
  }
  const detail = req.acceptsLanguages('ja', 'en') === 'en' ? en : ja
  const problem = { type: `urn:ecforce:problem:${code}`, title, status, code, detail, messages: { ja, en } }
  res.type('application/problem+json').send(JSON.stringify(problem))
}

function wantsPage(req: Request): boolean {
  return req.accepts(['json', 'html']) === 'html'
}
