import type { Member } from '../domain/member.ts'
import type { Membership } from '../domain/session.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/** The accepted memberships of an account in shops announced by `now`, by shop name. */
export function membershipsOf({ members, shops }: State, accountId: AccountId, now: Instant): readonly Membership[] {
  const memberships: Membership[] = []
  for (const { state, shopId, role } of members.by('account', accountId)) {
    const shop = shops.get(shopId)
    if (state !== 'active' || !shop?.rollout || now < shop.rollout.announcedAt) continue
    memberships.push({ shopId, shopName: shop.name, adminUrl: shop.adminUrl, rollout: shop.rollout, role })
  }
  return memberships.toSorted((a, b) => compare(a.shopName, b.shopName) || compare(a.shopId, b.shopId))
}

/** The latest sign-in first; then who may never have signed in, then who never has. */
export function byLatestSignIn(a: Member, b: Member): number {
  return recency(b) - recency(a) || compare(a.id, b.id)
}

function recency({ lastSignInAt }: Member): number {
  if (lastSignInAt === null) return -1
  return lastSignInAt === 'never' ? -2 : lastSignInAt
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
