import { newAuditEvent } from '../../domain/audit-event.ts'
import { STALE_AFTER_MILLISECONDS } from '../../domain/member.ts'
import type { Rollout, Shop } from '../../domain/shop.ts'
import { COEXISTENCE_MILLISECONDS, type CoexistenceDecision, decideCoexistence } from '../../policy/coexistence.ts'
import { emailFirst } from '../../policy/factor-policy.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { AccountsError, ConfigurationError } from '../../primitives/errors.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'

/** Shops and their switch to accounts. `actor` is who does it, such as `operator:funakoshi`. */
export interface Rollouts {
  /** The shop and where its switch stands. Throws `ShopNotFoundError`. */
  find(shopId: ShopId): Promise<{ readonly shop: Shop; readonly decision: CoexistenceDecision }>

  list(): Promise<readonly Shop[]>

  /** Makes the shop when it is new; changes what is given and leaves the rest. */
  saveShop(shopId: ShopId, changes: ShopChanges, actor: string): Promise<Shop>

  /**
   * Announces the shop now: for two weeks both ways in work, then accounts alone. Its roster closes; claims that were
   * never used, or not for 180 days, and claims that share an address are held until somebody confirms them.
   *
   * Throws `ShopNotFoundError`, and `RolloutRefusedError` when it was announced before.
   */
  announce(shopId: ShopId, actor: string): Promise<Announcement>

  /** Confirms that a stale claim is still wanted. Throws `MemberNotFoundError` when there is no such held claim. */
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

/** No shop has this name; `shopId` repeats it. */
export class ShopNotFoundError extends AccountsError {
  readonly shopId: string

  constructor(shopId: string) {
    super('shop_not_found', `there is no shop ${shopId}`)
    this.shopId = shopId
  }
}

/** No member answers to that name in the state it would have to be in. */
export class MemberNotFoundError extends AccountsError {
  constructor() {
    super('member_not_found', 'there is no such member')
  }
}

/** The switch stands where this act means nothing. */
export class RolloutRefusedError extends AccountsError {
  constructor(message: string) {
    super('rollout_refused', message)
  }
}

export interface RolloutsDeps {
  readonly shops: ShopStore
  readonly members: MemberStore
  readonly clock: Clock
  readonly random: Random
}

export function rollouts({ shops, members, clock, random }: RolloutsDeps): Rollouts {
  return {
    async find(shopId) {
      const shop = await existing(shopId)
      return { shop, decision: decideCoexistence(shop.rollout, clock.now()) }
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

    async announce(shopId, actor) {
      await existing(shopId)
      const now = clock.now()
      const rollout: Rollout = { announcedAt: now, enforcedAt: now + COEXISTENCE_MILLISECONDS }
      const twins = await members.holdSameAddress(shopId)
      const announced = event('rollout.announced', actor, shopId, {
        announcedAt: rollout.announcedAt,
        enforcedAt: rollout.enforcedAt,
      })
      const held = await shops.announce(shopId, rollout, now - STALE_AFTER_MILLISECONDS, { events: [announced] })
      if (held === null) throw new RolloutRefusedError(`shop ${shopId} was announced before`)
      return { rollout, heldAsStale: held, heldForAddress: twins.length }
    },

    async confirmClaim(shopId, legacyId, actor) {
      await existing(shopId)
      const [member] = await members.findByLegacyIds(shopId, [legacyId])
      const id: MemberId | undefined = member?.id
      const confirmed = event('migration.claim_confirmed', actor, shopId, { legacyId })
      if (!id || !(await members.confirmStale(id, clock.now(), { events: [confirmed] })))
        throw new MemberNotFoundError()
    },
  }

  async function existing(shopId: ShopId): Promise<Shop> {
    const shop = await shops.find(shopId)
    if (!shop) throw new ShopNotFoundError(shopId)
    return shop
  }

  function event(
    name: 'shop.saved' | 'rollout.announced' | 'migration.claim_confirmed',
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

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const loopback =
    hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost' || hostname.endsWith('.localhost')
  return (protocol === 'https:' || (protocol === 'http:' && loopback)) && username === '' && password === ''
}
