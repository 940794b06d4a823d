import { DatabaseSync } from 'node:sqlite'
import { hash, verify } from '@node-rs/bcrypt'

/** A row of the shop's own member list. */
export interface LegacyMember {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: string
}

export interface NewMember extends LegacyMember {
  /** bcrypt, of the password with the shop's pepper behind it; `null`: cannot sign in here. */
  readonly passwordHash: string | null
}

/** メンバー管理, as the shop has kept it for years: the members with their password hashes, in a database of its own. */
export interface Members {
  list(): readonly LegacyMember[]
  find(id: string): LegacyMember | null
  /** The member whose address and password these are; `null` for everybody else, after the same time. */
  authenticate(email: string, password: string): Promise<LegacyMember | null>
  /** `false` when the address is taken. */
  add(member: Omit<LegacyMember, 'id'>, password: string): Promise<LegacyMember | null>
  /** Makes the row of a member whom accounts has let in, or revives nobody: throws for an id that was removed. */
  admit(member: LegacyMember): void
  remove(id: string): boolean
  close(): void
}

export interface MembersOptions {
  /** Where the database lies. Default: in memory. */
  readonly file?: string
  /** What the shop appends to every password before it hashes it. Default: nothing. */
  readonly pepper?: string
  readonly members?: readonly NewMember[]
}

const COST = 10
/** Compared with where there is no such member: nobody's password. */
const nobodysHash = '$2b$10$yvZYz.U7aHFg6oTCQoVOaeBT6do6PALrXgn2E5HVfNlC.N7kKDaEO'

export function openMembers({ file = ':memory:', pepper = '', members = [] }: MembersOptions = {}): Members {
  const db = new DatabaseSync(file)
  db.exec(`CREATE TABLE IF NOT EXISTS members (
    id TEXT PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL, role TEXT NOT NULL,
    password_hash TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS members_email ON members (email) WHERE removed = 0`)
  const insert = db.prepare(
    'INSERT OR IGNORE INTO members (id, email, name, role, password_hash) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { id, email, name, role, passwordHash } of members) insert.run(id, email, name, role, passwordHash)

  const columns = 'id, email, name, role'
  const all = db.prepare(`SELECT ${columns} FROM members WHERE removed = 0 ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM members WHERE id = ? AND removed = 0`)
  const byEmail = db.prepare(`SELECT ${columns}, password_hash FROM members WHERE email = ? AND removed = 0`)
  const highest = db.prepare('SELECT max(CAST(id AS INTEGER)) AS id FROM members')
  // The row stays: an id that somebody has had is nobody else's, here and in accounts.
  const gone = db.prepare('UPDATE members SET removed = 1, password_hash = NULL WHERE id = ? AND removed = 0')

  return {
    list: () => all.all().map(toMember),

    find(id) {
      const row = one.get(id)
      return row ? toMember(row) : null
    },

    async authenticate(email, password) {
      const row = byEmail.get(email.trim())
      const kept = typeof row?.password_hash === 'string' ? row.password_hash : null
      const isRight = await verify(`${password}${pepper}`, kept ?? nobodysHash)
      return row && kept !== null && isRight ? toMember(row) : null
    },

    async add({ email, name, role }, password) {
      const passwordHash = await hash(`${password}${pepper}`, { cost: COST })
      const id = String(Number(highest.get()?.id ?? 0) + 1)
      const { changes } = insert.run(id, email.trim(), name, role, passwordHash)
      return Number(changes) === 1 ? { id, email: email.trim(), name, role } : null
    },

    admit({ id, email, name, role }) {
      if (one.get(id)) return
      const { changes } = insert.run(id, email, name, role, null)
      if (Number(changes) !== 1) throw new Error(`member ${id} was removed, or the address is somebody else's`)
    },

    remove: (id) => Number(gone.run(id).changes) === 1,
    close: () => db.close(),
  }
}

function toMember({ id, email, name, role }: Record<string, unknown>): LegacyMember {
  return { id: String(id), email: String(email), name: String(name), role: String(role) }
}
