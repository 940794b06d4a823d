import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { StorageError } from '@ecforce-accounts/core'
import { routes } from '@ecforce-accounts/core/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { accountsRouter } from '../src/index.ts'
import { named } from './support/described.ts'
import {
  type Browser,
  browser,
  hiro,
  openServer,
  password,
  raw,
  type Server,
  type ServerSetup,
  signIn,
} from './support/server.ts'

let server: Server
let me: Browser

beforeEach(async () => {
  server = await openServer()
  me = browser(server)
})

const json = { 'content-type': 'application/json' }
const email = JSON.stringify({ email: hiro })

/** A start as `headers` and `body` make it. */
const send = (headers: Record<string, string>, body: string | Uint8Array = email, method = 'POST', path = '/sign-in') =>
  raw(server.port, { method, path: `/api${path}`, headers: { host: new URL(server.origin).host, ...headers }, body })

const codeOf = ({ status, text }: { status: number; text: string }) => [
  status,
  text === '' ? null : JSON.parse(text).code,
]

describe('every answer', () => {
  const expected = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }

  it('carries the headers of an API that is no page and is not kept, and nothing of the framework', async () => {
    await me.start(hiro)
    const answers = [
      await me.get('/sign-in'),
      await me.get('/session'),
      await me.get('/nowhere'),
      await me.call('PUT', '/session', {}),
      await me.post('/sign-in', {}),
      await me.post('/sign-in', { email: hiro }, { 'sec-fetch-site': 'cross-site' }),
      await me.delete('/session'),
      await me.call('HEAD', '/session'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 405, 400, 403, 204, 401])
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject(expected)
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{16}$/)
      for (const absent of ['x-powered-by', 'etag', 'strict-transport-security', 'access-control-allow-origin']) {
        expect(headers.has(absent)).toBe(false)
      }
    }
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(answers.length)
  })

  it('asks for https, and has Secure __Host- cookies, where the issuer is https', async () => {
    const secure = await openServer({ issuer: 'https://accounts.example' })
    const one = browser(secure)
    const start = await one.post('/sign-in', { email: hiro })
    expect(start.headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
    expect(start.setCookies[0]).toMatch(/^__Host-eca_tx=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    await one.post('/sign-in/password', { flow: start.body.flow, password })
    const done = await one.post('/sign-in/code', { flow: start.body.flow, code: await secure.code(hiro) })
    for (const line of done.setCookies) {
      expect(line).toMatch(/^__Host-eca_(sid|dev|tx)=/)
      expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
      expect(line).not.toMatch(/domain/i)
    }
    expect((await one.get('/session')).status).toBe(200)
  })

  it('speaks the language of the request, with both beside it', async () => {
    const [ja, en] = [await me.get('/session'), await me.get('/session', { 'accept-language': 'en-GB,ja;q=0.5' })]
    expect(ja.body.detail).toBe(ja.body.messages.ja)
    expect(en.body.detail).toBe(en.body.messages.en)
    expect(en.body.messages).toEqual(ja.body.messages)
  })
})

describe('paths and methods', () => {
  it('other than those of the table are not there', async () => {
    const paths = ['', '/', '//sign-in', '/sign-in/', '/Sign-In', '/SIGN-IN', '/sign%2Din', '/sign-in%2Fpassword']
    for (const path of [
      ...paths,
      '/sign-in//password',
      '/./sign-in',
      '/sign-in;x',
      '/sign-in%00',
      '/%73ign-in',
      '/__proto__',
    ]) {
      const answer = await send({ ...json, 'sec-fetch-site': 'same-origin' }, email, 'POST', path)
      expect([path, ...codeOf(answer)]).toEqual([path, 404, 'not_found'])
    }
    expect((await send({ ...json, 'sec-fetch-site': 'same-origin' }, email, 'POST', '/sign-in?x=1')).status).toBe(200)
  })

  it('are served as the table says, and other methods are told which', async () => {
    for (const { path } of Object.values(routes)) {
      const served = Object.values(routes).filter((route) => route.path === path)
      const allowed = served.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
      for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND'].filter((one) => !allowed.includes(one))) {
        const answer = await send({}, '', method, named(path))
        expect(codeOf(answer)).toEqual([405, 'method_not_allowed'])
        expect(answer.headers.allow).toBe(allowed.join(', '))
      }
    }
  })

  it('that are safe have no effect', async () => {
    await signIn(server, me, hiro)
    const before = await me.get('/session')
    for (const { path } of Object.values(routes)) {
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        await send({ cookie: `eca_sid=${me.jar.get('eca_sid')}` }, '', method, path)
    }
    expect((await me.get('/session')).text).toBe(before.text)
  })

  it('HEAD answers as GET does, without the body', async () => {
    await signIn(server, me, hiro)
    const [get, head] = [await me.get('/session'), await me.call('HEAD', '/session')]
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'))
  })
})

describe('where a request comes from', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'OWN' }, true],
    [{ origin: 'OWN' }, true],
    [{}, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'OWN' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': '' }, false],
    [{ 'sec-fetch-site': 'same-origin, cross-site' }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'OWN/' }, false],
    [{ origin: 'OWN.evil.example' }, false],
    [{ referer: 'OWN/sign-in' }, false],
  ] as const)('decides over %j: %s', async (headers, accepted) => {
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('OWN', server.origin)]),
    )
    const answers = [await send({ ...json, ...own }), await send(own, '', 'DELETE', '/session')]
    expect(answers.map(({ status }) => status)).toEqual(accepted ? [200, 204] : [403, 403])
    if (!accepted)
      expect(answers.map(codeOf)).toEqual([
        [403, 'origin_refused'],
        [403, 'origin_refused'],
      ])
  })

  it('does not matter to reading', async () => {
    await signIn(server, me, hiro)
    expect((await me.get('/session', { 'sec-fetch-site': 'cross-site' })).status).toBe(200)
  })

  it('has to name a host that is ours', async () => {
    const get = (host: string) => raw(server.port, { path: '/api/session', headers: { host } })
    for (const host of [
      'evil.example',
      '127.0.0.1',
      `127.0.0.1.evil.example:${server.port}`,
      `evil@127.0.0.1:${server.port}`,
    ]) {
      expect(codeOf(await get(host))).toEqual([400, 'host_refused'])
    }
    expect((await get(`127.0.0.1:${server.port}`)).status).toBe(401)

    const secure = await openServer({ issuer: 'https://accounts.example' })
    for (const host of ['accounts.example', 'ACCOUNTS.example', 'accounts.example:443']) {
      expect((await raw(secure.port, { path: '/api/session', headers: { host } })).status).toBe(401)
    }
    expect((await raw(secure.port, { path: '/api/session', headers: { host: 'accounts.example:80' } })).status).toBe(
      400,
    )
  })

  it('is the address that our proxies tell, and the socket where they are not ours', async () => {
    const addressOf = async (setup: ServerSetup, forwarded: string | string[]) => {
      const one = await openServer(setup)
      const headers = {
        host: `127.0.0.1:${one.port}`,
        ...json,
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': forwarded,
      }
      const { text } = await raw(one.port, { method: 'POST', path: '/api/sign-in', headers, body: email })
      return (await one.storage.audit.listBySubject(JSON.parse(text).flow, 1))[0]?.address
    }
    expect(await addressOf({}, '198.51.100.4')).toBe('198.51.100.4')
    expect(await addressOf({}, ['6.6.6.6', '198.51.100.4, 127.0.0.1'])).toBe('198.51.100.4')
    expect(await addressOf({}, '198.51.100.4:1234')).toBeNull()
    expect(await addressOf({ router: { trustedProxies: [] } }, '198.51.100.4')).toBe('127.0.0.1')
    const trusting: ServerSetup = {
      router: { trustedProxies: [] },
      host: (app, api) => void app.set('trust proxy', true).use('/api', api),
    }
    expect(await addressOf(trusting, '198.51.100.4')).toBe('127.0.0.1')
  })
})

describe('cookies', () => {
  it('that cannot be ours, stand twice or are beyond reason are as if they were absent', async () => {
    await signIn(server, me, hiro)
    const sid = me.jar.get('eca_sid') ?? ''
    const ask = async (cookie: string) =>
      (await raw(server.port, { path: '/api/session', headers: { host: `127.0.0.1:${server.port}`, cookie } })).status
    for (const cookie of [
      `eca_sid=${sid}`,
      `a=b; eca_sid=${sid}`,
      `xeca_sid=1;eca_sid=${sid};a`,
      `\teca_sid=${sid} `,
    ]) {
      expect([cookie, await ask(cookie)]).toEqual([cookie, 200])
    }
    const flipped = `${sid.startsWith('A') ? 'B' : 'A'}${sid.slice(1)}`
    for (const cookie of [
      ...[
        '',
        '=',
        ';;;',
        'eca_sid',
        'eca_sid=',
        `eca_sid=${sid}x`,
        `eca_sid="${sid}"`,
        `eca_sid=${encodeURIComponent('\0')}`,
      ],
      ...[`eca_sid=${flipped}`, `eca_sid=${sid}; eca_sid=${sid}`, `eca_sid=${sid}; eca_sid=`, `eca_sid=%E0%A4%A`],
      ...[
        `a=${'x'.repeat(9000)}; eca_sid=${sid}`,
        `eca_sid=\xff\xfe`,
        `ECA_SID=${sid}`,
        `__proto__=1; xeca_sid=${sid}`,
      ],
    ]) {
      expect([cookie.slice(0, 99), await ask(cookie)]).toEqual([cookie.slice(0, 99), 401])
    }
  })

  it('of ours come beside those a host sets', async () => {
    const shared = await openServer({
      host: (app, api) => {
        app.use('/api', (_req, res, next) => {
          res.cookie('host', '1')
          next()
        })
        app.use('/api', api)
      },
    })
    const { setCookies } = await browser(shared).post('/sign-in', { email: hiro })
    expect(setCookies.map((line) => line.split('=')[0])).toEqual(['host', 'eca_tx'])
  })
})

describe('bodies', () => {
  const own = { 'sec-fetch-site': 'same-origin' }

  it('are JSON in UTF-8, not compressed, and not large', async () => {
    const large = JSON.stringify({ email: 'x'.repeat(16_384) })
    const fitting = JSON.stringify({ email: hiro }).padEnd(16_384)
    for (const [headers, body, expected] of [
      [json, email, 200],
      [json, fitting, 200],
      [{ 'content-type': 'Application/JSON; charset="UTF-8"' }, email, 200],
      [{ ...json, 'content-encoding': 'identity' }, email, 200],
      [json, `${fitting} `, [413, 'body_too_large']],
      [json, large, [413, 'body_too_large']],
      [{ ...json, 'transfer-encoding': 'chunked' }, large, [413, 'body_too_large']],
      [json, '', [400, 'request_invalid']],
      [{}, '', [400, 'request_invalid']],
      [json, '{"email":', [400, 'request_invalid']],
      [json, '"text"', [400, 'request_invalid']],
      [json, '[]', [400, 'request_invalid']],
      [json, 'null', [400, 'request_invalid']],
      [json, Buffer.from(`{"email":"${hiro}","returnTo":"/\xff"}`, 'latin1'), [400, 'request_invalid']],
      [{}, email, [415, 'unsupported_media_type']],
      [{ 'content-type': 'text/plain' }, email, [415, 'unsupported_media_type']],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 'email=a', [415, 'unsupported_media_type']],
      [{ 'content-type': 'multipart/form-data; boundary=x' }, 'x', [415, 'unsupported_media_type']],
      [{ 'content-type': 'application/json; charset=shift_jis' }, email, [415, 'unsupported_media_type']],
      [{ 'content-type': 'application/json, text/plain' }, email, [415, 'unsupported_media_type']],
      [{ 'content-type': 'application/jsonx' }, email, [415, 'unsupported_media_type']],
      [{ ...json, 'content-encoding': 'gzip' }, email, [415, 'unsupported_media_type']],
    ] as const) {
      const answer = await send({ ...own, ...headers }, body)
      if (expected === 200) expect([headers, answer.status]).toEqual([headers, 200])
      else expect([headers, codeOf(answer)]).toEqual([headers, expected])
    }
  })

  it('are told member by member what is wrong, and nothing of them is repeated', async () => {
    const { body } = await me.post('/sign-in', { email: 7, 'a/b~c': 'sentinel', locale: 'fr', __proto__x: 1 })
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/email', '/locale', ''])
    expect(body.errors[0].messages.ja).toBe('メールアドレスの形式をご確認ください（例：name@shop.example）。')
    expect(body.errors[2].messages.en).toBe('There is a member that is not known here.')
    expect(JSON.stringify(body)).not.toContain('sentinel')

    const address = await me.post('/sign-in', { email: 'no address' })
    expect(address).toMatchObject({ status: 400, body: { errors: [{ pointer: '/email' }] } })
    const flow = await me.start(hiro)
    const code = await me.post('/sign-in/code', { flow, code: '12345' })
    expect(code.body.errors).toEqual([
      { pointer: '/code', messages: { ja: '6桁の数字を入力してください。', en: 'Please enter the 6 digits.' } },
    ])
  })

  it('with the name of a prototype in them change nothing', async () => {
    for (const body of [
      '{"__proto__":{"email":"a@b.example"}}',
      '{"constructor":{"prototype":{"email":1}},"email":"a@b.example"}',
    ]) {
      expect(codeOf(await send({ ...own, ...json }, body))).toEqual([400, 'request_invalid'])
    }
    expect('email' in {}).toBe(false)
  })

  it('of passwords are not read when there is no room to check them', async () => {
    const full = await openServer({
      host: (app, _api, accounts) => app.use('/api', accountsRouter({ ...accounts, hasRoom: () => false })),
    })
    const one = browser(full)
    const flow = await one.start(hiro)
    const refused = await one.post('/sign-in/password', { flow, password })
    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded', retryAfterSeconds: 2 } })
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(refused.body.detail).toContain('2秒後')

    const socket = connect(full.port, '127.0.0.1')
    const head = `POST /api/sign-in/password HTTP/1.1\r\nHost: 127.0.0.1:${full.port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n`
    socket.write(head)
    const [chunk] = await once(socket, 'data')
    expect(String(chunk)).toContain('HTTP/1.1 503')
    socket.destroy()
  })

  it('that do not end are refused as soon as they are too large', async () => {
    const socket = connect(server.port, '127.0.0.1')
    const head = `POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    socket.write(`${head}4001\r\n${' '.repeat(0x4001)}\r\n`)
    const [chunk] = await once(socket, 'data')
    expect(String(chunk)).toContain('HTTP/1.1 413')
    socket.destroy()
  })

  it('of more passwords than there is room for are refused, and taken again afterwards', async () => {
    const small = await openServer({
      accounts: { hashing: { concurrency: 1, waiting: 1, memoryKiB: 19_456, passes: 2 } },
    })
    const ones = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const one = browser(small)
        return { one, flow: await one.start('nobody@nowhere.example') }
      }),
    )
    const answers = await Promise.all(ones.map(({ one, flow }) => one.post('/sign-in/password', { flow, password })))
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].toSorted()).toEqual([401, 503])
    expect((await browser(small).toCode(hiro)).length).toBe(26)
    expect(await small.mails(hiro)).toHaveLength(1)
  })
})

describe('clients that go away', () => {
  it('abort what is done for them, and are no error', async () => {
    let signal: AbortSignal | undefined
    const errors: unknown[] = []
    const waiting = await openServer({
      host: (app, _api, accounts) => {
        const submitPassword: typeof accounts.signIn.submitPassword = async (_flow, _password, client) => {
          signal = client.signal
          if (signal) await once(signal, 'abort')
          throw signal?.reason
        }
        const onError = (error: unknown) => errors.push(error)
        app.use('/api', accountsRouter({ ...accounts, signIn: { ...accounts.signIn, submitPassword } }, { onError }))
      },
    })
    const flow = await browser(waiting).start(hiro)
    const body = JSON.stringify({ flow, password })
    const socket = connect(waiting.port, '127.0.0.1')
    const head = `POST /api/sign-in/password HTTP/1.1\r\nHost: 127.0.0.1:${waiting.port}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    socket.write(head + body)
    await expect.poll(() => signal).toBeDefined()
    expect(signal?.aborted).toBe(false)
    socket.destroy()
    await expect.poll(() => signal?.aborted).toBe(true)

    const half = connect(waiting.port, '127.0.0.1')
    half.write(`${head}{"fl`)
    await delay(20)
    half.destroy()
    await delay(20)
    expect(errors).toEqual([])
    expect((await browser(waiting).get('/session')).status).toBe(401)
  })
})

describe('faults of the server', () => {
  it.each([
    [new StorageError('sentinel text', new Error('sentinel cause')), 503, 'unavailable'],
    [new TypeError('sentinel text'), 500, 'internal'],
    ['sentinel text', 500, 'internal'],
  ])('are told to the operator with the id of the answer, and not to the client: %s', async (error, status, code) => {
    const broken = await openServer({
      storage: (storage) => ({
        ...storage,
        sessions: { ...storage.sessions, findWithMemberships: () => Promise.reject(error) },
      }),
    })
    const cookie = `eca_sid=${'A'.repeat(43)}`
    const answer = await browser(broken).get('/session', { cookie })
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.text).not.toContain('sentinel')
    expect(broken.errors).toEqual([{ error, requestId: answer.headers.get('x-request-id') }])
    expect((await browser(broken).get('/session')).status).toBe(401)
  })
})
