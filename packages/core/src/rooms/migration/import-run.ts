import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import { invitedLegacyId } from '../../domain/invitation.ts'
import { legacyTotpContext, type Member } from '../../domain/member.ts'
import { decideCoexistence } from '../../policy/coexistence.ts'
import { emailFirst } from '../../policy/factor-policy.ts'
import { requiredFloor } from '../../policy/password-floor.ts'
import { decideRosterChange } from '../../policy/roster.ts'
import type { MemberStore, RosterBatch } from '../../ports/member-store.ts'
import type { MemberSyncStore } from '../../ports/member-sync-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { type MemberId, newId, newImportId, type ShopId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import type { ImportReport, ImportRequest } from './import-report.ts'
import { type LegacyRow, type LegacyRowContext, parseLegacyRow } from './legacy-row.ts'
import { type RawRow, type ReadRow, readRows } from './read-rows.ts'

export interface ImportRunDeps {
  readonly members: MemberStore
  readonly memberSync: Pick<MemberSyncStore, 'adopt'>
  readonly shops: ShopStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  /** About how long a new hash takes. */
  readonly newHashMilliseconds: number
}

/** What is known of one named shop while its rows come in. */
interface ShopRun {
  readonly shopId: ShopId
  /** A shop that is new is made with its first good row: a slip in its name makes none. */
  known: boolean
  /** Closed for good as soon as the shop is announced, be it while its rows come in. */
  rosterOpen: boolean
  /** Good rows, and legacy ids of bad ones, that wait to be written together. */
  waiting: LegacyRow[]
  waitingBad: string[]
  /** How many rows the file lists. */
  listed: number
  /** Kept in dry runs alone, where nothing is written that could tell. */
  readonly listedIds: Set<string> | null
}

type Tally = { -readonly [Key in Exclude<keyof ImportReport, 'importId' | 'dryRun' | 'removalSkipped'>]: number }

/** What became of the rows of one batch. */
type BatchCounts = Pick<Tally, 'added' | 'refreshed' | 'unchanged' | 'pending' | 'keptForAccounts' | 'stayedRemoved'>

/** What the names begin with of rows that an invitation made (`invitedLegacyId`). */
const INVITED = 'invited:'

/** Rows written in one transaction. */
const BATCH = 1000

/** One import, from the first byte to the report. */
export async function importRun(deps: ImportRunDeps, request: ImportRequest): Promise<ImportReport> {
  const { members, memberSync, shops, keys, clock, random } = deps
  const importId = newImportId(random, clock.now())
  const dryRun = request.dryRun === true
  const context: LegacyRowContext = {
    shops: new Set(request.shops),
    peppers: keys.legacyPeppers,
    now: clock.now(),
  }
  const tally: Tally = {
    rows: 0,
    added: 0,
    refreshed: 0,
    unchanged: 0,
    pending: 0,
    keptForAccounts: 0,
    stayedRemoved: 0,
    bad: 0,
    lost: 0,
    removed: 0,
    heldForAddress: 0,
    floorMilliseconds: 0,
  }
  /** A row that names no known shop or no legible member may be anybody's. */
  let unattributed = 0

  const runs = new Map<string, ShopRun>()
  for (const shopId of request.shops) runs.set(shopId, await openShop(shopId))
  for await (const read of readRows(request.source, request.format)) await take(read)
  for (const run of runs.values()) await flush(run)

  const removalSkipped: ShopId[] = []
  for (const run of runs.values()) {
    if (request.removeMissing) await removeUnlisted(run)
    if (!dryRun && run.known) tally.heldForAddress += (await members.holdSameAddress(run.shopId)).length
  }
  tally.floorMilliseconds = requiredFloor(await members.worstLegacyMilliseconds(), deps.newHashMilliseconds)
  return { importId, dryRun, ...tally, removalSkipped }

  async function openShop(shopId: ShopId): Promise<ShopRun> {
    const shop = await shops.find(shopId)
    const rosterOpen = decideCoexistence(shop?.rollout ?? null, clock.now()).phase === 'before'
    const listedIds = dryRun && request.removeMissing ? new Set<string>() : null
    return { shopId, known: shop !== null, rosterOpen, waiting: [], waitingBad: [], listed: 0, listedIds }
  }

  async function take(read: ReadRow): Promise<void> {
    if ('warning' in read) return request.onWarning?.(read.warning)

    tally.rows++
    const parsed = 'problem' in read ? { ok: false as const, problems: [read.problem] } : parseLegacyRow(read, context)
    if (parsed.ok) {
      const run = runs.get(parsed.row.shopId)
      if (!run) throw new TypeError('a good row names a shop of the import')
      list(run, parsed.row.legacyId)
      run.waiting.push(parsed.row)
      if (run.waiting.length >= BATCH) await flush(run)
      return
    }

    tally.bad++
    for (const problem of parsed.problems) request.onProblem?.(problem)
    noteBad('fields' in read ? read.fields : {})
  }

  /** A bad row still lists its member: he is not missing. */
  function noteBad({ shop_id, legacy_id }: RawRow['fields']): void {
    const run = runs.get(shop_id?.trim() ?? '')
    const legacyId = legacy_id?.trim()
    if (!run || !legacyId) {
      unattributed++
      return
    }
    list(run, legacyId)
    run.waitingBad.push(legacyId)
  }

  function list(run: ShopRun, legacyId: string): void {
    run.listed++
    run.listedIds?.add(legacyId)
  }

  async function flush(run: ShopRun): Promise<void> {
    // A member listed twice is what the last of his rows says.
    const rows = [...new Map(run.waiting.map((row) => [row.legacyId, row])).values()]
    const bad = run.waitingBad
    run.waiting = []
    run.waitingBad = []
    if (rows.length > 0) await write(run, rows, [])
    if (run.known) for (const seen of chunks(bad, BATCH)) await write(run, [], seen)
    request.onProgress?.({ rows: tally.rows })
  }

  async function write(run: ShopRun, rows: readonly LegacyRow[], alsoSeen: readonly string[]): Promise<void> {
    const { batch, counts } = await decideBatch(run, rows)
    if (!dryRun) {
      if (!run.known && rows.length > 0) await make(run)
      const changed = batch.inserts.length + batch.updates.length
      const imported = event(batch.shopId, 'migration.imported', { import: importId, changed })
      const seen = [...batch.seen, ...alsoSeen]
      const lost = await members.applyRoster({ ...batch, seen }, changed > 0 ? { events: [imported] } : {})
      if (lost === 'roster_closed') {
        run.rosterOpen = false
        return write(run, rows, alsoSeen)
      }
      tally.lost += lost.length
    }
    for (const [name, count] of Object.entries(counts)) tally[name as keyof BatchCounts] += count
  }

  async function make(run: ShopRun): Promise<void> {
    const { shopId } = run
    const made = event(shopId, 'shop.saved', { new: true, import: importId })
    await shops.save({ id: shopId, name: shopId, adminUrl: null, factorPolicy: emailFirst }, { events: [made] })
    run.known = true
  }

  async function decideBatch(
    run: ShopRun,
    rows: readonly LegacyRow[],
  ): Promise<{ readonly batch: RosterBatch; readonly counts: BatchCounts }> {
    const ids = rows.map((row) => row.legacyId)
    const found = ids.length === 0 ? [] : await members.findByLegacyIds(run.shopId, ids)
    const existing = new Map(found.map((member) => [member.legacyId, member]))
    for (const member of await adopt(
      run,
      rows.filter(({ legacyId }) => !existing.has(legacyId)),
    )) {
      existing.set(member.legacyId, member)
    }
    const inserts: Member[] = []
    const updates: RosterBatch['updates'][number][] = []
    const seen: string[] = []
    const counts: BatchCounts = {
      added: 0,
      refreshed: 0,
      unchanged: 0,
      pending: 0,
      keptForAccounts: 0,
      stayedRemoved: 0,
    }

    for (const row of rows) {
      const before = existing.get(row.legacyId) ?? null
      const pending = before?.state === 'pending'
      const listed = {
        ...row,
        legacyTwoFactor: row.twoFactorEnabled,
        // Nothing of these is kept for a pending member, so they cannot have changed.
        legacyPassword: pending ? null : row.legacyPassword,
        legacyTotpSecret: pending ? null : row.totpSecret,
      }
      const decision = decideRosterChange(before && unsealed(before), listed, run.rosterOpen)
      if (decision.change === 'none') {
        seen.push(row.legacyId)
        if (decision.reason === 'unchanged') counts.unchanged++
        else if (decision.reason === 'account') counts.keptForAccounts++
        else counts.stayedRemoved++
        continue
      }
      const member = memberFrom(run.shopId, row, decision.state, before)
      if (before) updates.push({ member, expectedState: before.state })
      else inserts.push(member)
      if (decision.state === 'pending') counts.pending++
      else if (before) counts.refreshed++
      else counts.added++
    }
    const { shopId, rosterOpen } = run
    return { batch: { shopId, importId, rosterOpen, inserts, updates, seen }, counts }
  }

  /**
   * New names of people who were invited without having one are theirs, as with member sync: no second row is made.
   * Resolves to the rows as they are called now.
   */
  async function adopt(run: ShopRun, rows: readonly LegacyRow[]): Promise<readonly Member[]> {
    if (rows.length === 0) return []
    const { shopId } = run
    const nameless = new Map((await invitedRows(shopId)).map((member) => [member.email.key, member]))
    const adopted: Member[] = []
    for (const { email, legacyId } of rows) {
      const invited = nameless.get(email.key)
      if (!invited) continue
      nameless.delete(email.key)
      run.listedIds?.add(invited.legacyId)
      const named = event(shopId, 'migration.imported', { import: importId, named: legacyId })
      if (dryRun || (await memberSync.adopt(invited, legacyId, { events: [named] })))
        adopted.push({ ...invited, legacyId })
    }
    return adopted
  }

  /** The rows of a shop that it has no name of its own for: they stand beside one another by their names. */
  async function invitedRows(shopId: ShopId): Promise<readonly Member[]> {
    const found: Member[] = []
    for (let last: string | null = INVITED; last !== null; ) {
      const page: readonly Member[] = await members.page(shopId, last, BATCH)
      const invited = page.filter(({ id, legacyId }) => legacyId === invitedLegacyId(id))
      found.push(...invited)
      const onwards = page.at(-1)?.legacyId
      last = onwards?.startsWith(INVITED) ? onwards : null
    }
    return found
  }

  /** A pending member opens nothing before an invitation, so nothing that could is kept for one. */
  function memberFrom(shopId: ShopId, row: LegacyRow, state: 'claim' | 'pending', before: Member | null): Member {
    const claim = state === 'claim'
    return {
      id: before?.id ?? newId<MemberId>(random),
      shopId,
      legacyId: row.legacyId,
      email: row.email,
      name: row.name,
      role: row.role,
      state,
      heldFor: before?.heldFor ?? [],
      leaving: before?.leaving ?? null,
      legacyPassword: claim ? row.legacyPassword : null,
      legacyTwoFactor: row.twoFactorEnabled,
      legacyTotpSecret:
        claim && row.totpSecret !== null ? keys.encrypt(row.totpSecret, legacyTotpContext(shopId, row.legacyId)) : null,
      legacyClosed: before?.legacyClosed ?? false,
      lastSignInAt: row.lastSignInAt,
      accountId: null,
      activatedAt: null,
      robotSince: before?.robotSince ?? null,
      confirmedAt: before?.confirmedAt ?? null,
      importedBy: importId,
    }
  }

  function unsealed(member: Member): Member {
    const { legacyTotpSecret: sealed, shopId, legacyId } = member
    if (sealed === null) return member
    return { ...member, legacyTotpSecret: keys.decrypt(sealed, legacyTotpContext(shopId, legacyId)) }
  }

  async function removeUnlisted(run: ShopRun): Promise<void> {
    if (run.listed === 0 || unattributed > 0) {
      removalSkipped.push(run.shopId)
      return
    }
    if (run.listedIds) tally.removed += await members.countUnlisted(run.shopId, run.listedIds)
    else {
      const removal = event(run.shopId, 'migration.imported', { import: importId, removeMissing: true })
      tally.removed += await members.removeUnseen(run.shopId, importId, { events: [removal] })
    }
  }

  function event(
    shopId: ShopId,
    name: 'shop.saved' | 'migration.imported',
    details: Record<string, string | number | boolean>,
  ): AuditEvent {
    const { actor } = request
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor, subject: shopId, shopId, details })
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
