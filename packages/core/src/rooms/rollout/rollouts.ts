import { newAuditEvent } from '../../domain/audit-event.ts'
import { isInvitationDays } from '../../domain/invitation.ts'
import type { Rollout, RolloutAct, RolloutPlan, RolloutRecord } from '../../domain/rollout.ts'
import type { Shop } from '../../domain/shop.ts'
import { type CoexistenceDecision, decideCoexistence } from '../../policy/coexistence.ts'
import { emailFirst } from '../../policy/factor-policy.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import { ConfigurationError, MemberNotFoundError, ShopNotFoundError } from '../../primitives/errors.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import { isWebAddress } from '../../primitives/web-address.ts'
import { type MoveBy, type Moved, type MovesDeps, moves } from './moves.ts'
import { previewOf, type RolloutPreview } from './preview.ts'
import { RolloutRefusedError } from './refusals.ts'

/** Shops and their switch to accounts. `actor` is who does it, such as `operator:funakoshi`. */
export interface Rollouts {
  /** The shop and where its switch stands. Throws `ShopNotFoundError`. */
  find(shopId: ShopId): Promise<{
    readonly shop: Shop
    readonly decision: CoexistenceDecision
    readonly record: RolloutRecord
  }>

  list(): Promise<readonly Shop[]>

  /** Makes the shop when it is new; changes what is given and leaves the rest. */
  saveShop(shopId: ShopId, changes: ShopChanges, actor: string): Promise<Shop>

  /** Sets how many days its invitations are good for unless somebody says; 1 to 30. Throws `ShopNotFoundError`. */
  setInvitationDays(shopId: ShopId, days: number, actor: string): Promise<void>

  /**
   * Announces the shop now: for two weeks both ways in work, then accounts alone. Its roster closes; claims that were
   * never used, or not for 180 days, and claims that share an address are held until somebody confirms them.
   *
   * The cut is the first full hour, and day, that the plan allows, at least two weeks after the last mail that tells
   * of it may have gone out; a shop with nobody listed is enforced at once. Throws as `move` does.
   */
  announce(
    shopId: ShopId,
    actor: string,
    options?: Omit<MoveBy, 'actor'> & { readonly plan?: Partial<RolloutPlan> },
  ): Promise<Announcement>

  /**
   * Moves the switch: decided, stored and audited as one, over whatever others do at the same time.
   *
   * Throws `ShopNotFoundError`; `RolloutRefusedError` when the act means nothing where the switch stands, when its
   * reason is missing, or when two operators have to stand behind it and none are named; and `OperatorRefusedError`.
   */
  move(shopId: ShopId, act: RolloutAct, by: MoveBy): Promise<RolloutRecord>

  /** What an act would mean for every member: now, right after it, and at the date it brings. Changes nothing. */
  preview(shopId: ShopId, act: RolloutAct): Promise<RolloutPreview>

  /** Carries out the announcements whose time has come. Several nodes may do it at once. Resolves to how many. */
  announceDue(): Promise<number>

  /** Confirms that a claim held for its age, or by hand, is still wanted. Throws `MemberNotFoundError` when there is no such held claim. */
  confirmClaim(shopId: ShopId, legacyId: string, actor: string): Promise<void>
}

export interface ShopChanges {
  readonly name?: string
  readonly adminUrl?: string | null
  readonly factorPolicy?: Shop['factorPolicy']
}

export interface Announcement {
  readonly rollout: Rollout
  readonly heldAsStale: number
  readonly heldForAddress: number
}

export interface RolloutsDeps extends MovesDeps {
  readonly shops: ShopStore
  readonly members: MemberStore
}

export function rolloutRoom(deps: RolloutsDeps): Rollouts {
  const { shops, members, rollouts, clock, random } = deps
  const { move, decide } = moves(deps)

  return {
    async find(shopId) {
      const [shop, record] = [await existing(shopId), await rollouts.find(shopId)]
      if (!record) throw new ShopNotFoundError(shopId)
      return { shop, record, decision: decideCoexistence(shop.rollout, clock.now()) }
    },

    list: () => shops.list(),

    async saveShop(shopId, changes, actor) {
      const before = await shops.find(shopId)
      const shop: Shop = {
        id: shopId,
        name: before?.name ?? shopId,
        adminUrl: before?.adminUrl ?? null,
        factorPolicy: before?.factorPolicy ?? emailFirst,
        rollout: before?.rollout ?? null,
        ...changes,
      }
      assertServable(shop)
      const saved = event('shop.saved', actor, shopId, { new: before === null, fields: Object.keys(changes).join(' ') })
      await shops.save(shop, { events: [saved] })
      return shop
    },

    async setInvitationDays(shopId, days, actor) {
      if (!isInvitationDays(days)) throw new TypeError('an invitation is good for 1 to 30 days')
      const changed = event('invitation.policy_changed', actor, shopId, { days })
      if (!(await shops.setInvitationDays(shopId, days, { events: [changed] }))) throw new ShopNotFoundError(shopId)
    },

    async announce(shopId, actor, { plan, ...by } = {}) {
      await existing(shopId)
      return announced(shopId, { act: 'announce', ...(plan && { plan }) }, { ...by, actor })
    },

    async move(shopId, act, by) {
      if (act.act !== 'announce') return (await move(shopId, act, by)).record
      await announced(shopId, act, by)
      const record = await rollouts.find(shopId)
      if (!record) throw new ShopNotFoundError(shopId)
      return record
    },

    async preview(shopId, act) {
      return previewOf(members, await decide(shopId, act), act)
    },

    async announceDue() {
      let done = 0
      for (const { shopId } of await rollouts.listDue(clock.now())) {
        const wasFirst = await announced(shopId, { act: 'announce' }, { actor: 'system' }).then(
          () => true,
          // Another node, or an operator, was faster.
          (error: unknown) => {
            if (error instanceof RolloutRefusedError) return false
            throw error
          },
        )
        if (wasFirst) done++
      }
      return done
    },

    async confirmClaim(shopId, legacyId, actor) {
      await existing(shopId)
      const [member] = await members.findByLegacyIds(shopId, [legacyId])
      const id: MemberId | undefined = member?.id
      const confirmed = event('migration.claim_confirmed', actor, shopId, { legacyId })
      if (!id || !(await members.confirmHeld(id, clock.now(), { events: [confirmed] }))) throw new MemberNotFoundError()
    },
  }

  async function announced(shopId: ShopId, act: RolloutAct, by: MoveBy): Promise<Announcement> {
    await members.holdSameAddress(shopId)
    const { record, heldAsStale }: Moved = await move(shopId, act, by)
    // Of two rows with one address one may have left with the announcement.
    const twins = await members.holdSameAddress(shopId)
    if (record.rollout === null) throw new TypeError('an announcement leaves a rollout')
    return { rollout: record.rollout, heldAsStale, heldForAddress: twins.length }
  }

  async function existing(shopId: ShopId): Promise<Shop> {
    const shop = await shops.find(shopId)
    if (!shop) throw new ShopNotFoundError(shopId)
    return shop
  }

  function event(
    name: 'shop.saved' | 'migration.claim_confirmed' | 'invitation.policy_changed',
    actor: string,
    shopId: ShopId,
    details: Record<string, string | number | boolean>,
  ) {
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor, subject: shopId, shopId, details })
  }
}

function assertServable(shop: Shop): void {
  if (shop.adminUrl !== null && !isWebAddress(shop.adminUrl)) {
    throw new ConfigurationError('adminUrl', `shop ${shop.id} needs an https address (http on loopback alone)`)
  }
}
