import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Accounts,
  type AccountsOptions,
  createAccounts,
  type FactorPolicy,
  isShopId,
  type ShopId,
  type Storage,
} from '@ecforce-accounts/core'
import { memoryStorage } from '@ecforce-accounts/core/memory'
import {
  type CollectingMailer,
  collectingMailer,
  type FixedClock,
  fixedClock,
  noon,
  seededRandom,
} from '@ecforce-accounts/core/testing'
import express, { type Express, type RequestHandler } from 'express'
import { onTestFinished } from 'vitest'
import { type AccountsRouterOptions, accountsRouter } from '../../src/index.ts'
import { assertDescribed } from './described.ts'

export const password = 'correct horse battery'
export const hiro = 'hiro.kato@renshu-shoes.example'
export const mei = 'mei.ono@renshu-shoes.example'
/** Has a password too weak to be kept. */
export const ren = 'ren.kubo@renshu-shoes.example'

/** bcrypt of `password` and of `neko77`, at the lowest cost. */
export const hashes = {
  good: '$2b$04$qfZRaVhYpQ48MckkU/TvseWAGesRSqfkGM2Rscqkn6/jeDofx4UXi',
  weak: '$2b$04$E.eGTbg8hirglYCF.VUKL.G7YXxecwXAgf/ys8dywKb9T7q7GARgu',
}

export interface ServerSetup {
  /** Where accounts says it is; the listening address unless told. */
  readonly issuer?: string
  readonly router?: AccountsRouterOptions
  readonly storage?: (storage: Storage) => Storage
  readonly accounts?: Partial<AccountsOptions>
  /** What the shop asks of its members; codes by mail unless told. */
  readonly factorPolicy?: FactorPolicy
  /** An installation that this is another node of: it shares database, mail and time, and begins nothing anew. */
  readonly over?: { readonly storage: Storage; readonly clock: FixedClock; readonly mailer: CollectingMailer }
  /** What the host puts around the API. */
  readonly host?: (app: Express, api: RequestHandler, accounts: Accounts) => void
}

export type Server = Awaited<ReturnType<typeof openServer>>

/** A listening server over memory, with two members announced and time in the hand. */
export async function openServer(setup: ServerSetup = {}) {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`

  const { over } = setup
  const clock = over?.clock ?? fixedClock(noon)
  const mailer = over?.mailer ?? collectingMailer()
  const memory = over?.storage ?? memoryStorage()
  const storage = setup.storage?.(memory) ?? memory
  const accounts = await createAccounts({
    issuer: setup.issuer ?? origin,
    storage,
    mailer,
    keys: [{ kid: 'k1', key: new Uint8Array(32).fill(1) }],
    clock,
    random: seededRandom(over ? 8 : 7), // no two nodes draw the same
    hashing: { concurrency: 2, memoryKiB: 19_456, passes: 2 },
    ...setup.accounts,
  })
  if (!over) {
    const members = [
      { legacyId: '1', email: hiro, hash: hashes.good },
      { legacyId: '2', email: mei, hash: hashes.good },
      { legacyId: '3', email: ren, hash: hashes.weak },
    ]
    await announceShop(accounts, shopId('renshu-shoes'), members, setup.factorPolicy)
  }

  const errors: { error: unknown; requestId: string }[] = []
  const api = accountsRouter(accounts, {
    trustedProxies: ['127.0.0.1'],
    allowedHosts: [`127.0.0.1:${port}`],
    onError: (error, { requestId }) => errors.push({ error, requestId }),
    ...setup.router,
  })
  if (setup.host) setup.host(app, api, accounts)
  else app.use('/api', api)

  return {
    origin,
    port,
    issuer: accounts.issuer,
    accounts,
    storage,
    clock,
    mailer,
    errors,
    async mails(email: string) {
      await accounts.mailDelivery.deliverDue()
      return mailer.received.map(({ mail }) => mail).filter((mail) => mail.to === email)
    },
    async code(email: string): Promise<string> {
      await accounts.mailDelivery.deliverDue()
      const mail = mailer.ofKind('code').findLast(({ to }) => to === email)
      if (!mail) throw new Error(`no code was mailed to ${email}`)
      return mail.code
    },
  }
}

/** A shop with these members, announced. */
export async function announceShop(
  accounts: Accounts,
  shop: ShopId,
  members: readonly { readonly legacyId: string; readonly email: string; readonly hash: string }[],
  factorPolicy?: FactorPolicy,
): Promise<void> {
  const lines = members.map(({ legacyId, email, hash }) =>
    JSON.stringify({
      shop_id: shop,
      legacy_id: legacyId,
      email,
      name: email.split('.')[0],
      role: 'staff',
      password_hash: hash,
    }),
  )
  const source = (async function* () {
    yield Buffer.from(lines.join('\n'))
  })()
  await accounts.migration.importMembers({ source, format: 'jsonl', shops: [shop], actor: 'operator:test' })
  if (factorPolicy) await accounts.rollouts.saveShop(shop, { factorPolicy }, 'operator:test')
  await accounts.rollouts.announce(shop, 'operator:test')
}

export function shopId(text: string): ShopId {
  if (!isShopId(text)) throw new TypeError(text)
  return text
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked into by tests, and held to their schemas in `described.ts`
type Body = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  readonly text: string
  readonly setCookies: readonly string[]
}

let nextAddress = 1

export type Browser = ReturnType<typeof browser>

/** A browser: it keeps cookies, comes from an address of its own, and every answer it sees is held to the document. */
export function browser({ origin }: Pick<Server, 'origin'>, jar = new Map<string, string>()) {
  const address = `203.0.113.${nextAddress++ % 250}`
  /** Every cookie value ever received. */
  const everReceived: { name: string; value: string }[] = []

  async function call(
    method: string,
    path: string,
    json?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: {
        'x-forwarded-for': address,
        'sec-fetch-site': 'same-origin',
        'accept-language': 'ja',
        ...(jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    const text = await response.text()
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (/Max-Age=0(;|$)/.test(line)) jar.delete(name)
      else {
        jar.set(name, value)
        everReceived.push({ name, value })
      }
    }
    const isFile = response.headers.get('content-type')?.startsWith('text/csv') ?? false
    const body: unknown = text === '' || isFile ? null : JSON.parse(text)
    const answer: Answer = { status: response.status, headers: response.headers, body, text, setCookies }
    assertDescribed(method, path, answer)
    return answer
  }

  return {
    jar,
    everReceived,
    call,
    get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
    post: (path: string, json: unknown, headers?: Record<string, string>) => call('POST', path, json, headers),
    delete: (path: string, headers?: Record<string, string>) => call('DELETE', path, undefined, headers),

    async start(email: string): Promise<string> {
      return (await call('POST', '/sign-in', { email })).body.flow
    },

    /** Up to the code: the flow's id. */
    async toCode(email: string, typed = password): Promise<string> {
      const flow = await this.start(email)
      await call('POST', '/sign-in/password', { flow, password: typed })
      return flow
    },
  }
}

/** Signs a browser in, all the way. */
export async function signIn(server: Server, of: Browser, email: string): Promise<Answer> {
  const flow = await of.toCode(email)
  return of.post('/sign-in/code', { flow, code: await server.code(email) })
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

/** A request as nobody's library would send it. */
export function raw(
  port: number,
  request: {
    readonly method?: string
    readonly path: string
    readonly headers?: Record<string, string | string[]>
    readonly body?: string | Uint8Array
  },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        agent: false,
        method: request.method ?? 'GET',
        path: request.path,
        headers: request.headers ?? {},
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(request.body)
  })
}
