import {
  type Banner,
  decideBanner,
  type Instant,
  type Phase,
  rolloutOf,
  systemRandom,
} from '@ecforce-accounts/core/gate'
import { accountsSource, type MemberStanding } from './accounts-source.ts'
import { documentKeeper } from './document-keeper.ts'
import { GateProblem } from './gate-problem.ts'
import type { GateSettings } from './gate-settings.ts'

/** A shop's switch, watched in the background, so that every question is answered at once from what is known. */
export interface RolloutWatch {
  /** Whether it has taken up what was kept, or else asked accounts once. */
  readonly isSettled: boolean
  /** Resolves when it has, to whether anything is known now. Never rejects. */
  readonly settled: Promise<boolean>

  /** The phase at `now`; `null` while nothing is known. */
  phase(now: Instant): Phase | null
  isClosed(legacyId: string): boolean
  readonly anyClosed: boolean
  /** Everybody whose legacy door is closed although both ways work. */
  closed(): readonly string[]
  /** `null` for who is not listed, and while the list is not known: it is asked for during coexistence alone. */
  member(legacyId: string): MemberStanding | null
  /** What a member sees at the top of the admin; somebody unknown for `null`. */
  banner(legacyId: string | null, now: Instant): Banner | null
  /** What somebody sees of whom it is known otherwise that they have set up. */
  bannerOfSetUp(now: Instant): Banner | null

  /** Asks accounts now; of several at once, one asks. Rejects with the `GateProblem` that the listener was told as well. */
  refresh(): Promise<void>

  /** Ends the watch. What is known goes on answering. */
  close(): void
}

const MEMBERS_MILLISECONDS = 60_000
/** After a failure it is tried again this soon, then after twice as long and so on up to the usual time. */
const FIRST_RETRY_SECONDS = 1

/** Begins to watch at once; `onAsked` is called after every turn. Nothing of it keeps a process alive. */
export function watchRollout(settings: GateSettings, onAsked: () => void = () => {}): RolloutWatch {
  const { clock, onProblem } = settings
  const source = accountsSource(settings)
  const keeper = documentKeeper({ ...settings, source })
  const closing = new AbortController()
  let members: ReadonlyMap<string, MemberStanding> = new Map()
  let membersFetchedAt = Number.NEGATIVE_INFINITY
  let failures = 0
  let refreshing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let isSettled = false

  const settled = begin()
  return {
    get isSettled() {
      return isSettled
    },
    settled,
    phase: keeper.phase,
    isClosed: keeper.isClosed,
    get anyClosed() {
      return keeper.anyClosed
    },
    closed: () => keeper.document()?.closed ?? [],
    member: (legacyId) => members.get(legacyId) ?? null,
    banner(legacyId, now) {
      const member = legacyId === null ? undefined : members.get(legacyId)
      return bannerFor(member === undefined ? null : member.setUp ? 'done' : 'not-done', now)
    },
    bannerOfSetUp: (now) => bannerFor('done', now),
    refresh,
    close() {
      closing.abort()
      clearTimeout(timer)
    },
  }

  function bannerFor(mine: 'done' | 'not-done' | null, now: Instant): Banner | null {
    const document = keeper.document()
    // The phase that was seen is kept, whatever the document says by now.
    if (document === null || keeper.phase(now) !== 'coexistence') return null
    return decideBanner(rolloutOf(document), { now, mine, portalUrl: document.portalUrl })
  }

  async function begin(): Promise<boolean> {
    await keeper.restore().catch(tell)
    const first = refresh()
      .catch(() => {}) // the listener was told
      .then(scheduleNext)
    if (keeper.document() === null) await first
    isSettled = true
    return keeper.document() !== null
  }

  function refresh(): Promise<void> {
    refreshing ??= ask().finally(() => {
      refreshing = null
      onAsked()
    })
    return refreshing
  }

  async function ask(): Promise<void> {
    const { signal } = closing
    try {
      await keeper.refresh(signal)
      if (keeper.phase(clock.now()) === 'coexistence') await refreshMembers(signal)
      failures = 0
    } catch (error) {
      failures += 1
      if (!signal.aborted) tell(error)
      throw error
    }
  }

  async function refreshMembers(signal: AbortSignal): Promise<void> {
    if (clock.elapsed() - membersFetchedAt < MEMBERS_MILLISECONDS) return
    const listed = await source.members(signal)
    members = new Map(listed.map((member) => [member.legacyId, member]))
    membersFetchedAt = clock.elapsed()
  }

  function scheduleNext(): void {
    if (closing.signal.aborted) return
    const usual = settings.refreshSeconds
    const seconds = failures === 0 ? usual : Math.min(usual, FIRST_RETRY_SECONDS * 2 ** (failures - 1))
    // So that the gates of many shops, started together, do not ask together.
    const jitter = 0.8 + systemRandom.below(401) / 1000
    timer = setTimeout(
      () =>
        void refresh()
          .catch(() => {})
          .finally(scheduleNext),
      seconds * jitter * 1000,
    )
    timer.unref()
  }

  function tell(error: unknown): void {
    onProblem(error instanceof GateProblem ? error : new GateProblem('state_failed', String(error), { cause: error }))
  }
}
