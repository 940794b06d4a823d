import type { HoldReason, LastSignIn, LegacyPassword, Member, Retirement, SharedMark } from '@ecforce-accounts/core'
import type { Selectable } from 'kysely'
import { keyIdOf, type MemberRow, NEVER_SIGNED_IN, type SharedColumns } from '../tables.ts'

/** A member as it is stored. */
export function memberRow(member: Member): MemberRow {
  return {
    id: member.id,
    shop_id: member.shopId,
    legacy_id: member.legacyId,
    email_key: member.email.key,
    email_typed: member.email.typed,
    name: member.name,
    role: member.role,
    state: member.state,
    held_stale: member.heldFor.includes('stale') ? 1 : 0,
    held_same_address: member.heldFor.includes('same_address') ? 1 : 0,
    held_by_hand: member.heldFor.includes('by_hand') ? 1 : 0,
    leaving: member.leaving,
    ...claimPasswordColumns(member.legacyPassword),
    legacy_two_factor: member.legacyTwoFactor ? 1 : 0,
    legacy_totp_secret: member.legacyTotpSecret,
    legacy_totp_kid: member.legacyTotpSecret === null ? null : keyIdOf(member.legacyTotpSecret, '.'),
    last_sign_in_at: member.lastSignInAt === 'never' ? NEVER_SIGNED_IN : member.lastSignInAt,
    legacy_closed: member.legacyClosed ? 1 : 0,
    account_id: member.accountId,
    activated_at: member.activatedAt,
    robot_since: member.robotSince,
    confirmed_at: member.confirmedAt,
    imported_by: member.importedBy,
  }
}

/** A claim's password as it is stored. */
export function claimPasswordColumns(password: LegacyPassword | null) {
  return {
    legacy_scheme: password?.scheme ?? null,
    legacy_hash: password?.hash ?? null,
    legacy_pepper_kid: password?.pepperKid ?? null,
    legacy_nominal_ms: password?.nominalMilliseconds ?? null,
  }
}

/** A member's row without anything that a legacy sign-in could be tried with. */
export const noLegacySecrets = {
  legacy_scheme: null,
  legacy_hash: null,
  legacy_pepper_kid: null,
  legacy_nominal_ms: null,
  legacy_totp_secret: null,
  legacy_totp_kid: null,
}

/** A mark as it is stored. */
export function markColumns(mark: SharedMark | null) {
  return {
    shared_responsible: mark?.responsibleId ?? null,
    shared_marked_at: mark?.markedAt ?? null,
    shared_reminds_at: mark?.remindsAt ?? null,
  }
}

/** A retirement as it is stored. */
export function retirementColumns(retirement: Retirement | null) {
  return {
    retires_on: retirement?.on ?? null,
    retires_told: retirement?.told ?? null,
    retires_due_at: retirement?.dueAt ?? null,
  }
}

/** What was arranged for a row. */
export function arrangedFor(row: Selectable<SharedColumns>): {
  readonly mark: SharedMark | null
  readonly retirement: Retirement | null
} {
  const { shared_responsible: responsibleId, shared_marked_at: markedAt, shared_reminds_at: remindsAt } = row
  const { retires_on: on, retires_told: told, retires_due_at: dueAt } = row
  return {
    mark:
      responsibleId === null || markedAt === null || remindsAt === null ? null : { responsibleId, markedAt, remindsAt },
    retirement: on === null || dueAt === null ? null : { on, told, dueAt },
  }
}

/** The member of a row. */
export function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    shopId: row.shop_id,
    legacyId: row.legacy_id,
    email: { key: row.email_key, typed: row.email_typed },
    name: row.name,
    role: row.role,
    state: row.state,
    heldFor: holdsOf(row),
    leaving: row.leaving,
    legacyPassword: legacyPasswordOf(row),
    legacyTwoFactor: row.legacy_two_factor === 1,
    legacyTotpSecret: row.legacy_totp_secret,
    legacyClosed: row.legacy_closed === 1,
    lastSignInAt: lastSignInOf(row),
    accountId: row.account_id,
    activatedAt: row.activated_at,
    robotSince: row.robot_since,
    confirmedAt: row.confirmed_at,
    importedBy: row.imported_by,
  }
}

function holdsOf(row: MemberRow): HoldReason[] {
  const reasons: HoldReason[] = []
  if (row.held_same_address === 1) reasons.push('same_address')
  if (row.held_stale === 1) reasons.push('stale')
  if (row.held_by_hand === 1) reasons.push('by_hand')
  return reasons
}

function legacyPasswordOf(row: MemberRow): LegacyPassword | null {
  if (row.legacy_scheme === null || row.legacy_hash === null) return null
  return {
    scheme: row.legacy_scheme,
    hash: row.legacy_hash,
    pepperKid: row.legacy_pepper_kid,
    nominalMilliseconds: row.legacy_nominal_ms ?? 0,
  }
}

function lastSignInOf({ last_sign_in_at: at }: MemberRow): LastSignIn {
  return at === NEVER_SIGNED_IN ? 'never' : at
}
