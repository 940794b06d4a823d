import { CLAIM_LIFETIME_MILLISECONDS } from '../domain/member.ts'
import { DEVICE_TELLING_MILLISECONDS } from '../domain/new-device.ts'
import { operatorSessionLifetime, type SessionLifetime } from '../policy/session-lifetime.ts'
import type { Storage } from '../ports/storage.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock } from '../primitives/clock.ts'
import type { Logouts } from '../rooms/logouts/logouts.ts'
import type { MailDelivery } from '../rooms/mail-delivery/mail-delivery.ts'
import type { Sessions } from '../rooms/sessions/sessions.ts'

export interface BackgroundDeps {
  readonly storage: Storage
  readonly counters: ThrottleCounters
  readonly clock: Clock
  readonly lifetime: SessionLifetime
  readonly sessions: Sessions
  /** What has become due: see `Accounts`. */
  readonly doDue: () => Promise<void>
  /** `null` where services are not told. */
  readonly logouts: Logouts | null
  /** `null` where another process delivers and sweeps. */
  readonly delivery: MailDelivery | null
  readonly onError: (error: unknown) => void
}

const FLUSH_MILLISECONDS = 15_000
const SWEEP_MILLISECONDS = 60_000
const DUE_MILLISECONDS = 30_000
/** How long it is remembered that a service was entered, so that the portal shows the last one first. */
const ENTRY_MEMORY_MILLISECONDS = 90 * 24 * 3_600_000
/** What became of an invitation, or of a wish for one, is of use to a shop for that long. */
const INVITATION_MEMORY_MILLISECONDS = 180 * 24 * 3_600_000
/** Expired flows stay a while for the audit of what became of them. */
const FLOW_GRACE_MILLISECONDS = 3_600_000

/** Runs what nobody waits for until it is stopped; a failure is reported and tried again at the next turn. */
export function background({
  storage,
  counters,
  clock,
  lifetime,
  sessions,
  doDue,
  logouts,
  delivery,
  onError,
}: BackgroundDeps) {
  const stopping = new AbortController()
  const timers = [every(FLUSH_MILLISECONDS, () => sessions.flush())]
  if (delivery) timers.push(every(SWEEP_MILLISECONDS, sweep), every(DUE_MILLISECONDS, doDue))
  const delivering = delivery && Promise.all([delivery.run(stopping.signal), logouts?.run(stopping.signal)])

  return {
    async stop(): Promise<void> {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await delivering
      await sessions.flush()
    },
  }

  function every(milliseconds: number, work: () => Promise<void>) {
    return setInterval(() => void work().catch(onError), milliseconds).unref()
  }

  async function sweep(): Promise<void> {
    const now = clock.now()
    await storage.flows.sweep(now - FLOW_GRACE_MILLISECONDS)
    await storage.factors.sweep(now)
    await storage.mailedLinks.sweep(now)
    await storage.providerRecords.sweep(now)
    await storage.serviceEntries.sweep(now - ENTRY_MEMORY_MILLISECONDS)
    await storage.newDevices.sweep(now - DEVICE_TELLING_MILLISECONDS)
    await storage.invitations.sweep(now - INVITATION_MEMORY_MILLISECONDS)
    await storage.invitationWishes.sweep(now - INVITATION_MEMORY_MILLISECONDS)
    await storage.sessions.sweep(now, now - lifetime.idleSeconds * 1000)
    await storage.operatorSessions.sweep(now, now - operatorSessionLifetime.idleSeconds * 1000)
    await counters.sweep(now)
    await storage.members.retireClaims(now - CLAIM_LIFETIME_MILLISECONDS)
  }
}
