import { hash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { OTHERS, plainExpress, type SessionServer } from './session-server.ts'

/** Who is signed in, by hand. */
interface Floor {
  readonly token: string
  readonly email: string
  check(token: string): FloorUser | null | Promise<FloorUser | null>
}

interface FloorUser {
  readonly id: string
  readonly email: string
  readonly name: string
}

interface FloorRow extends FloorUser {
  readonly expires_at: number
}

const select = (token: string) =>
  `SELECT u.id, u.email, u.name, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ${token}`

const week = 7 * 24 * 3_600_000

/** The least that a check of an opaque token can be, on Express: its SHA-256, one prepared SELECT, the expiry. */
export async function floorServer(url: string): Promise<SessionServer> {
  const { token, email, check } = url.startsWith('sqlite:')
    ? await floorOnSqlite(url.slice('sqlite:'.length))
    : await floorOnPostgres(url)
  const app = plainExpress()
  app.get('/session', async (req, res) => {
    const user = await check(tokenOf(req.headers.cookie))
    if (!user) {
      res.status(401).json({ error: 'signed out' })
      return
    }
    res.json({ id: user.id, email: user.email, name: user.name })
  })
  return { app, paths: { floor: '/session' }, cookie: `sid=${token}`, email, checks: { check: () => check(token) } }
}

async function floorOnSqlite(path: string): Promise<Floor> {
  const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;
    CREATE TABLE sessions (token_hash BLOB PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id),
      expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN`)
  const insertUser = db.prepare('INSERT INTO users VALUES (?, ?, ?)')
  const insertSession = db.prepare('INSERT INTO sessions VALUES (?, ?, ?)')
  const sessions = Array.from({ length: OTHERS + 1 }, (_, serial) => floorSession(serial))
  for (const { token, user, expiresAt } of sessions) {
    insertUser.run(user.id, user.email, user.name)
    insertSession.run(hash('sha256', token, 'buffer'), user.id, expiresAt)
  }
  db.exec('COMMIT')

  const find = db.prepare(select('?'))
  return {
    ...signedIn(sessions),
    check: (token) => live(find.get(hash('sha256', token, 'buffer')) as FloorRow | undefined),
  }
}

async function floorOnPostgres(url: string): Promise<Floor> {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  await pool.query(`CREATE TABLE users (id text PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL);
    CREATE TABLE sessions (token_hash bytea PRIMARY KEY, user_id text NOT NULL REFERENCES users (id),
      expires_at bigint NOT NULL)`)
  const sessions = Array.from({ length: OTHERS + 1 }, (_, serial) => floorSession(serial))
  await pool.query('INSERT INTO users SELECT * FROM unnest($1::text[], $2::text[], $3::text[])', [
    sessions.map(({ user }) => user.id),
    sessions.map(({ user }) => user.email),
    sessions.map(({ user }) => user.name),
  ])
  await pool.query('INSERT INTO sessions SELECT * FROM unnest($1::bytea[], $2::text[], $3::bigint[])', [
    sessions.map(({ token }) => hash('sha256', token, 'buffer')),
    sessions.map(({ user }) => user.id),
    sessions.map(({ expiresAt }) => expiresAt),
  ])
  await pool.query('ANALYZE')

  const find = { name: 'session', text: select('$1') }
  return {
    ...signedIn(sessions),
    async check(token) {
      const { rows } = await pool.query<FloorRow>({ ...find, values: [hash('sha256', token, 'buffer')] })
      return live(rows[0])
    },
  }
}

function floorSession(serial: number) {
  const user = {
    id: `user${String(serial).padStart(22, '0')}`,
    email: `person${serial}@example.com`,
    name: '山田 太郎',
  }
  return { token: randomBytes(32).toString('base64url'), user, expiresAt: Date.now() + week }
}

function signedIn(sessions: readonly ReturnType<typeof floorSession>[]) {
  const [first] = sessions
  if (!first) throw new Error('a session is always made')
  return { token: first.token, email: first.user.email }
}

function live(row: FloorRow | undefined): FloorUser | null {
  return row && Number(row.expires_at) > Date.now() ? row : null
}

function tokenOf(cookies: string | undefined): string {
  if (cookies === undefined) return ''
  const at = cookies.indexOf('sid=')
  if (at === -1) return ''
  const end = cookies.indexOf(';', at)
  return cookies.slice(at + 4, end === -1 ? undefined : end)
}
