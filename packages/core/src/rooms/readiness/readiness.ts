import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import type { Member } from '../../domain/member.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideCoexistence, type Phase } from '../../policy/coexistence.ts'
import { type FindingCode, findingsOf, type ShopFindingCode, shopFindingsOf } from '../../policy/readiness.ts'
import type { MemberMark, MemberStore } from '../../ports/member-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { ReadinessRefusedError, ShopNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'

/** What should be looked at before a shop is announced, and doing it in bulk. */
export interface Readiness {
  /**
   * Looks at every member that is not removed, of one shop or of all; changes nothing. Throws `ShopNotFoundError`.
   *
   * `seenBy: 'shop'` leaves out what a shop must not know (R10): other shops, and who belongs to an account by now, whose
   * address is no longer the shop's.
   */
  report(options?: ReadinessOptions): Promise<ReadinessReport>

  /**
   * Marks the claims that have one of the findings, or one of the legacy ids: held by hand from the announcement on
   * until somebody confirms them, removed at it, left to an invitation at it, or with `none` none of it any more.
   * Until the announcement every mark can be changed. Resolves to how many.
   *
   * Throws `ShopNotFoundError`, and `ReadinessRefusedError` once the shop is announced.
   */
  mark(shopId: ShopId, whom: Selection, mark: MemberMark, actor: string): Promise<number>
}

export interface ReadinessOptions {
  readonly shopId?: ShopId
  /** Default 180. The announcement holds at 180, whatever is looked at here. */
  readonly staleAfterDays?: number
  readonly seenBy?: 'operator' | 'shop'
}

export interface Selection {
  readonly findings?: readonly FindingCode[]
  readonly legacyIds?: readonly string[]
}

export interface ReadinessReport {
  readonly at: Instant
  readonly staleAfterDays: number
  readonly shops: readonly ShopReadiness[]
}

export interface ShopReadiness {
  readonly shop: Pick<Shop, 'id' | 'name'>
  readonly phase: Phase
  /** What was found of the shop as a whole. */
  readonly findings: readonly ShopFindingCode[]
  /** Every member, by legacy id, with what was found of each. */
  readonly members: readonly MemberReadiness[]
  /** How many have each finding, for those that somebody has. */
  readonly counts: Readonly<Partial<Record<FindingCode, number>>>
}

export interface MemberReadiness
  extends Pick<
    Member,
    'legacyId' | 'email' | 'name' | 'role' | 'state' | 'heldFor' | 'leaving' | 'lastSignInAt' | 'confirmedAt'
  > {
  readonly findings: readonly FindingCode[]
}

export interface ReadinessDeps {
  readonly members: MemberStore
  readonly shops: ShopStore
  readonly clock: Clock
  readonly random: Random
}

const PAGE = 1000
const STALE_AFTER_DAYS = 180

export function readiness({ members, shops, clock, random }: ReadinessDeps): Readiness {
  return { report, mark }

  async function report({
    shopId,
    staleAfterDays = STALE_AFTER_DAYS,
    seenBy = 'operator',
  }: ReadinessOptions = {}): Promise<ReadinessReport> {
    const at = clock.now()
    const looked: ShopReadiness[] = []
    for (const shop of shopId === undefined ? await shops.list() : [await existing(shopId)]) {
      looked.push(await lookAt(shop, at, staleAfterDays, seenBy))
    }
    return { at, staleAfterDays, shops: looked }
  }

  async function lookAt(
    shop: Shop,
    now: Instant,
    staleAfterDays: number,
    seenBy: 'operator' | 'shop',
  ): Promise<ShopReadiness> {
    const listed = await allOf(shop.id)
    const rows = seenBy === 'operator' ? listed : listed.filter(({ accountId }) => accountId === null)
    const shopsOf = seenBy === 'operator' ? await shopsByAddress(rows) : new Map<string, number>()
    const rowsOf = new Map<string, number>()
    for (const { email } of rows) rowsOf.set(email.key, (rowsOf.get(email.key) ?? 0) + 1)

    const counts: Partial<Record<FindingCode, number>> = {}
    const found = rows.map((row): MemberReadiness => {
      const rowsWithAddress = rowsOf.get(row.email.key) ?? 1
      const shopsWithAddress = shopsOf.get(row.email.key) ?? 1
      const findings = findingsOf(row, { now, staleAfterDays, rowsWithAddress, shopsWithAddress })
      for (const code of findings) counts[code] = (counts[code] ?? 0) + 1
      const { legacyId, email, name, role, state, heldFor, leaving, lastSignInAt, confirmedAt } = row
      return { legacyId, email, name, role, state, heldFor, leaving, lastSignInAt, confirmedAt, findings }
    })
    const { phase } = decideCoexistence(shop.rollout, now)
    const findings = shopFindingsOf(listed, { now, announced: phase !== 'before' })
    return { shop: { id: shop.id, name: shop.name }, phase, findings, members: found, counts }
  }

  async function mark(shopId: ShopId, whom: Selection, mark: MemberMark, actor: string): Promise<number> {
    const [shop] = (await report({ shopId })).shops
    const [findings, ids] = [new Set(whom.findings ?? []), new Set(whom.legacyIds ?? [])]
    const chosen = (shop?.members ?? []).filter(
      (member) =>
        member.state === 'claim' && (ids.has(member.legacyId) || member.findings.some((code) => findings.has(code))),
    )
    for (let start = 0; start < chosen.length; start += PAGE) {
      const page = chosen.slice(start, start + PAGE)
      const events = page.map((member) => marked(shopId, member, mark, actor))
      const legacyIds = page.map(({ legacyId }) => legacyId)
      // The reason is one of two, and the second goes away when it is tried again.
      if (!(await members.mark(shopId, legacyIds, mark, { events }))) {
        const { phase } = decideCoexistence((await existing(shopId)).rollout, clock.now())
        throw new ReadinessRefusedError(phase === 'before' ? 'conflict' : 'announced')
      }
    }
    return chosen.length
  }

  function marked(shopId: ShopId, { legacyId, leaving }: MemberReadiness, mark: MemberMark, actor: string): AuditEvent {
    const details = { legacyId, mark, leavingBefore: leaving }
    const facts = { name: 'migration.claim_marked', outcome: 'ok', actor, subject: shopId, shopId, details } as const
    return newAuditEvent(random, clock.now(), facts)
  }

  async function allOf(shopId: ShopId): Promise<readonly Member[]> {
    const rows: Member[] = []
    for (let last: string | null = ''; last !== null; ) {
      const page: readonly Member[] = await members.page(shopId, last, PAGE)
      rows.push(...page)
      last = page.at(-1)?.legacyId ?? null
    }
    return rows
  }

  async function shopsByAddress(rows: readonly Member[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>()
    for (let start = 0; start < rows.length; start += PAGE) {
      const keys = rows.slice(start, start + PAGE).map(({ email }) => email.key)
      for (const [key, shops] of await members.countShops(keys)) counts.set(key, shops)
    }
    return counts
  }

  async function existing(shopId: ShopId): Promise<Shop> {
    const shop = await shops.find(shopId)
    if (!shop) throw new ShopNotFoundError(shopId)
    return shop
  }
}
