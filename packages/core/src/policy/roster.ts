import type { Member } from '../domain/member.ts'

/** What an import says of one row; the TOTP secret in the clear, on both sides of the comparison. */
export type ListedRow = Pick<
  Member,
  'email' | 'name' | 'role' | 'legacyPassword' | 'legacyTwoFactor' | 'legacyTotpSecret' | 'lastSignInAt'
>

export type RosterDecision =
  | { readonly change: 'add'; readonly state: 'claim' | 'pending' }
  | { readonly change: 'refresh'; readonly state: 'claim' | 'pending' }
  | { readonly change: 'none'; readonly reason: 'unchanged' | 'removed' | 'account' }

/**
 * What becomes of a row that an import lists.
 *
 * Until the announcement (`rosterOpen`) rows are added as claims and refreshed. Afterwards a new row, and one whose
 * address changed, are pending: they need an invitation; the others may still be refreshed, since a claim's password
 * opens nothing but the mailbox step. Tombstones stay, and what belongs to an account is never touched.
 */
export function decideRosterChange(existing: Member | null, row: ListedRow, rosterOpen: boolean): RosterDecision {
  if (!existing) return { change: 'add', state: rosterOpen ? 'claim' : 'pending' }
  if (existing.state === 'removed') return { change: 'none', reason: 'removed' }
  if (existing.state === 'active' || existing.state === 'suspended') return { change: 'none', reason: 'account' }

  if (isSame(existing, row)) return { change: 'none', reason: 'unchanged' }
  const moved = existing.email.key !== row.email.key
  return { change: 'refresh', state: moved && !rosterOpen ? 'pending' : existing.state }
}

/** What a shop's back end says of one row. What it leaves out stays as it is. */
export interface SaidRow extends Pick<Member, 'email'> {
  readonly name?: string
  readonly role?: string
}

export type SyncDecision =
  | { readonly change: 'add'; readonly state: 'claim' | 'pending' }
  | ({ readonly change: 'save' } & Pick<Member, 'state' | 'email' | 'name' | 'role'>)
  | { readonly change: 'none'; readonly reason: 'removed' }

/**
 * What becomes of a row that a shop's back end brings.
 *
 * As with an import, a new row is a claim until the announcement (`rosterOpen`) and needs an invitation afterwards, as
 * does a row whose address changes then; a tombstone stays. Of what belongs to an account the shop says name and role,
 * and its address is its owner's: a membership is never pointed at another. Pure.
 */
export function decideSyncChange(existing: Member | null, said: SaidRow, rosterOpen: boolean): SyncDecision {
  if (!existing) return { change: 'add', state: rosterOpen ? 'claim' : 'pending' }
  if (existing.state === 'removed') return { change: 'none', reason: 'removed' }

  const { name = existing.name, role = existing.role } = said
  const { state } = existing
  if (state === 'active' || state === 'suspended') return { change: 'save', state, email: existing.email, name, role }
  const moved = existing.email.key !== said.email.key
  return { change: 'save', state: moved && !rosterOpen ? 'pending' : state, email: said.email, name, role }
}

function isSame(existing: Member, row: ListedRow): boolean {
  return (
    existing.email.key === row.email.key &&
    existing.email.typed === row.email.typed &&
    existing.name === row.name &&
    existing.role === row.role &&
    isSamePassword(existing.legacyPassword, row.legacyPassword) &&
    existing.legacyTwoFactor === row.legacyTwoFactor &&
    existing.legacyTotpSecret === row.legacyTotpSecret &&
    existing.lastSignInAt === row.lastSignInAt
  )
}

/** One that its owner chose here stays, whatever the shop lists. */
function isSamePassword(existing: Member['legacyPassword'], listed: Member['legacyPassword']): boolean {
  if (existing?.scheme === 'own') return true
  return existing?.hash === listed?.hash && existing?.pepperKid === listed?.pepperKid
}
