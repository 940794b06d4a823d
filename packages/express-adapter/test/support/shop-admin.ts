import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express, Request, RequestHandler } from 'express'
import express5 from 'express'
import express4 from 'express4'
import { onTestFinished } from 'vitest'
import { gateOf, type LegacyDoor } from '../../src/service/index.ts'

/** The frameworks a gate stands in front of, by name. */
export const frameworks = [
  { framework: 'Express 4', express: express4 },
  { framework: 'Express 5', express: express5 },
] as const

export const apiKey = 'Bearer of-the-warehouse'

/** A small legacy admin: sessions in a cookie, a sign-in form, an API with a key, and pages that anybody sees. */
export async function openShopAdmin({
  express,
  gate,
}: {
  readonly express: () => Express
  /** Makes the middleware that stands before everything, if any. */
  readonly gate?: (legacy: LegacyDoor) => RequestHandler
}) {
  const sessions = new Map<string, string>()
  /** Every request that reached the shop's own routes, as it came: its raw head, and its body. */
  const reached: string[] = []
  const calls = { isSignedIn: 0, signOut: 0 }
  const legacy: LegacyDoor = {
    signInPaths: ['/admin/sign_in', '/admin/password'],
    isSignedIn(req) {
      calls.isSignedIn += 1
      return sessions.get(tokenOf(req)) ?? null
    },
    signOut(req, res) {
      calls.signOut += 1
      sessions.delete(tokenOf(req))
      res.setHeader('Set-Cookie', 'legacy=; Max-Age=0; Path=/')
    },
  }
  const app = express()
  if (gate) app.use(gate(legacy))
  app.use((req, _res, next) => {
    const chunks: Buffer[] = []
    req
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks).toString()
        reached.push([`${req.method} ${req.originalUrl}`, ...req.rawHeaders, body].join('\n'))
        req.body = body
        next()
      })
  })
  app.get('/admin/sign_in', (_req, res) => void res.send('a form'))
  app.post('/admin/sign_in', (req, res) => {
    const member = String(req.body)
    if (gate && !gateOf(req).isOpenFor(member)) return void res.status(403).send('use accounts')
    const token = randomUUID()
    sessions.set(token, member)
    res.setHeader('Set-Cookie', `legacy=${token}; Path=/`).redirect('/admin')
  })
  app.get('/admin', (req, res) => {
    const member = sessions.get(tokenOf(req))
    if (member === undefined) return void res.redirect('/admin/sign_in')
    if (!gate) return void res.json({ member })
    const { phase, banner, signInUrl, standingOf } = gateOf(req)
    res.json({ member, phase, banner, signInUrl, standing: standingOf(member) })
  })
  app.use('/api', (req, res) => {
    const isMember = sessions.has(tokenOf(req))
    if (req.headers.authorization !== apiKey && !isMember) return void res.status(401).json({ error: 'no key' })
    res.json({ asked: req.originalUrl, body: req.body })
  })
  app.get('/products/1', (_req, res) => void res.send('shoes'))

  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    reached,
    calls,
    sessions,
    ask: (path: string, asked?: Asked) => ask(origin, path, asked),
    /** The cookie of a session that the shop's own sign-in has made; `null` where it did not. */
    async signIn(member: string): Promise<string | null> {
      const answer = await ask(origin, '/admin/sign_in', { method: 'POST', headers: form, body: member })
      return /^legacy=[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0] ?? null
    },
  }
}

function tokenOf(req: Request): string {
  return /(?:^|; )legacy=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
}

/** What a browser sends with a page, and with a form. */
export const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
const form = { ...page, 'content-type': 'application/x-www-form-urlencoded' }

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Answered = Awaited<ReturnType<typeof ask>>

/** One request with exactly this target, over a connection of its own; the answer as it came. */
export async function ask(origin: string, path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}) {
  const { hostname, port } = new URL(origin)
  const sent = request({ hostname, port, path, method, headers: { host: 'shop.example', ...headers }, agent: false })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    rawHeaders: answer.rawHeaders,
    body: Buffer.concat(chunks).toString(),
  }
}
