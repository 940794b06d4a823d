import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, Router } from 'express'
import type { Authenticator } from './authenticator.ts'
import { authenticatorRoutes } from './authenticator-routes.ts'
import { readLabPages } from './lab-pages.ts'
import { sendMailDocument } from './mail-document.ts'
import { mailPreviewRoutes, type SampleMails } from './mail-preview-routes.ts'
import { otherMethods, ownPagesOnly, refuse, wantsPage } from './own-machine.ts'
import type { ReceivedMail } from './received-mail.ts'

export interface MailboxHttpOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** Where the server is whose mails these are; `null`: nobody's in particular. */
  readonly accounts: string | null
  readonly now: () => number
  readonly messages: (to?: string) => readonly ReceivedMail[]
  readonly clear: () => void
  /** Changes whenever the mails do. */
  readonly version: () => string
  readonly authenticator: Authenticator
  readonly sampleMails: SampleMails
}

export interface MailboxHttp {
  readonly port: number
  close(): Promise<void>
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
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

/** Serves what a member has in the other hand: mails, codes of an app, and samples. Listens once the promise resolves. */
export async function startMailboxHttp(options: MailboxHttpOptions): Promise<MailboxHttp> {
  const app = express()
  const server = createServer(app)
  app.disable('x-powered-by')
  app.disable('etag')
  app.use((req, res, next) => {
    res.set(commonHeaders)
    if (isLoopbackName(req.headers.host ?? '')) next()
    else refuse(res, 421, 'host_unknown', 'Open the mailbox by its loopback address.')
  })

  server.listen(options.port, options.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const pages = readLabPages({ accounts: options.accounts, mailbox: `http://${options.host}:${port}` })
  app.get(['/', '/mails'], pages.document)
  app.get('/authenticator', (req, res, next) => {
    if (wantsPage(req)) pages.document(req, res, next)
    else next()
  })
  app.use('/lab/assets', pages.assets)
  app.use(messageRoutes(options))
  app.use(authenticatorRoutes(options.authenticator, options.now))
  app.use(mailPreviewRoutes(options.sampleMails))
  app.use((req, res) => {
    if (req.method === 'GET' || req.method === 'HEAD') refuse(res, 404, 'not_found', 'There is nothing here.')
    else refuse(res.set('Allow', 'GET, HEAD'), 405, 'method_not_allowed', 'Allowed here: GET, HEAD.')
  })
  app.use(unreadableAddress)

  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function messageRoutes({ messages, clear, version }: MailboxHttpOptions): Router {
  const router = Router()
  router.get('/messages', (req, res) => {
    const tag = `"${version()}"`
    res.set('ETag', tag)
    if (req.headers['if-none-match'] === tag) return void res.status(304).end()
    const { to } = req.query
    // No address taken here holds a space: one in the query is a plus sign that was sent unescaped.
    res.json(messages(typeof to === 'string' ? to.trim().replaceAll(' ', '+') : undefined))
  })
  router.delete('/messages', ownPagesOnly, (_req, res) => {
    clear()
    res.status(204).end()
  })
  router.all('/messages', otherMethods('GET', 'HEAD', 'DELETE'))

  router.get(['/messages/:id', '/messages/:id/html'], (req, res) => {
    const mail = messages().find(({ id }) => id === req.params.id)
    if (!mail) refuse(res, 404, 'message_not_found', 'There is no such mail, or no longer.')
    else if (req.path.endsWith('/html')) sendMailDocument(res, mail.html)
    else res.json(mail)
  })
  return router
}

const unreadableAddress: ErrorRequestHandler = (_error, _req, res, _next) => {
  refuse(res, 400, 'request_invalid', 'The address cannot be read.')
}

/** A name of another machine means that a foreign page has re-pointed its own name at loopback to read the mails. */
function isLoopbackName(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9-]+\.)*localhost)(?::\d+)?$/i.test(host)
}
