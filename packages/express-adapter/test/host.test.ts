import type { Accounts } from '@ecforce-accounts/core'
import { StorageError } from '@ecforce-accounts/core'
import express, { type Express, type Request, type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { accountsErrorHandler, accountsRouter, requireSession, sessionOf } from '../src/index.ts'
import { robotAccount, robotsOnly } from './support/robots.ts'
import { browser, hiro, openServer, raw, signIn } from './support/server.ts'

describe('a host', () => {
  const hosts: Record<string, (app: Express, api: RequestHandler, accounts: Accounts) => void> = {
    'that parses nothing': (app, api) => app.use('/api', api),
    'that parses JSON before': (app, api, accounts) =>
      app.use(express.json()).use('/api', api).use('/api', accountsErrorHandler(accounts)),
    'that parses JSON after': (app, api) => app.use('/api', api).use(express.json()),
    'that parses much larger JSON before': (app, api, accounts) =>
      app
        .use(express.json({ limit: '5mb', strict: false }), express.urlencoded())
        .use('/api', api, accountsErrorHandler(accounts)),
    'that reads all bodies as text': (app, api, accounts) =>
      app.use(express.text({ type: '*/*', limit: '5mb' })).use('/api', api, accountsErrorHandler(accounts)),
    'that reads all bodies as bytes': (app, api, accounts) =>
      app.use(express.raw({ type: '*/*', limit: '5mb' })).use('/api', api, accountsErrorHandler(accounts)),
  }

  it.each(Object.keys(hosts))('%s makes no difference', async (name) => {
    const host = hosts[name]
    if (!host) throw new TypeError(name)
    const server = await openServer({ host })
    const me = browser(server)
    expect((await signIn(server, me, hiro)).body.step).toBe('done')
    expect((await me.get('/session')).body.account.email).toBe(hiro)

    const send = async (headers: Record<string, string>, body: string) => {
      const own = {
        host: `127.0.0.1:${server.port}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      }
      const answer = await raw(server.port, {
        method: 'POST',
        path: '/api/sign-in',
        headers: { ...own, ...headers },
        body,
      })
      expect(answer.text).not.toContain('sentinel')
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
      return [answer.status, JSON.parse(answer.text).code]
    }
    expect(await send({}, '{"password":"sentinel"')).toEqual([400, 'request_invalid'])
    expect(await send({}, '"sentinel"')).toEqual([400, 'request_invalid'])
    expect(await send({}, '')).toEqual([400, 'request_invalid'])
    expect(await send({}, JSON.stringify({ email: 'x'.repeat(20_000) }))).toEqual([413, 'body_too_large'])
    expect(await send({ 'transfer-encoding': 'chunked' }, JSON.stringify({ email: 'x'.repeat(20_000) }))).toEqual([
      413,
      'body_too_large',
    ])
    expect(await send({ 'content-type': 'text/plain' }, '{"email":"a@b.example"}')).toEqual([
      415,
      'unsupported_media_type',
    ])
    expect(await send({ 'content-type': 'application/x-www-form-urlencoded' }, 'email=a')).toEqual([
      415,
      'unsupported_media_type',
    ])
    expect(server.errors).toEqual([])
  })

  it('has the errors of its own middlewares answered without what they hold', async () => {
    const told: unknown[] = []
    const server = await openServer({
      host: (app, _api, accounts) => {
        const fail: RequestHandler = (req, _res, next) =>
          next(
            Object.assign(new Error('sentinel'), req.url.includes('client') ? { status: 400, body: 'sentinel' } : {}),
          )
        app.use(
          '/api',
          fail,
          accountsRouter(accounts),
          accountsErrorHandler(accounts, { onError: (error) => told.push(error) }),
        )
      },
    })
    const [ours, theirs] = [await browser(server).get('/session'), await browser(server).get('/client')]
    expect([ours.body.code, theirs.body.code]).toEqual(['internal', 'request_invalid'])
    expect(ours.text + theirs.text).not.toContain('sentinel')
    expect(told).toHaveLength(1)
  })
})

describe("a host's own routes", () => {
  const routesOf = (app: Express, api: RequestHandler, accounts: Accounts) => {
    app.use('/api', api)
    app.all('/mine', requireSession(accounts), (req, res) => void res.json(sessionOf(req).account))
    app.all('/open', (req, res) => void res.json(sessionOf(req).account))
    app.use(accountsErrorHandler(accounts))
  }

  it('are open behind requireSession to who is signed in, and to nobody else', async () => {
    const server = await openServer({ host: routesOf })
    const me = browser(server)
    await signIn(server, me, hiro)
    const ask = (headers: Record<string, string>, method = 'GET', path = '/mine') =>
      fetch(server.origin + path, { method, headers })
    const cookie = `eca_sid=${me.jar.get('eca_sid')}`
    const asked = await ask({ cookie })
    expect([asked.status, await asked.json()]).toMatchObject([200, { email: hiro }])
    for (const other of [{}, { cookie: 'eca_sid=x' }, { cookie: cookie.replace('sid', 'dev') }]) {
      const refused = await ask(other)
      expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'session_required' }])
    }
    expect((await ask({ cookie }, 'POST')).status).toBe(403)
    expect((await ask({ cookie, 'sec-fetch-site': 'same-origin' }, 'POST')).status).toBe(200)
    expect((await ask({ cookie }, 'GET', '/open')).status).toBe(500)
  })

  it('are closed to a robot unless they say otherwise', async () => {
    const server = await openServer({
      storage: robotsOnly,
      host: (app, api, accounts) => {
        app.use('/api', api)
        const trustedProxies = ['127.0.0.1']
        app.get('/mine', requireSession(accounts, { trustedProxies }), (_req, res) => void res.json('through'))
        const letsIn = requireSession(accounts, { trustedProxies, robots: 'let-through' })
        app.get('/robots', letsIn, (req, res) => void res.json(sessionOf(req).session.sessionClass))
        app.get(
          '/nowhere',
          requireSession(accounts, { robots: 'let-through' }),
          (_req, res) => void res.json('through'),
        )
      },
    })
    const me = browser(server)
    await signIn(server, me, hiro)
    const headers = { cookie: `eca_sid=${me.jar.get('eca_sid')}`, 'x-forwarded-for': '203.0.113.1' }
    const ask = async (path: string) => {
      const response = await fetch(server.origin + path, { headers })
      return [response.status, await response.json()]
    }
    expect(await ask('/mine')).toMatchObject([403, { code: 'session_restricted' }])
    expect(await ask('/robots')).toEqual([200, 'robot'])
    const refused = await server.accounts.audit.listBySubject(robotAccount(), 9)
    expect(refused.find(({ name }) => name === 'bypass.act_refused')).toMatchObject({
      reason: 'use-host',
      address: '203.0.113.1',
    })
    // Where the proxy is nobody's the address is its own.
    expect(await ask('/nowhere')).toMatchObject([401, { code: 'session_required' }])
    expect(await ask('/robots')).toMatchObject([401, { code: 'session_required' }])
  })

  it('know where a request came from that has gone before its session was found', async () => {
    let peer: string | undefined = '127.0.0.1'
    const server = await openServer({
      storage: (storage) => {
        const { sessions } = robotsOnly(storage)
        const find: typeof sessions.find = async (hash) => {
          const found = await sessions.find(hash)
          peer = undefined
          return found
        }
        return { ...robotsOnly(storage), sessions: { ...sessions, find } }
      },
      host: (app, api, accounts) => {
        app.use('/api', api)
        const letsIn = requireSession(accounts, { trustedProxies: ['127.0.0.1'], robots: 'let-through' })
        const going = (req: Request, _res: unknown, next: () => void) => {
          peer = '127.0.0.1'
          Object.defineProperty(req, 'socket', {
            value: {
              get remoteAddress() {
                return peer
              },
            },
          })
          next()
        }
        app.get('/robots', going, letsIn, (req, res) => void res.json(sessionOf(req).session.sessionClass))
      },
    })
    const me = browser(server)
    await signIn(server, me, hiro)
    const headers = { cookie: `eca_sid=${me.jar.get('eca_sid')}`, 'x-forwarded-for': '203.0.113.1' }
    const response = await fetch(`${server.origin}/robots`, { headers })
    expect([response.status, await response.json()]).toEqual([200, 'robot'])
  })

  it('answer 503, and nobody gets through, when the session cannot be looked up', async () => {
    const told: unknown[] = []
    const error = new StorageError('sentinel', new Error('sentinel'))
    const server = await openServer({
      storage: (storage) => ({ ...storage, sessions: { ...storage.sessions, find: () => Promise.reject(error) } }),
      host: (app, _api, accounts) => {
        const guard = requireSession(accounts, { onError: (one, { requestId }) => told.push(one, requestId) })
        app.get('/mine', guard, (_req, res) => void res.json('through'))
      },
    })
    const answer = await fetch(`${server.origin}/mine`, { headers: { cookie: `eca_sid=${'A'.repeat(43)}` } })
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'unavailable' }])
    expect(told).toEqual([error, answer.headers.get('x-request-id')])
  })
})
