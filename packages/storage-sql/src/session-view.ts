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
  grantId: string | null,
]

/** The same with one membership, or none where `shopId` is null: a row for each. */
export type SessionWithMembershipTuple = readonly [
  ...SessionTuple,
  shopId: string | null,
  shopName: string | null,
  adminUrl: string | null,
  role: string | null,
  announcedAt: number | null,
  enforcedAt: number | null,
]

const columns = `s.token_hash, s.id, s.account_id, s.acr, s.amr, s.class, s.restricted_to, s.auth_time, s.created_at,
  s.last_seen_at, s.expires_at, s.address, s.user_agent, a.email_typed, a.name, a.locale, s.grant_id`

/** The look-up of a session, where `token` stands for its token's hash. */
export function sessionSql(token: string): string {
  return `SELECT ${columns} FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = ${token}`
}

/** The look-up of a session with its account's accepted memberships in announced shops: a row for each, or one. */
export function sessionWithMembershipsSql(token: string, now: string): string {
  return `SELECT ${columns}, p.id, p.name, p.admin_url, m.role, p.announced_at, p.enforced_at
    FROM sessions s JOIN accounts a ON a.id = s.account_id
    LEFT JOIN members m ON m.account_id = a.id AND m.state = 'active'
    LEFT JOIN shops p ON p.id = m.shop_id AND p.announced_at <= ${now}
    WHERE s.token_hash = ${token}`
}

const amrs = new Map<string, readonly Amr[]>()

/** The few lists of methods there are, each split once. */
export function amrOf(text: string): readonly Amr[] {
  const known = amrs.get(text)
  if (known) return known
  const amr: readonly Amr[] = Object.freeze((text === '' ? [] : text.split(' ')) as Amr[])
  amrs.set(text, amr)
  return amr
}

/** The session of a row. */
export function toSessionView(row: SessionTuple | SessionWithMembershipTuple): SessionView {
  return {
    session: {
      id: row[1] as SessionView['session']['id'],
      tokenHash: row[0],
      accountId: row[2] as SessionView['session']['accountId'],
      acr: row[3] as Acr,
      amr: amrOf(row[4]),
      sessionClass: row[5] as SessionView['session']['sessionClass'],
      restrictedTo: row[6] as SessionView['session']['restrictedTo'],
      grantId: row[16] as SessionView['session']['grantId'],
      authTime: row[7],
      createdAt: row[8],
      lastSeenAt: row[9],
      expiresAt: row[10],
      client: { address: row[11], userAgent: row[12] },
    },
    account: { email: row[13], name: row[14], locale: row[15] as SessionView['account']['locale'] },
  }
}

/** The session of its rows with the memberships, by shop name; `null` when there are none. */
export function toSessionWithMemberships(
  rows: readonly SessionWithMembershipTuple[],
): (SessionView & { readonly memberships: readonly Membership[] }) | null {
  const [first] = rows
  if (first === undefined) return null
  const { session, account } = toSessionView(first)
  const memberships: Membership[] = []
  for (const row of rows) {
    const shopId = row[17] as Membership['shopId'] | null
    const [announcedAt, enforcedAt] = [row[21], row[22]]
    if (shopId === null || announcedAt === null) continue
    const rollout = { announcedAt, enforcedAt }
    memberships.push({ shopId, shopName: row[18] ?? '', adminUrl: row[19], rollout, role: row[20] })
  }
  if (memberships.length > 1) memberships.sort(byShopName)
  return { session, account, memberships }
}

function byShopName(a: Membership, b: Membership): number {
  const [left, right] = a.shopName === b.shopName ? [a.shopId, b.shopId] : [a.shopName, b.shopName]
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
