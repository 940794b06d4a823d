import type { Member, MemberTally } from '../../domain/member.ts'
import type { Rollout } from '../../domain/rollout.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideCoexistence, type Phase } from '../../policy/coexistence.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { RolloutStore } from '../../ports/rollout-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { ShopNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'
import { addDays, type JapanDay, japanDay } from '../../primitives/japan-time.ts'

/** How far the members of a shop are with setting up. All of it is the shop's own: nothing of an account elsewhere. */
export interface Progress {
  /** Every shop with its numbers, by id. */
  overview(): Promise<ProgressOverview>

  /** One shop, day by day and member by member. Throws `ShopNotFoundError`. */
  ofShop(shopId: ShopId): Promise<ShopProgress>
}

export interface ProgressOverview {
  readonly at: Instant
  readonly shops: readonly (ShopTally & {
    /** When it is going to be announced; `null` when nobody has said, and once it is. */
    readonly announceAt: Instant | null
  })[]
}

export interface ShopTally {
  readonly shop: Shop
  readonly phase: Phase
  readonly tally: MemberTally
}

export interface ShopProgress extends ShopTally {
  readonly at: Instant
  /**
   * The days of Japan from the announcement on, to today or to the day of the cut, none left out; none before the
   * announcement.
   */
  readonly days: readonly ProgressDay[]
  /** How many set up after the cut. */
  readonly afterCut: number
  /** Every member that is not removed, by legacy id. */
  readonly members: readonly MemberProgress[]
}

export interface ProgressDay {
  readonly day: JapanDay
  /** How many set up on it. */
  readonly setUp: number
  /** How many had by its end. */
  readonly total: number
}

export interface MemberProgress extends Pick<Member, 'legacyId' | 'name' | 'role'> {
  /** `claim`: not set up yet; `held`: a claim that somebody has to confirm first. */
  readonly state: 'claim' | 'held' | 'pending' | 'active' | 'suspended'
  readonly setUpAt: Instant | null
}

export interface ProgressDeps {
  readonly members: MemberStore
  readonly shops: ShopStore
  readonly rollouts: RolloutStore
  readonly clock: Clock
}

const PAGE = 1000
const nobody: MemberTally = { setUp: 0, notYet: 0, held: 0, pending: 0 }

export function progress({ members, shops, rollouts, clock }: ProgressDeps): Progress {
  return {
    async overview() {
      const at = clock.now()
      const [listed, tallies, underWay] = await Promise.all([
        shops.list(),
        members.tally(null),
        rollouts.listUnderWay(at),
      ])
      const scheduled = new Map(underWay.map(({ shopId, announceAt }) => [shopId, announceAt]))
      return {
        at,
        shops: listed.map((shop) => ({
          ...tallyOf(shop, tallies, at),
          announceAt: scheduled.get(shop.id) ?? null,
        })),
      }
    },

    async ofShop(shopId) {
      const at = clock.now()
      const shop = await shops.find(shopId)
      if (!shop) throw new ShopNotFoundError(shopId)
      const [tallies, days, listed] = await Promise.all([
        members.tally(shopId),
        daysOf(shop.id, shop.rollout, at),
        membersOf(shopId),
      ])
      const { tally, phase } = tallyOf(shop, tallies, at)
      const beforeCut = days.at(-1)?.total ?? 0
      const afterCut = phase === 'enforced' ? Math.max(0, tally.setUp - beforeCut) : 0
      return { shop, phase, at, tally, days, afterCut, members: listed }
    },
  }

  async function daysOf(shopId: ShopId, rollout: Rollout | null, now: Instant): Promise<readonly ProgressDay[]> {
    if (rollout === null || now < rollout.announcedAt) return []
    const end = Math.min(now, (rollout.enforcedAt ?? Number.POSITIVE_INFINITY) - 1) // the last instant that counts
    const counts = await members.activationsByDay(shopId, rollout.announcedAt, end + 1)
    const days: ProgressDay[] = []
    let total = 0
    for (let day = japanDay(rollout.announcedAt); day <= japanDay(end); day = addDays(day, 1)) {
      const setUp = counts.get(day) ?? 0
      total += setUp
      days.push({ day, setUp, total })
    }
    return days
  }

  async function membersOf(shopId: ShopId): Promise<readonly MemberProgress[]> {
    const listed: MemberProgress[] = []
    for (let last: string | null = ''; last !== null; ) {
      const page: readonly Member[] = await members.page(shopId, last, PAGE)
      listed.push(...page.map(progressOf))
      last = page.at(-1)?.legacyId ?? null
    }
    return listed
  }
}

function tallyOf(shop: Shop, tallies: ReadonlyMap<ShopId, MemberTally>, now: Instant): ShopTally {
  const { phase } = decideCoexistence(shop.rollout, now)
  return { shop, phase, tally: tallies.get(shop.id) ?? nobody }
}

function progressOf({ legacyId, name, role, state, heldFor, activatedAt }: Member): MemberProgress {
  if (state === 'removed') throw new TypeError('a tombstone is no member')
  const isHeld = state === 'claim' && heldFor.length > 0
  return { legacyId, name, role, state: isHeld ? 'held' : state, setUpAt: activatedAt }
}
