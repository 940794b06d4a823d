import type { ClientContext } from '../domain/flow.ts'
import type { Member } from '../domain/member.ts'
import type { Shop } from '../domain/shop.ts'
import { type MemberAct, mayManageMembers, memberActs } from '../policy/member-acts.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Clock } from '../primitives/clock.ts'
import { ShopNotFoundError } from '../primitives/errors.ts'
import type { SignedIn, SignedInDoor } from './signed-in.ts'
import { ownRows } from './standing.ts'

/** Somebody signed in who manages the members of a shop, with the own row in it. */
export interface Manager extends SignedIn {
  readonly shop: Shop
  readonly member: Member
}

/**
 * The one door to what is done with the members of a shop.
 *
 * Rejects as `SignedInDoor` does, and with `ShopNotFoundError` for whoever does not manage that shop: one that is
 * somebody else's, one that is not announced and one that there is not are the same.
 */
export type ShopDoor = (client: ClientContext, shopId: string, act: MemberAct) => Promise<Manager>

export interface ShopDoorDeps {
  readonly signedIn: SignedInDoor
  readonly members: MemberStore
  readonly clock: Clock
}

export function shopDoor({ signedIn, members, clock }: ShopDoorDeps): ShopDoor {
  return async (client, shopId, act) => {
    const who = await signedIn(client, memberActs[act].needs)
    const rows = await members.findByEmail(who.account.email.key)
    const own = ownRows(who.account, rows, clock.now()).find(({ member }) => member.shopId === shopId)
    if (!own || !mayManageMembers(own.member.role)) throw new ShopNotFoundError(shopId)
    return { ...who, ...own }
  }
}
