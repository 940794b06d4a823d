import type { Member } from '../domain/member.ts'
import type { State } from './state.ts'

/** Closes the sign-ins of announced shops to the members of these rows; only within `atomically`. */
export function closeDoors({ members, shops }: State, rows: readonly Member[]): void {
  for (const { id } of rows) {
    const row = members.get(id)
    if (row && row.state !== 'removed' && isAnnounced({ shops }, row)) members.put({ ...row, legacyClosed: true })
  }
}

/**
 * The row as a tombstone: nothing of it opens anything, and once its shop is announced not even at the shop. What was
 * arranged for it is gone; only within `atomically`.
 */
export function tombstone(
  state: Pick<State, 'shops' | 'sharedMarks' | 'retirements' | 'declines'>,
  row: Member,
): Member {
  state.sharedMarks.delete(row.id)
  state.retirements.delete(row.id)
  state.declines.delete(row.id)
  return {
    ...row,
    state: 'removed',
    accountId: null,
    robotSince: null,
    legacyPassword: null,
    legacyTotpSecret: null,
    legacyClosed: row.legacyClosed || isAnnounced(state, row),
  }
}

function isAnnounced({ shops }: Pick<State, 'shops'>, { shopId }: Member): boolean {
  return (shops.get(shopId)?.rollout ?? null) !== null
}
