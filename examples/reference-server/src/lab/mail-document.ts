import type { Response } from 'express'

// A mail is somebody else's page: it runs nothing, loads nothing, and its links open beside it. Mails style themselves
// inline, which is why this policy is not the one of the pages around.
const policy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Answers with the HTML of a mail, for a frame of this origin. */
export function sendMailDocument(res: Response, html: string): void {
  res.set('Content-Security-Policy', policy).type('html').send(withLinksBeside(html))
}

/** The same as a reader sees it whose device is set to this scheme, whatever this device is set to. */
export function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html.replaceAll(/\(prefers-color-scheme:\s*(light|dark)\)/g, (_, asked) =>
    asked === scheme ? 'all' : 'not all',
  )
}

function withLinksBeside(html: string): string {
  const base = '<base target="_blank">'
  const head = /<head[^>]*>/i.exec(html)
  if (!head) return `<!doctype html><meta charset="utf-8">${base}${html}`
  const end = head.index + head[0].length
  return html.slice(0, end) + base + html.slice(end)
}
