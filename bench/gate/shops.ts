import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAccounts, type Rollout, type ShopId, systemClock } from '@ecforce-accounts/core'
import { hashSecretToken } from '@ecforce-accounts/core/gate'
import { memoryStorage } from '@ecforce-accounts/core/memory'
import { collectingMailer, storedMembers, storedShop } from '@ecforce-accounts/core/testing'
import { accountsRouter } from '@ecforce-accounts/express-adapter'
import {
  type GateOptions,
  type GateSession,
  gateOf,
  memoryGateSessions,
  serviceGate,
} from '@ecforce-accounts/express-adapter/service'
import express, { type Express, type Request } from 'express'

const day = 24 * 3_600_000
const MEMBERS = 500

/** Somebody is signed in by this cookie, at every shop. */
export const cookie = 'theme=dark; legacy=of-member-7; locale=ja'
export const apiKey = 'Bearer of-the-warehouse'
const token = randomBytes(32).toString('base64url')
/** And by this one through accounts, at the shop after the cut. */
export const accountsCookie = `theme=dark; __Host-eca_gate=${token}.${'m'.repeat(22)}; locale=ja`
const SESSIONS = 1_000

/** The same small admin without a gate, and with one in each phase. */
export interface Shops {
  readonly bare: Express
  readonly before: Express
  readonly coexistence: Express
  readonly enforced: Express
  close(): void
}

/** Shops whose gates have asked a real accounts over HTTP. */
export async function openShops(): Promise<Shops> {
  const now = Date.now()
  const storage = memoryStorage()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const accounts = await createAccounts({
    issuer,
    storage,
    mailer: collectingMailer(),
    keys: [{ kid: 'k1', key: randomBytes(32) }],
  })
  server.on('request', express().use('/api', accountsRouter(accounts)))

  const before = await gateOfShop(null)
  const coexistence = await gateOfShop({ announcedAt: now - day, enforcedAt: now + 13 * day })
  const enforced = await gateOfShop({ announcedAt: now - 15 * day, enforcedAt: now - day })
  for (const { gate } of [before, coexistence, enforced]) {
    if (!(await gate.ready())) throw new Error('a gate has learnt nothing')
  }
  return {
    bare: admin(express()),
    before: before.app,
    coexistence: coexistence.app,
    enforced: enforced.app,
    close() {
      for (const { gate } of [before, coexistence, enforced]) gate.close()
      server.close()
      server.closeAllConnections()
    },
  }

  async function gateOfShop(rollout: Rollout | null) {
    const shop = await storedShop(storage, { rollout })
    await storedMembers(storage, shop, ...Array.from({ length: MEMBERS }, () => ({})))
    return gated({ issuer, shop: shop.id, client: await newClient(shop.id) })
  }

  async function newClient(shopId: ShopId): Promise<GateOptions['client']> {
    const { service, secret } = await accounts.services.add(
      { id: `${shopId}-admin`, shopId },
      { actor: 'operator:bench' },
    )
    return { id: service.id, secret }
  }
}

function gated(options: Pick<GateOptions, 'issuer' | 'shop' | 'client'>) {
  const now = Date.now()
  const gate = serviceGate({
    ...options,
    // So that no session grows old while it is measured.
    clock: { ...systemClock, now: () => now },
    sessions: openSessions(now),
    origin: 'https://shop.example',
    protect: '/admin',
    api: ['/api'],
    legacy: { signInPaths: ['/admin/sign_in', '/admin/password'], isSignedIn: memberOf, signOut: () => {} },
    refreshSeconds: 300,
  })
  return { gate, app: admin(express().use(gate)) }
}

function admin(app: Express): Express {
  app.get('/admin/orders/:id', (req, res) => void res.json({ order: req.params.id }))
  app.get('/admin/members/:id', (req, res) => void res.json({ id: gateOf(req).member?.memberId }))
  app.get('/admin/top', (req, res) => void res.json({ banner: gateOf(req).banner }))
  app.get('/api/v1/orders/:id', (req, res) => void res.json({ order: req.params.id }))
  app.get('/products/:id', (req, res) => void res.json({ product: req.params.id }))
  return app
}

/** A thousand people are signed in through accounts, one of them by the cookie. */
function openSessions(now: number) {
  const sessions = memoryGateSessions()
  const member: GateSession['member'] = {
    memberId: '7',
    subject: 'subject-of-7',
    email: 'seven@shop.example',
    name: '七',
    locale: 'ja',
    role: 'staff',
    acr: 'urn:ecforce:acr:app',
    amr: ['pwd', 'otp', 'mfa'],
    authTime: now,
    sessionClass: 'full',
  }
  const times = { begunAt: now, confirmedAt: now, expiresAt: now + 12 * 3_600_000 }
  const session: GateSession = { member, sid: 'sid', idToken: 'h.p.s', signIn: 's', ...times }
  for (let other = 1; other < SESSIONS; other++) void sessions.begin(hashSecretToken(`other ${other}`), session)
  void sessions.begin(hashSecretToken(token), session)
  return sessions
}

function memberOf({ headers }: Request): string | null {
  return /(?:^|; )legacy=of-member-(\w+)/.exec(headers.cookie ?? '')?.[1] ?? null
}
