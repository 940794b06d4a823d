import type { Acr, Amr, Membership, SessionView } from '@ecforce-accounts/core'

/** What `sessionSql` selects, in its order. */
export type SessionTuple = readonly [
  tokenHash: string,
  id: string,
  accountId: string,
  acr: string,
  amr: string,
  sessionClass: string,
  restrictedTo: string | null,
  authTime: number,
  createdAt: number,
  lastSeenAt: number,
  expiresAt: number,
  address: string | null,
  userAgent: string | null,
  email: string,
  name: string | null,
  locale: string,
]

/** The same with the memberships as a JSON array of `[shopId, shopName, adminUrl, role]`. */
export type SessionWithMembershipsTuple = readonly [...SessionTuple, memberships: string]

const columns = `s.token_hash, s.id, s.account_id, s.acr, s.amr, s.class, s.restricted_to, s.auth_time, s.created_at,
  s.last_seen_at, s.expires_at, s.address, s.user_agent, a.email_typed, a.name, a.locale`

/** The look-up of a session, where `token` stands for its token's hash. */
export function sessionSql(token: string): string {
  return `SELECT ${columns} FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = ${token}`
}

/**
 * The look-up of a session with its account's accepted memberships in announced shops.
 *
 * `gather` makes a JSON array of four columns over the rows that follow, in the order of two others.
 */
export function sessionWithMembershipsSql(
  token: string,
  now: string,
  gather: (columns: string, order: string) => string,
): string {
  const memberships = `SELECT ${gather('m.shop_id, p.name, p.admin_url, m.role', 'p.name, p.id')}
    FROM members m JOIN shops p ON p.id = m.shop_id
    WHERE m.account_id = a.id AND m.state = 'active' AND p.announced_at <= ${now}`
  return `SELECT ${columns}, (${memberships}) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = ${token}`
}

const amrs = new Map<string, readonly Amr[]>()

/** The few lists of methods there are, each split once. */
function amrOf(text: string): readonly Amr[] {
  const known = amrs.get(text)
  if (known) return known
  const amr: readonly Amr[] = Object.freeze((text === '' ? [] : text.split(' ')) as Amr[])
  amrs.set(text, amr)
  return amr
}

/** The session of a row. */
export function toSessionView(row: SessionTuple | SessionWithMembershipsTuple): SessionView {
  return {
    session: {
      id: row[1] as SessionView['session']['id'],
      tokenHash: row[0],
      accountId: row[2] as SessionView['session']['accountId'],
      acr: row[3] as Acr,
      amr: amrOf(row[4]),
      sessionClass: row[5] as SessionView['session']['sessionClass'],
      restrictedTo: row[6] as SessionView['session']['restrictedTo'],
      authTime: row[7],
      createdAt: row[8],
      lastSeenAt: row[9],
      expiresAt: row[10],
      client: { address: row[11], userAgent: row[12] },
    },
    account: { email: row[13], name: row[14], locale: row[15] as SessionView['account']['locale'] },
  }
}

/** The memberships at the end of a row. */
export function toMemberships(row: SessionWithMembershipsTuple): readonly Membership[] {
  if (row[16] === '[]') return []
  const gathered: [Membership['shopId'], string, string | null, string | null][] = JSON.parse(row[16])
  return gathered.map(([shopId, shopName, adminUrl, role]) => ({ shopId, shopName, adminUrl, role }))
}
