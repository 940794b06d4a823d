import type { Acr, KnownDevice, Session } from '@ecforce-accounts/core'
import { amrOf } from '../session-view.ts'
import type { DeviceRow, SessionRow } from '../tables.ts'

/** A session as it is stored. */
export function sessionRow(session: Session): SessionRow {
  return {
    token_hash: session.tokenHash,
    id: session.id,
    account_id: session.accountId,
    acr: session.acr,
    amr: session.amr.join(' '),
    class: session.sessionClass,
    restricted_to: session.restrictedTo,
    grant_id: session.grantId,
    auth_time: session.authTime,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    address: session.client.address,
    user_agent: session.client.userAgent,
  }
}

/** The session of a row. */
export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    accountId: row.account_id,
    acr: row.acr as Acr,
    amr: amrOf(row.amr),
    sessionClass: row.class,
    restrictedTo: row.restricted_to,
    grantId: row.grant_id,
    authTime: row.auth_time,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    client: { address: row.address, userAgent: row.user_agent },
  }
}

/** A device as it is stored. */
export function deviceRow(device: KnownDevice): DeviceRow {
  return {
    token_hash: device.tokenHash,
    account_id: device.accountId,
    credential_epoch: device.credentialEpoch,
    created_at: device.createdAt,
    expires_at: device.expiresAt,
  }
}
