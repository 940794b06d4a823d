import type { OperatorDoor } from '../../access/operator-door.ts'
import type { RobotNotices } from '../../access/robot-notices.ts'
import type { ShopDoor } from '../../access/shop-door.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { SignedInDoor } from '../../access/signed-in.ts'
import type { IsHoliday } from '../../policy/cut.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { BypassStore } from '../../ports/bypass-store.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { MembershipStore } from '../../ports/membership-store.ts'
import type { NoticeLedger } from '../../ports/notice-ledger.ts'
import type { OperatorStore } from '../../ports/operator-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { Random } from '../../primitives/random.ts'
import { asking, type BypassesOfShops } from './asking.ts'
import { type BypassDesk, desk } from './desk.ts'
import { dueBypasses, type OverdueRequest } from './due.ts'
import { type RobotFlags, robotFlags } from './robot-flags.ts'

export interface BypassDeps {
  readonly bypasses: BypassStore
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly memberships: MembershipStore
  readonly notices: NoticeLedger
  readonly shops: ShopStore
  readonly shopDoor: ShopDoor
  readonly signedIn: SignedInDoor
  readonly throttle: Pick<SignInThrottle, 'askingForBypass'>
  readonly operators: Pick<OperatorStore, 'find'>
  readonly operatorDoor: OperatorDoor
  readonly robotNotices: RobotNotices
  /** Which days are public holidays, once it is needed. */
  readonly isHoliday: () => Promise<IsHoliday>
  readonly companyHolidays: readonly string[]
  readonly cutOffHour: number
  readonly documentationRanges: boolean
  readonly onOverdue: (requests: readonly OverdueRequest[]) => void
  readonly clock: Clock
  readonly random: Random
}

export interface BypassRoom {
  readonly ofShops: BypassesOfShops
  readonly desk: BypassDesk
  readonly robots: RobotFlags
  /** Reminds, expires and suspends what is due. Several nodes may do it at once; each thing is told once. */
  doDue(): Promise<void>
}

/** Robots' exemptions: asked for by shops, decided by operators, kept in order by time. */
export function bypassRoom(deps: BypassDeps): BypassRoom {
  return { ofShops: asking(deps), desk: desk(deps), robots: robotFlags(deps), doDue: dueBypasses(deps) }
}
