import type { HoldReason, Member } from '../domain/member.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/**
 * Holds the claims of a shop that share an address, and lifts that hold from those that no longer do: of these
 * addresses, or of all. Resolves to the rows held. Only within `atomically`.
 */
export function holdSameAddress({ members }: State, shopId: ShopId, among: readonly EmailKey[] | null): Member[] {
  const claims = members
    .by('shop', shopId)
    .filter(({ state, email }) => state === 'claim' && (among === null || among.includes(email.key)))
  const claimsOf = new Map<EmailKey, number>()
  for (const { email } of claims) claimsOf.set(email.key, (claimsOf.get(email.key) ?? 0) + 1)

  const held = claims.filter(({ email }) => (claimsOf.get(email.key) ?? 0) > 1)
  for (const row of claims) {
    const shared = held.includes(row)
    if (shared !== row.heldFor.includes('same_address')) {
      members.put({ ...row, heldFor: shared ? withHold(row, 'same_address') : withoutHold(row, 'same_address') })
    }
  }
  return held
}

/** The reasons of a row with one more, each once. */
export function withHold(row: Member, reason: HoldReason): readonly HoldReason[] {
  return row.heldFor.includes(reason) ? row.heldFor : [...row.heldFor, reason]
}

/** The reasons of a row without this one. */
export function withoutHold(row: Member, reason: HoldReason): readonly HoldReason[] {
  return row.heldFor.filter((other) => other !== reason)
}
