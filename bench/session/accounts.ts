import { hash, randomBytes } from 'node:crypto'
import { createAccounts, type Member, type Storage } from '@ecforce-accounts/core'
import {
  anAccount,
  aSession,
  collectingMailer,
  storedAccount,
  storedMembers,
  storedShop,
} from '@ecforce-accounts/core/testing'
import { accountsRouter, requireSession, sessionOf } from '@ecforce-accounts/express-adapter'
import { openStorage } from '@ecforce-accounts/storage-sql'
import { OTHERS, plainExpress, type SessionServer } from './session-server.ts'

const day = 24 * 3_600_000
const ROWS_AT_ONCE = 1_000
const AT_ONCE = 16

/** An installation in which `OTHERS` people of one shop are signed in, and one more whose cookie is told. */
export async function accountsServer(url: string, port: number): Promise<SessionServer> {
  const storage = await openStorage(url)
  const token = randomBytes(32).toString('base64url')
  const email = await fill(storage, token)
  const accounts = await createAccounts({
    issuer: `http://127.0.0.1:${port}`,
    storage,
    mailer: collectingMailer(),
    keys: [{ kid: 'k1', key: randomBytes(32) }],
  })
  accounts.start({ worker: false })

  // Mounted where a host has it.
  const app = plainExpress()
  app.use('/api', accountsRouter(accounts))
  app.get('/own', requireSession(accounts), (req, res) => {
    const { session, account } = sessionOf(req)
    res.json({ id: session.accountId, email: account.email, name: account.name })
  })
  const checks = { check: () => accounts.sessions.check(token), whoAmI: () => accounts.sessions.whoAmI(token) }
  return {
    app,
    paths: { accounts: '/api/session', "accounts, a host's own route": '/own' },
    cookie: `eca_sid=${token}`,
    email,
    checks,
  }
}

/** Signs everybody in, one of them with `token`; resolves to the address of that one. */
async function fill(storage: Storage, token: string): Promise<string> {
  const now = Date.now()
  const shop = await storedShop(storage, { rollout: { announcedAt: now - day, enforcedAt: now + 13 * day } })
  const claims: Member[] = []
  for (let at = 0; at <= OTHERS; at += ROWS_AT_ONCE) {
    const changes = Array.from({ length: Math.min(ROWS_AT_ONCE, OTHERS + 1 - at) }, () => ({}))
    claims.push(...(await storedMembers(storage, shop, ...changes)))
  }

  const remaining = claims.entries()
  await Promise.all(Array.from({ length: AT_ONCE }, () => signInAll(remaining)))
  const [first] = claims
  if (!first) throw new Error('somebody is always signed in')
  return first.email.typed

  async function signInAll(some: Iterable<[number, Member]>): Promise<void> {
    for (const [serial, { id, email }] of some) {
      const account = anAccount({ email })
      const signedIn = serial === 0 ? token : randomBytes(32).toString('base64url')
      const session = aSession({
        accountId: account.id,
        tokenHash: hash('sha256', signedIn, 'base64url'),
        authTime: now,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: now + day / 2,
      })
      await storedAccount(storage, { account, memberIds: [id], session })
    }
  }
}
