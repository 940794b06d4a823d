import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import { isUnknownAtShop } from '../../domain/invitation.ts'
import type { Member } from '../../domain/member.ts'
import { isUnreached } from '../../domain/rollout-notice.ts'
import { type Service, serviceActor } from '../../domain/service.ts'
import { decideLegacyDoor } from '../../policy/legacy-door.ts'
import { decideSyncChange, type SaidRow } from '../../policy/roster.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { MemberSyncStore } from '../../ports/member-sync-store.ts'
import type { NoticeLedger } from '../../ports/notice-ledger.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { ShopNotFoundError, StorageError } from '../../primitives/errors.ts'
import { type MemberId, newId, newImportId, type ShopId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'

/** A shop's member list as its back end sees it and keeps it up to date, row by row. Of other shops it learns nothing. */
export interface MemberSync {
  /** The rows after the legacy id `after` by their bytes, at most a thousand. */
  list(shopId: ShopId, after?: string): Promise<MembersPage>

  /**
   * Brings one row, however often: `decideSyncChange` says what becomes of it. It never carries a password. Resolves to
   * how the row stands afterwards. A new name with the address of somebody who was invited without having one is theirs.
   */
  save(service: Caller, legacyId: string, said: SaidRow): Promise<MemberStanding>

  /**
   * Takes one row away, for good: no import and no sync brings it back. Whose account it belonged to has no access to the
   * shop from then on; with no other shop left, the account is signed out. Unknown and removed rows are left as they are.
   */
  remove(service: Caller, legacyId: string): Promise<void>
}

/** The service that asks. */
export type Caller = Pick<Service, 'id' | 'shopId'>

/** How a row stands: `held` for a claim that waits for somebody to confirm it, `pending` when it needs an invitation. */
export type MemberStanding = 'held' | Member['state']

export interface ListedMember {
  readonly legacyId: string
  readonly state: Exclude<MemberStanding, 'removed'>
  /** Whether it belongs to an account. */
  readonly setUp: boolean
  /** Whether the shop's own sign-in works for it now. */
  readonly legacySignIn: 'open' | 'closed'
  /** Whether the latest mail of the switch did not arrive there. */
  readonly isUnreached: boolean
}

export interface MembersPage {
  readonly members: readonly ListedMember[]
  /** What the next page comes after; `null` when this is the last. */
  readonly next: string | null
}

export interface MemberSyncDeps {
  readonly members: MemberStore
  readonly notices: NoticeLedger
  readonly memberSync: MemberSyncStore
  readonly shops: ShopStore
  readonly clock: Clock
  readonly random: Random
}

const PAGE = 1000

/** How often a row is decided anew when somebody else's change came first. */
const TRIES = 5

export function memberSync({ members, notices, memberSync: store, shops, clock, random }: MemberSyncDeps): MemberSync {
  return {
    async list(shopId, after = '') {
      const { rollout } = await existing(shopId)
      const rows = await notices.page(shopId, after, PAGE + 1)
      const closed = new Set(await store.listClosed(shopId))
      const page = rows.slice(0, PAGE)
      const now = clock.now()
      return {
        members: page.map(({ member: row, told }) => ({
          legacyId: row.legacyId,
          state: listedStanding(row),
          setUp: row.accountId !== null,
          legacySignIn: decideLegacyDoor(rollout, closed.has(row.legacyId), now),
          isUnreached: isUnreached({ told }),
        })),
        next: rows.length > PAGE ? (page.at(-1)?.member.legacyId ?? null) : null,
      }
    },

    async save(service, legacyId, said) {
      for (let tries = 0; tries < TRIES; tries++) {
        const { rollout } = await existing(service.shopId)
        const rosterOpen = rollout === null
        const before = await find(service.shopId, legacyId)
        if (!before && (await adopted(service, legacyId, said))) continue
        const decision = decideSyncChange(before, said, rosterOpen)
        if (decision.change === 'none') return 'removed'
        const { change, ...decided } = decision
        const after = before ? { ...before, ...decided, ...seen() } : newRow(service, legacyId, said, decision.state)
        const events = before && isSame(before, after) ? [] : [synced(service, after, change)]
        if ((await store.save({ before, after, rosterOpen }, { events })) === 'saved') {
          return standingOf((await find(service.shopId, legacyId)) ?? after)
        }
      }
      throw new StorageError('the row is changed by too many at once', new Error(`${TRIES} tries were lost`))
    },

    async remove(service, legacyId) {
      const row = await find(service.shopId, legacyId)
      if (!row) return
      await store.remove(service.shopId, legacyId, { events: [event('member.removed', service, row, {})] })
    },
  }

  /** Whether an invited person of this address had no name at the shop, and has it now. */
  async function adopted(service: Caller, legacyId: string, { email }: SaidRow): Promise<boolean> {
    const rows = await members.findByEmail(email.key)
    const invited = rows.find(({ member: row }) => row.shopId === service.shopId && isUnknownAtShop(row))
    if (!invited) return false
    const named = event('member.synced', service, { ...invited.member, legacyId }, { change: 'name' })
    return store.adopt(invited.member, legacyId, { events: [named] })
  }

  async function existing(shopId: ShopId) {
    const shop = await shops.find(shopId)
    if (!shop) throw new ShopNotFoundError(shopId)
    return shop
  }

  async function find(shopId: ShopId, legacyId: string): Promise<Member | null> {
    return (await members.findByLegacyIds(shopId, [legacyId]))[0] ?? null
  }

  /** An import that began before does not take the row for missing. */
  function seen(): Pick<Member, 'importedBy'> {
    return { importedBy: newImportId(random, clock.now()) }
  }

  function newRow({ shopId }: Caller, legacyId: string, said: SaidRow, state: Member['state']): Member {
    return {
      id: newId<MemberId>(random),
      shopId,
      legacyId,
      email: said.email,
      name: said.name ?? null,
      role: said.role ?? null,
      state,
      heldFor: [],
      leaving: null,
      legacyPassword: null,
      legacyTwoFactor: false,
      legacyTotpSecret: null,
      legacyClosed: false,
      lastSignInAt: null,
      accountId: null,
      activatedAt: null,
      robotSince: null,
      confirmedAt: null,
      ...seen(),
    }
  }

  function synced(service: Caller, row: Member, change: 'add' | 'save'): AuditEvent {
    return event('member.synced', service, row, { change, state: row.state })
  }

  function event(
    name: 'member.synced' | 'member.removed',
    service: Caller,
    { id, shopId, legacyId }: Member,
    details: AuditEvent['details'],
  ): AuditEvent {
    const about = { actor: serviceActor(service), subject: id, shopId, details: { legacyId, ...details } }
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', ...about })
  }
}

function standingOf({ state, heldFor }: Member): MemberStanding {
  return state === 'claim' && heldFor.length > 0 ? 'held' : state
}

function listedStanding(row: Member): ListedMember['state'] {
  const standing = standingOf(row)
  if (standing === 'removed') throw new TypeError('a tombstone is not listed')
  return standing
}

function isSame(before: Member, after: Member): boolean {
  return (
    before.email.key === after.email.key &&
    before.email.typed === after.email.typed &&
    before.name === after.name &&
    before.role === after.role
  )
}
