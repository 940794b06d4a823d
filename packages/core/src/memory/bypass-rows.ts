import type { MemberId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/** Ends the sessions that grants gave; only within `atomically`. */
export function endSessionsOf({ sessions }: State, grantId: string): void {
  for (const { tokenHash } of sessions.by('grant', grantId)) sessions.delete(tokenHash)
}

/**
 * Revokes what was good for whoever had this row before; only within `atomically`. A grant that waits for the row's
 * owner goes on waiting.
 */
export function revokeOfFormer(state: State, memberId: MemberId): void {
  for (const grant of state.bypassGrants.by('member', memberId)) {
    if (grant.credentialEpoch === null || grant.status === 'revoked') continue
    state.bypassGrants.put({ ...grant, status: 'revoked', suspendedFor: null })
    endSessionsOf(state, grant.id)
  }
}
