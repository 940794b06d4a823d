import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { DOCUMENT_LIFETIME_SECONDS, type RolloutDocument } from '@ecforce-accounts/core'
import type { FixedClock } from '@ecforce-accounts/core/testing'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'
import type { MemberStanding } from '../../src/service/accounts-source.ts'

export const shop = 'renshu-shoes'
export const shopOrigin = 'https://shop.example'
/** Where a gate leads who is to come to the admin's first page. */
export const signInUrl = `${shopOrigin}/accounts/start`
export const client = { id: 'renshu-admin', secret: 'x'.repeat(43) }

/** What accounts would tell the shop of its switch. */
export interface ToldRollout {
  version: number
  rollbacks: number
  announcedAt: number | null
  enforcedAt: number | null
  closed: string[]
}

/** What a gate asks of a sign-in. */
export interface Question {
  readonly sid: string
  readonly address?: string | null
}

interface SigningKey {
  readonly privateKey: CryptoKey
  readonly published: JWK & { readonly kid: string }
}

export type FakeAccounts = Awaited<ReturnType<typeof openFakeAccounts>>

/** The part of accounts that a gate talks to, with real signatures and a clock of its own, in the hand of a test. */
export async function openFakeAccounts(clock: Pick<FixedClock, 'now'>) {
  const rollout: ToldRollout = { version: 1, rollbacks: 0, announcedAt: null, enforcedAt: null, closed: [] }
  const members: MemberStanding[] = []
  /** How the sign-ins stand that a gate asks about, by their names; `null` for one that has ended. */
  const standings = new Map<string, object | null>()
  /** What was asked about sign-ins, in order. */
  const questions: Question[] = []
  /** From where a sign-in is active at all. */
  const rules = { isActiveFrom: (_question: Question) => true }
  const asked: string[] = []
  let keys = [await newKey('s1')]
  /** Answers the next document in place of the real one. */
  let planted: (() => Promise<string>) | null = null
  let pageSize = 1000
  /** Answers what is not asked by a shop's back end. */
  let others: RequestListener | null = null

  const server = createServer((req, res) => {
    if (others && !req.url?.startsWith('/api/services/')) return others(req, res)
    void answer(req).then(({ status, body }) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await listen(0)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  onTestFinished(stop)

  return {
    issuer,
    rollout,
    members,
    standings,
    questions,
    rules,
    /** Every path that was asked for, in order. */
    asked,
    sign,
    claims,
    publishedKeys: () => keys.map(({ published }) => published),
    plant(document: (() => Promise<string>) | null) {
      planted = document
    },
    /** New documents are signed by a new key; the former goes on being published, or is retired. */
    async rotate({ retire = false } = {}) {
      const fresh = await newKey(`s${keys.length + 1}`)
      keys = retire ? [fresh] : [fresh, ...keys]
    },
    serveOthers(listener: RequestListener) {
      others = listener
    },
    pageBy(size: number) {
      pageSize = size
    },
    stop,
    start: () => listen(port),
  }

  /** A document as accounts makes it now, but for what a test changes of it. */
  async function sign(
    changes: Partial<RolloutDocument> = {},
    header: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const [key] = keys
    if (!key) throw new TypeError('there is always a key')
    return new SignJWT({ ...claims(), ...changes })
      .setProtectedHeader({
        alg: 'EdDSA',
        typ: 'rollout+jwt',
        kid: key.published.kid,
        ...header,
      } as JWTHeaderParameters)
      .sign(key.privateKey)
  }

  function claims(): RolloutDocument {
    const iat = Math.floor(clock.now() / 1000)
    const urls = { portalUrl: `${issuer}/portal/apps`, signInUrl: `${issuer}/sign-in` }
    return { iss: issuer, aud: shop, iat, exp: iat + DOCUMENT_LIFETIME_SECONDS, ...rollout, ...urls }
  }

  async function answer(req: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> {
    const url = new URL(req.url ?? '', issuer)
    asked.push(`${url.pathname}${url.search}`)
    if (url.pathname === '/api/services/keys')
      return { status: 200, body: { keys: keys.map(({ published }) => published) } }
    const expected = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    if (req.headers.authorization !== expected) return { status: 401, body: { code: 'service_rejected' } }
    if (url.pathname === '/api/services/rollout') {
      return { status: 200, body: { document: await (planted?.() ?? sign()) } }
    }
    if (url.pathname === '/api/services/introspect' && req.method === 'POST') {
      const question: Question = JSON.parse(await text(req))
      questions.push(question)
      const standing = rules.isActiveFrom(question) ? (standings.get(question.sid) ?? null) : null
      return { status: 200, body: standing === null ? { active: false } : { active: true, ...standing } }
    }
    if (url.pathname === '/api/services/members') {
      const after = url.searchParams.get('after')
      const from = after === null ? 0 : members.findIndex(({ legacyId }) => legacyId === after) + 1
      const page = members.slice(from, from + pageSize)
      const next = from + pageSize < members.length ? (page.at(-1)?.legacyId ?? null) : null
      return { status: 200, body: { members: page, next } }
    }
    return { status: 404, body: {} }
  }

  async function listen(at: number): Promise<void> {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
  }

  async function stop(): Promise<void> {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
}

async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  return { privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } }
}
