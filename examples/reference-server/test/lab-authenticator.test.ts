import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newAuthenticator } from '../src/lab/authenticator.ts'
import { type Mailbox, startMailbox } from '../src/lab/mailbox.ts'

const noon = Date.parse('2026-11-22T03:00:00Z')
/** The secrets of RFC 6238, appendix B, in base32. */
const sha1Secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const sha256Secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA'

/** RFC 6238 written down once more, for six digits and half a minute. */
function codeAt(key: string, milliseconds: number): string {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 30_000)))
  const hash = createHmac('sha1', key).update(step).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('the codes of the authenticator', () => {
  it.each([
    { seconds: 59, algorithm: 'SHA1', secret: sha1Secret, code: '94287082' },
    { seconds: 1111111109, algorithm: 'SHA1', secret: sha1Secret, code: '07081804' },
    { seconds: 20000000000, algorithm: 'SHA1', secret: sha1Secret, code: '65353130' },
    { seconds: 59, algorithm: 'SHA256', secret: sha256Secret, code: '46119246' },
    { seconds: 1234567890, algorithm: 'SHA256', secret: sha256Secret, code: '91819424' },
  ])('are those of RFC 6238, appendix B: $algorithm at $seconds', ({ seconds, algorithm, secret, code }) => {
    const authenticator = newAuthenticator(() => seconds * 1000)
    const uri = `otpauth://totp/a:b?secret=${secret}&algorithm=${algorithm}&digits=8`
    expect(authenticator.add({ uri })).toMatchObject({ added: true, entry: { code } })
  })

  it('change at the end of the period, by the clock that was given, to the one that was announced', () => {
    let now = noon
    const authenticator = newAuthenticator(() => now)
    authenticator.add({ secret: sha1Secret, label: 'a' })
    const [first] = authenticator.entries()
    expect(first).toMatchObject({ code: codeAt('12345678901234567890', noon), validUntil: '2026-11-22T03:00:30.000Z' })

    now = noon + 29_999
    expect(authenticator.entries()[0]?.code).toBe(first?.code)
    now = noon + 30_000
    expect(authenticator.entries()[0]?.code).toBe(first?.nextCode)
  })

  it('come from a secret as it is typed from a page', () => {
    const authenticator = newAuthenticator(() => noon)
    const [spaced, whole] = ['gezd gnbv-gy3t qojq gezd gnbv gy3t qojq', sha1Secret].map((secret) =>
      authenticator.add({ secret, label: 'a' }),
    )
    expect(spaced?.added && whole?.added && spaced.entry.code === whole.entry.code).toBe(true)
    expect(authenticator.entries()).toHaveLength(1)
  })
})

describe('the authenticator over HTTP', () => {
  let mailbox: Mailbox
  beforeEach(async () => {
    mailbox = await startMailbox({ httpPort: 0, host: '127.0.0.1', now: () => noon })
  })
  afterEach(() => mailbox.close())

  const json = { 'Content-Type': 'application/json' }
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(mailbox.httpUrl + path, init)
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }
  const add = (body: object, headers: Record<string, string> = json) =>
    ask('/authenticator', { method: 'POST', headers, body: JSON.stringify(body) })

  it('takes a link and a secret in, shows their codes, and lets go of them', async () => {
    const link = await add({
      uri: `otpauth://totp/ecforce%20accounts:hiro.kato%40renshu-shoes.example?secret=${sha1Secret}&issuer=ecforce%20accounts`,
    })
    expect(link).toMatchObject({
      status: 201,
      body: { issuer: 'ecforce accounts', label: 'hiro.kato@renshu-shoes.example' },
    })
    expect((await add({ label: '須藤つばさ', secret: 'KRSW23LPEBZWKY3SMV2CAZDFNVXQ' })).status).toBe(201)

    const { body } = await ask('/authenticator')
    expect(body.now).toBe(new Date(noon).toISOString())
    expect(body.entries.map(({ label }: { label: string }) => label)).toEqual([
      '須藤つばさ',
      'hiro.kato@renshu-shoes.example',
    ])
    expect(body.entries[1].code).toBe(codeAt('12345678901234567890', noon))

    expect((await ask(`/authenticator/${link.body.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`/authenticator/${link.body.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await ask('/authenticator')).body.entries).toHaveLength(1)
  })

  it.each([
    [{}, 400, 'request_invalid'],
    [{ secret: sha1Secret }, 400, 'request_invalid'],
    [{ secret: 'not base32!', label: 'a' }, 422, 'secret_unreadable'],
    [{ secret: 'GEZDGNBV', label: 'a' }, 422, 'secret_unreadable'],
    [{ uri: 'https://elsewhere.example/' }, 422, 'secret_unreadable'],
    [{ uri: `otpauth://hotp/a?secret=${sha1Secret}&counter=1` }, 422, 'not_time_based'],
  ])('does not take %j', async (body, status, code) => {
    expect(await add(body)).toMatchObject({ status, body: { code } })
    expect((await ask('/authenticator')).body.entries).toEqual([])
  })

  it.each([
    [{ ...json, Origin: 'https://elsewhere.example' }, 403],
    [{ ...json, 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Content-Type': 'text/plain' }, 415],
  ])('takes nothing from another site’s page: %j', async (headers, status) => {
    expect((await add({ secret: sha1Secret, label: 'a' }, headers)).status).toBe(status)
    expect(mailbox.authenticator.entries()).toEqual([])
  })
})
