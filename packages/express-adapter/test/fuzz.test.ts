import { Problem, routes } from '@ecforce-accounts/core/wire'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { browser, hiro, openServer, raw, signIn } from './support/server.ts'

const known = Object.values(routes).map(({ path }) => path)
const names = [
  'email',
  'flow',
  'password',
  'code',
  'factor',
  'locale',
  'returnTo',
  '__proto__',
  'constructor',
  'toString',
  '',
]

const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((n) => n !== 0x7f)
    .map((n) => String.fromCharCode(n)),
  maxLength: 60,
})
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom(hiro, '123456', 'email', 'a'.repeat(26), '\u0000', '１２３４５６', 1e308, -0),
)
const object = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 }).map((entries) => {
  const members = entries.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`)
  return Buffer.from(`{${members.join(',')}}`)
})
const body = fc.oneof(
  { weight: 4, arbitrary: object },
  { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constantFrom(Buffer.from('['.repeat(16_000)), Buffer.alloc(20_000, 32), Buffer.alloc(0)) },
)
const often = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'),
  path: often('', fc.webPath()).chain((odd) => fc.constantFrom(...known).map((path) => path + odd)),
  body,
  type: often('application/json', headerText),
  encoding: often('identity', fc.constantFrom('gzip', 'br', 'deflate', 'x', 'gzip, gzip')),
  site: often('same-origin', headerText),
  cookie: fc.oneof(
    fc.constantFrom('', 'eca_tx=TX; eca_sid=SID', 'eca_tx=TX; eca_tx=TX', 'eca_dev=DEV; eca_tx=TX'),
    headerText,
  ),
  flow: fc.oneof(fc.constant('FLOW'), headerText),
  language: fc.oneof(fc.constant('en'), headerText),
  forwarded: fc.oneof(fc.ipV4(), fc.ipV6(), headerText),
})

it('whatever is sent is answered with what was asked or with a coded problem, and never with a fault', async () => {
  const server = await openServer()
  const me = browser(server)
  await signIn(server, me, hiro)
  let calls = 0

  await fc.assert(
    fc.asyncProperty(anyRequest, async (one) => {
      // The flow under way is a fresh one now and then, so that steps after the first are met too.
      if (calls++ % 20 === 0) {
        server.clock.advance(700_000)
        await me.toCode(hiro)
      }
      const fill = (text: string) =>
        text
          .replaceAll('TX', me.jar.get('eca_tx') ?? '')
          .replaceAll('SID', me.jar.get('eca_sid') ?? '')
          .replaceAll('DEV', me.jar.get('eca_dev') ?? '')
      const { status, headers, text } = await raw(server.port, {
        method: one.method,
        path: `/api${one.path}`,
        body: one.body,
        headers: {
          host: `127.0.0.1:${server.port}`,
          'content-type': one.type,
          'content-encoding': one.encoding,
          'content-length': String(one.body.length),
          'sec-fetch-site': one.site,
          cookie: fill(one.cookie),
          'accounts-flow': one.flow,
          'accept-language': one.language,
          'x-forwarded-for': one.forwarded,
        },
      })
      expect(status).toBeLessThan(500)
      expect(headers['x-request-id']).toMatch(/^[\w-]{16}$/)
      if (status >= 400 && one.method !== 'HEAD') expect(Problem.parse(JSON.parse(text)).status).toBe(status)
    }),
    { numRuns: 600, seed: 20_260_415 },
  )

  expect(server.errors).toEqual([])
  server.clock.advance(24 * 3_600_000)
  const after = browser(server)
  expect((await signIn(server, after, hiro)).body.step).toBe('done')
}, 60_000)
