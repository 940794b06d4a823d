import type { BypassGrant, BypassRequest, MemberId } from '@ecforce-accounts/core'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { BypassGrantRow, BypassRequestRow, Tables } from '../tables.ts'

/** Ends the sessions that the grants gave which `which` names. */
export async function endSessionsOf(db: Kysely<Tables>, which: RawBuilder<SqlBool>): Promise<void> {
  await sql`DELETE FROM sessions WHERE grant_id IN (SELECT id FROM bypass_grants WHERE ${which})`.execute(db)
}

/** Revokes what `which` names and is not revoked, and ends the sessions it gave. Resolves to how many. */
export async function revokeGrants(db: Kysely<Tables>, which: RawBuilder<SqlBool>): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('bypass_grants')
    .set({ status: 'revoked', suspended_for: null })
    .where('status', '<>', 'revoked')
    .where(which)
    .executeTakeFirst()
  await endSessionsOf(db, which)
  return Number(numUpdatedRows)
}

/** Revokes what was good for whoever had this row before. A grant that waits for the row's owner goes on waiting. */
export async function revokeOfFormer(db: Kysely<Tables>, memberId: MemberId): Promise<void> {
  await revokeGrants(db, sql<SqlBool>`member_id = ${memberId} AND credential_epoch IS NOT NULL`)
}

/** A request as it is stored. */
export function requestRow(request: BypassRequest): BypassRequestRow {
  return {
    id: request.id,
    shop_id: request.shopId,
    version: request.version,
    status: request.status,
    purpose: request.purpose,
    provider: request.provider,
    member_ids: JSON.stringify(request.memberIds),
    ranges: JSON.stringify(request.ranges),
    valid_days: request.validDays,
    shadow: request.shadow ? 1 : 0,
    renews: request.renews,
    ticket: request.ticket,
    asked_by_account: 'accountId' in request.askedBy ? request.askedBy.accountId : null,
    asked_by_operator: 'operator' in request.askedBy ? request.askedBy.operator : null,
    asked_at: request.askedAt,
    due_at: request.dueAt,
    stopped_at: request.stoppedAt,
    question: request.question,
    answer: request.answer,
    first_approved_by: request.firstApprovedBy,
    settled_by: request.settledBy,
    settled_at: request.settledAt,
    reason: request.reason,
  }
}

/** The request of a row. */
export function toRequest(row: BypassRequestRow): BypassRequest {
  return {
    id: row.id,
    shopId: row.shop_id,
    version: row.version,
    status: row.status,
    purpose: row.purpose,
    provider: row.provider,
    memberIds: JSON.parse(row.member_ids),
    ranges: JSON.parse(row.ranges),
    validDays: row.valid_days,
    shadow: row.shadow === 1,
    renews: row.renews,
    ticket: row.ticket,
    askedBy: row.asked_by_account ? { accountId: row.asked_by_account } : { operator: row.asked_by_operator ?? '' },
    askedAt: row.asked_at,
    dueAt: row.due_at,
    stoppedAt: row.stopped_at,
    question: row.question,
    answer: row.answer,
    firstApprovedBy: row.first_approved_by,
    settledBy: row.settled_by,
    settledAt: row.settled_at,
    reason: row.reason,
  }
}

/** A grant as it is stored. */
export function grantRow(grant: BypassGrant): BypassGrantRow {
  return {
    id: grant.id,
    request_id: grant.requestId,
    shop_id: grant.shopId,
    member_id: grant.memberId,
    ranges: JSON.stringify(grant.ranges),
    status: grant.status,
    suspended_for: grant.suspendedFor,
    shadow: grant.shadow ? 1 : 0,
    approved_by: JSON.stringify(grant.approvedBy),
    starts_at: grant.startsAt,
    ends_at: grant.endsAt,
    credential_epoch: grant.credentialEpoch,
    active_since: grant.activeSince,
    last_used_at: grant.lastUsedAt,
    last_address: grant.lastAddress,
  }
}

/** The grant of a row. */
export function toGrant(row: BypassGrantRow): BypassGrant {
  return {
    id: row.id,
    requestId: row.request_id,
    shopId: row.shop_id,
    memberId: row.member_id,
    ranges: JSON.parse(row.ranges),
    status: row.status,
    suspendedFor: row.suspended_for,
    shadow: row.shadow === 1,
    approvedBy: JSON.parse(row.approved_by),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    credentialEpoch: row.credential_epoch,
    activeSince: row.active_since,
    lastUsedAt: row.last_used_at,
    lastAddress: row.last_address,
  }
}
