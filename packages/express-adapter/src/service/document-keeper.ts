import {
  type Clock,
  DOCUMENT_LIFETIME_SECONDS,
  type DocumentReading,
  type Instant,
  type Phase,
  type RolloutDocument,
  type VerifyingKey,
  verifyRolloutDocument,
} from '@ecforce-accounts/core/gate'
import type { AccountsSource } from './accounts-source.ts'
import { GateProblem, type NotTaken } from './gate-problem.ts'
import type { GateState } from './gate-state.ts'
import { phaseOf, type Standing, takeDocument } from './standing-document.ts'

/** What a gate knows of its shop's switch: the newest genuine document, verified once, kept over restarts. */
export interface DocumentKeeper {
  /** The document that stands; `null` while none was ever had. */
  document(): RolloutDocument | null
  /** Whether this member's legacy door is closed although both ways work. */
  isClosed(legacyId: string): boolean
  readonly anyClosed: boolean

  /** The phase at `now`, `null` while no document was ever had. It is noted as seen. */
  phase(now: Instant): Phase | null

  /** Takes up what was kept. Rejects with a `GateProblem` when that cannot be read; then it counts as nothing. */
  restore(): Promise<void>

  /**
   * Asks accounts for the newest document, and keeps it. Rejects with a `GateProblem` when none was had; what stands
   * goes on standing.
   */
  refresh(signal: AbortSignal): Promise<void>
}

export interface KeeperSettings {
  readonly issuer: string
  readonly shop: string
  readonly source: AccountsSource
  readonly state: GateState
  readonly clock: Clock
}

/** Clocks of two machines may differ by so much. */
const CLOCK_TOLERANCE_SECONDS = 300
/** A key that accounts has retired is believed no longer than this. */
const KEYS_MILLISECONDS = 3_600_000

export function documentKeeper({ issuer, shop, source, state, clock }: KeeperSettings): DocumentKeeper {
  let standing: Standing | null = null
  let closed: ReadonlySet<string> = new Set()
  /** The document as it was signed, and the keys it was verified with. */
  let signed = ''
  let keys: readonly VerifyingKey[] = []
  let keysFetchedAt = Number.NEGATIVE_INFINITY
  let kept = ''

  return {
    document: () => standing?.document ?? null,
    isClosed: (legacyId) => closed.has(legacyId),
    get anyClosed() {
      return closed.size > 0
    },

    phase(now) {
      if (standing === null) return null
      const phase = phaseOf(standing, now)
      if (phase !== standing.seen) standing = { ...standing, seen: phase }
      return phase
    },

    async restore() {
      const text = await state.load().catch((cause: unknown) => {
        throw new GateProblem('state_failed', 'what the gate kept cannot be read', { cause })
      })
      if (text === null) return
      const read = readKept(text)
      const reading = read && (await verifyRolloutDocument(read.document, { keys: read.keys, issuer, shop }))
      if (!reading?.ok) throw new GateProblem('state_failed', `what the gate kept is not of ${shop} at ${issuer}`)
      stand({ document: reading.document, seen: read?.seen ?? 'before' }, read?.document ?? '')
      keys = read?.keys ?? []
      kept = text
    },

    async refresh(signal) {
      try {
        const { compact, document } = await fetchDocument(signal)
        const now = clock.now()
        if (!isFresh(document, now)) throw refused('not_fresh')
        const next = takeDocument(standing, document, now)
        if (next === standing) throw refused('older')
        stand(next, compact)
      } finally {
        await keep()
      }
    },
  }

  function stand(next: Standing, compact: string): void {
    standing = next
    signed = compact
    closed = new Set(next.document.closed)
  }

  async function fetchDocument(
    signal: AbortSignal,
  ): Promise<{ readonly compact: string; readonly document: RolloutDocument }> {
    if (clock.elapsed() - keysFetchedAt >= KEYS_MILLISECONDS) await fetchKeys(signal)
    const compact = await source.document(signal)
    let reading = await verify(compact)
    if (!reading.ok && reading.reason === 'unknown_key') {
      await fetchKeys(signal)
      reading = await verify(compact)
    }
    if (!reading.ok) throw refused(reading.reason)
    return { compact, document: reading.document }
  }

  function verify(compact: string): Promise<DocumentReading> {
    return verifyRolloutDocument(compact, { keys, issuer, shop })
  }

  async function fetchKeys(signal: AbortSignal): Promise<void> {
    keys = await source.keys(signal)
    keysFetchedAt = clock.elapsed()
  }

  /** Keeps what has changed, the phase that was seen included. */
  async function keep(): Promise<void> {
    if (standing === null) return
    const text = JSON.stringify({ format: 1, document: signed, keys, seen: standing.seen } satisfies Kept)
    if (text === kept) return
    await state.save(text).catch((cause: unknown) => {
      throw new GateProblem('state_failed', 'what the gate knows cannot be kept', { cause })
    })
    kept = text
  }
}

function isFresh({ iat, exp }: RolloutDocument, now: Instant): boolean {
  const seconds = now / 1000
  const end = Math.min(exp, iat + DOCUMENT_LIFETIME_SECONDS)
  return seconds >= iat - CLOCK_TOLERANCE_SECONDS && seconds < end + CLOCK_TOLERANCE_SECONDS
}

function refused(reason: NotTaken): GateProblem {
  return new GateProblem('document_refused', `a rollout document was not taken: ${reason}`, { reason })
}

interface Kept {
  readonly format: 1
  readonly document: string
  readonly keys: readonly VerifyingKey[]
  readonly seen: Phase
}

function readKept(text: string): Kept | null {
  let read: Partial<Kept> | null
  try {
    read = JSON.parse(text)
  } catch {
    return null // a text that was cut off, or somebody else's
  }
  const { format, document, keys, seen } = read ?? {}
  if (format !== 1 || typeof document !== 'string' || !Array.isArray(keys)) return null
  return seen === 'before' || seen === 'coexistence' || seen === 'enforced' ? { format, document, keys, seen } : null
}
