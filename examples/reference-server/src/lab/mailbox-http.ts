import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ReceivedMail } from './received-mail.ts'

export interface MailboxHttpOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly messages: (to?: string) => readonly ReceivedMail[]
  readonly clear: () => void
  /** Changes whenever the mails do. */
  readonly version: () => string
}

export interface MailboxHttp {
  readonly port: number
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

// A srcdoc frame inherits this policy. Mails style themselves inline, hence 'unsafe-inline' there; no script runs in one,
// and nothing is loaded from elsewhere.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const commonHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** Serves the page and the JSON of the mailbox. Listens once the promise resolves. */
export async function startMailboxHttp(options: MailboxHttpOptions): Promise<MailboxHttp> {
  const assets = await readAssets()
  const server = createServer((request, response) => {
    const { status, headers, body } = decideAnswer(request, options, assets)
    response.writeHead(status, { ...commonHeaders, ...headers }).end(body)
  })
  server.listen(options.port, options.host)
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readAssets(): Promise<ReadonlyMap<string, Answer>> {
  const asset = async (path: string, file: string, type: string): Promise<[string, Answer]> => {
    const body = await readFile(new URL(`./mailbox-page/${file}`, import.meta.url))
    return [path, { status: 200, headers: { 'Content-Type': type }, body }]
  }
  return new Map(
    await Promise.all([
      asset('/', 'index.html', 'text/html; charset=utf-8'),
      asset('/mailbox.js', 'mailbox.js', 'text/javascript; charset=utf-8'),
      asset('/mailbox.css', 'mailbox.css', 'text/css; charset=utf-8'),
    ]),
  )
}

function decideAnswer(
  request: IncomingMessage,
  { messages, clear, version }: MailboxHttpOptions,
  assets: ReadonlyMap<string, Answer>,
): Answer {
  const host = request.headers.host ?? ''
  if (!isLoopbackName(host)) return problem(421, 'host_unknown', 'Open the mailbox by its loopback address.')
  const target = `http://${host}${request.url ?? '/'}`
  if (!URL.canParse(target)) return problem(400, 'request_invalid', 'The address cannot be read.')

  const { pathname, searchParams } = new URL(target)
  if (pathname === '/messages' && request.method === 'DELETE') {
    clear()
    return { status: 204, headers: {}, body: '' }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return methodNotAllowed(pathname === '/messages' ? 'GET, HEAD, DELETE' : 'GET, HEAD')
  }

  if (pathname === '/messages') {
    const headers = { ETag: `"${version()}"` }
    if (request.headers['if-none-match'] === headers.ETag) return { status: 304, headers, body: '' }
    // No address taken here holds a space: one in the query is a plus sign that was sent unescaped.
    return json(messages(searchParams.get('to')?.trim().replaceAll(' ', '+')), headers)
  }

  const id = /^\/messages\/(\d+)$/.exec(pathname)?.[1]
  if (id !== undefined) {
    const mail = messages().find((candidate) => candidate.id === id)
    return mail ? json(mail) : problem(404, 'message_not_found', 'There is no such mail, or no longer.')
  }

  return assets.get(pathname) ?? problem(404, 'not_found', 'There is nothing here.')
}

/** A name of another machine means that a foreign page has re-pointed its own name at loopback to read the mails. */
function isLoopbackName(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost)(?::\d+)?$/i.test(host)
}

function methodNotAllowed(allowed: string): Answer {
  const answer = problem(405, 'method_not_allowed', `Allowed here: ${allowed}.`)
  return { ...answer, headers: { ...answer.headers, Allow: allowed } }
}

function problem(status: number, code: string, title: string): Answer {
  const body = JSON.stringify({ type: 'about:blank', status, code, title })
  return { status, headers: { 'Content-Type': 'application/problem+json' }, body }
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const type = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status: 200, headers: { ...headers, ...type }, body: JSON.stringify(body) }
}
