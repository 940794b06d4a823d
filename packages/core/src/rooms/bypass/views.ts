import type { BypassGrant, BypassRequest } from '../../domain/bypass.ts'
import type { Member } from '../../domain/member.ts'
import { isUnreached } from '../../domain/rollout-notice.ts'
import type { Shop } from '../../domain/shop.ts'
import { type BypassMissing, missingOf } from '../../policy/bypass-checklist.ts'
import { isWide } from '../../policy/bypass-request.ts'
import type { BypassUses } from '../../ports/bypass-store.ts'
import type { Instant } from '../../primitives/clock.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import { addDays, japanDay } from '../../primitives/japan-time.ts'
import type { BypassDeps } from './bypass.ts'

/** A member of a request or grant, with what is still missing before anything is waived for it. */
export interface RobotView {
  readonly id: MemberId
  readonly name: string | null
  readonly email: string
  readonly robotSince: Instant | null
  readonly missing: readonly BypassMissing[]
}

export interface BypassRequestView {
  readonly request: BypassRequest
  readonly shopName: string
  readonly robots: readonly RobotView[]
  /** Whether two operators have to approve it. */
  readonly needsSecond: boolean
  /** Whether `dueAt` has passed and operators have not answered. */
  readonly isOverdue: boolean
  /** The instant of the cut, where operators may answer only at it or after it; `null` otherwise. */
  readonly dueAfterCut: Instant | null
}

export interface BypassGrantView {
  readonly grant: BypassGrant
  readonly shopName: string
  readonly robot: RobotView
  /** `waiting`: active, and something is missing; `ended`: over by time. */
  readonly standing: 'active' | 'waiting' | 'suspended' | 'revoked' | 'ended'
  /** Of the last thirty days in Japan. */
  readonly uses: BypassUses
}

/** How many days of uses are told. */
const DAYS_TOLD = 30
/** How many rows of a shop are looked at in one go for mails that did not arrive. */
const PAGE = 100

export type BypassViews = ReturnType<typeof bypassViews>

type ViewDeps = Pick<BypassDeps, 'bypasses' | 'memberships' | 'notices' | 'shops' | 'clock'>

/** What shops and operators are shown; `told`: of what is missing, as much as whoever asks may know. */
export function bypassViews(
  { bypasses, memberships, notices, shops, clock }: ViewDeps,
  told: (missing: readonly BypassMissing[]) => readonly BypassMissing[] = (missing) => missing,
) {
  return { requestView, grantView, robotView, nameOf }

  async function requestView(request: BypassRequest): Promise<BypassRequestView> {
    const shop = await shops.find(request.shopId)
    const isOpen = request.status === 'pending' || request.status === 'needs-information'
    const found = await Promise.all(request.memberIds.map((id) => robotView(request.shopId, id)))
    return {
      request,
      shopName: shop?.name ?? request.shopId,
      robots: found.filter((robot) => robot !== null),
      needsSecond: isWide(request.ranges),
      isOverdue: request.status === 'pending' && clock.now() >= request.dueAt,
      dueAfterCut: isOpen ? cutBefore(shop, request.dueAt) : null,
    }
  }

  async function grantView(grant: BypassGrant): Promise<BypassGrantView | null> {
    const [shop, robot] = await Promise.all([shops.find(grant.shopId), robotView(grant.shopId, grant.memberId)])
    if (robot === null) return null
    const since = addDays(japanDay(clock.now()), 1 - DAYS_TOLD)
    const isWaiting = robot.missing.length > 0 || grant.credentialEpoch === null
    const standing = clock.now() >= grant.endsAt && grant.status !== 'revoked' ? 'ended' : grant.status
    return {
      grant,
      shopName: shop?.name ?? grant.shopId,
      robot,
      standing: standing === 'active' && isWaiting ? 'waiting' : standing,
      uses: await bypasses.usesOf(grant.id, since),
    }
  }

  /** `null` when the shop has no such row. */
  async function robotView(shopId: ShopId, id: MemberId): Promise<RobotView | null> {
    const [member, facts] = await Promise.all([memberships.find(shopId, id), bypasses.factsOfMember(id)])
    if (!member || !facts) return null
    const isLost = facts.account === null && (await isUnreachedMember(member))
    const { name, email, robotSince } = member
    return { id, name, email: email.typed, robotSince, missing: told(missingOf(facts, { isUnreached: isLost })) }
  }

  /** As a mail to its shop calls a member. */
  async function nameOf(shopId: ShopId, id: MemberId): Promise<string> {
    const member = await memberships.find(shopId, id)
    return member?.name ?? member?.email.typed ?? id
  }

  /** The ledger lists by legacy id: soon after what a name begins with comes the name. */
  async function isUnreachedMember({ shopId, id, legacyId }: Member): Promise<boolean> {
    for (let after = legacyId.slice(0, -1); ; ) {
      const rows = await notices.page(shopId, after, PAGE)
      const row = rows.find(({ member }) => member.id === id)
      if (row) return isUnreached(row)
      const last = rows.at(-1)
      if (!last || rows.length < PAGE) return false
      after = last.member.legacyId
    }
  }

  function cutBefore(shop: Shop | null, dueAt: Instant): Instant | null {
    const enforcedAt = shop?.rollout?.enforcedAt ?? null
    return enforcedAt !== null && clock.now() < enforcedAt && enforcedAt <= dueAt ? enforcedAt : null
  }
}
