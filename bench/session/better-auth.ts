import { randomBytes } from 'node:crypto'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { fromNodeHeaders } from 'better-auth/node'
import pg from 'pg'
import { OTHERS, plainExpress, type SessionServer } from './session-server.ts'

const email = 'person0@example.com'
const week = 7 * 24 * 3_600_000

/**
 * better-auth as its documentation has it in Express: `auth.api.getSession` with the headers of the request.
 *
 * With its cookie cache the signed copy of the session is sent along, so that no database is asked.
 */
export async function betterAuthServer(url: string, cookieCache: boolean): Promise<SessionServer> {
  const { database, fill } = url.startsWith('sqlite:') ? await onSqlite(url.slice('sqlite:'.length)) : onPostgres(url)
  const options = {
    baseURL: 'http://127.0.0.1',
    secret: randomBytes(32).toString('base64url'),
    database,
    emailAndPassword: { enabled: true },
    session: { cookieCache: { enabled: cookieCache, maxAge: 3600 } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  } satisfies BetterAuthOptions
  await (await getMigrations(options)).runMigrations()
  const auth = betterAuth(options)

  const { headers } = await auth.api.signUpEmail({
    body: { email, name: '山田 太郎', password: 'asagao-no-kaze-26' },
    returnHeaders: true,
  })
  await fill(Array.from({ length: OTHERS }, (_, other) => other + 1))

  const app = plainExpress()
  app.get('/session', async (req, res) => {
    const found = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) })
    if (!found) {
      res.status(401).json({ error: 'signed out' })
      return
    }
    res.json({ id: found.user.id, email: found.user.email, name: found.user.name })
  })
  const cookie = headers
    .getSetCookie()
    .map((set) => set.split(';', 1)[0])
    .join('; ')
  if (cookie.includes('session_data') !== cookieCache) throw new Error('the cookie cache is not as it was asked for')
  const signedIn = fromNodeHeaders({ cookie })
  return {
    app,
    paths: { [cookieCache ? 'better-auth-cookie-cache' : 'better-auth']: '/session' },
    cookie,
    email,
    checks: { getSession: () => auth.api.getSession({ headers: signedIn }) },
  }
}

interface Store {
  readonly database: NonNullable<BetterAuthOptions['database']>
  fill(others: readonly number[]): Promise<void>
}

const users = '"user" (id, name, email, "emailVerified", "createdAt", "updatedAt")'
const sessions = '"session" (id, "expiresAt", token, "createdAt", "updatedAt", "userId")'

async function onSqlite(path: string): Promise<Store> {
  const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL')
  return {
    database: db,
    async fill(others) {
      const now = new Date().toISOString()
      const end = new Date(Date.now() + week).toISOString()
      const insertUser = db.prepare(`INSERT INTO ${users} VALUES (?, '山田 太郎', ?, 1, ?, ?)`)
      const insertSession = db.prepare(`INSERT INTO ${sessions} VALUES (?, ?, ?, ?, ?, ?)`)
      db.exec('BEGIN')
      for (const other of others) {
        insertUser.run(`user${other}`, `person${other}@example.com`, now, now)
        insertSession.run(`session${other}`, end, randomBytes(24).toString('base64url'), now, now, `user${other}`)
      }
      db.exec('COMMIT')
    },
  }
}

function onPostgres(url: string): Store {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  return {
    database: pool,
    async fill(others) {
      await pool.query(
        `INSERT INTO ${users} SELECT 'user' || n, '山田 太郎', 'person' || n || '@example.com', true, now(), now()
          FROM unnest($1::int[]) n`,
        [others],
      )
      await pool.query(
        `INSERT INTO ${sessions} SELECT 'session' || n, now() + interval '7 days', t, now(), now(), 'user' || n
          FROM unnest($1::int[], $2::text[]) o (n, t)`,
        [others, others.map(() => randomBytes(24).toString('base64url'))],
      )
      await pool.query('ANALYZE')
    },
  }
}
