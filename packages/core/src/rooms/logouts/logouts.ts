import { newAuditEvent } from '../../domain/audit-event.ts'
import { serviceActor } from '../../domain/service.ts'
import { type EndedEntry, subjectOf } from '../../domain/service-entry.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { BackChannel } from '../../ports/back-channel.ts'
import type { ServiceEntries } from '../../ports/service-entries.ts'
import type { ServiceStore } from '../../ports/service-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { newId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import type { DocumentSigner } from '../../vendors/jose.ts'

/** Telling services that an entry has ended: its session, or its membership, is over. */
export interface Logouts {
  /** Tells everybody who is due, once. Several nodes may do it at once. Resolves to how many were told. */
  tellEnded(): Promise<number>

  /**
   * Tells until `signal` is aborted, looking again every `pollMilliseconds` (default 500): also while some that were due
   * before are still waited for. Resolves when nobody is waited for any more.
   */
  run(signal: AbortSignal, pollMilliseconds?: number): Promise<void>
}

export interface LogoutsDeps {
  readonly serviceEntries: ServiceEntries
  readonly services: ServiceStore
  readonly audit: AuditLog
  readonly backChannel: BackChannel
  readonly signer: () => Promise<DocumentSigner>
  readonly issuer: string
  readonly clock: Clock
  readonly random: Random
  readonly onError: (error: unknown) => void
}

const BATCH = 50
/** So many are told at once, and a batch more. */
const MOST_AT_ONCE = 500
/** Longer than a service is waited for. */
const HELD_MILLISECONDS = 30_000
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000
/** By then the service's own sessions are over: they last twelve hours at the most. */
const GIVE_UP_MILLISECONDS = 24 * 3_600_000

export function logouts(deps: LogoutsDeps): Logouts {
  const { serviceEntries, services, audit, backChannel, signer, issuer, clock, random, onError } = deps

  return {
    tellEnded,

    async run(signal, pollMilliseconds = 500) {
      // A service that does not answer holds up nobody else.
      const underWay = new Set<Promise<unknown>>()
      while (!signal.aborted) {
        const batch = (await taken().catch(noneTaken)).map((entry) => {
          const telling = tell(entry)
            .catch(onError)
            .finally(() => underWay.delete(telling))
          underWay.add(telling)
          return telling
        })
        const pause = clock.sleep(pollMilliseconds)
        await (batch.length < BATCH ? pause : Promise.race([pause, Promise.all(batch)]))
        if (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay)
      }
      await Promise.all(underWay)
    },
  }

  async function tellEnded(): Promise<number> {
    let told = 0
    for (;;) {
      const ended = await taken()
      told += (await Promise.all(ended.map(tell))).filter(Boolean).length
      if (ended.length < BATCH) return told
    }
  }

  function taken(): Promise<readonly EndedEntry[]> {
    const now = clock.now()
    return serviceEntries.takeEnded(BATCH, now, now + HELD_MILLISECONDS)
  }

  function noneTaken(error: unknown): readonly EndedEntry[] {
    onError(error)
    return []
  }

  async function tell(entry: EndedEntry): Promise<boolean> {
    const service = await services.find(entry.serviceId)
    const url = service?.web?.backChannelLogoutUrl ?? null
    if (url === null) {
      // Its own sessions find out when they are confirmed anew.
      await serviceEntries.recordTold(entry.sid, clock.now())
      return false
    }
    try {
      await backChannel.tell(url, await logoutToken(entry))
    } catch (error) {
      await failed(entry, error)
      return false
    }
    await serviceEntries.recordTold(entry.sid, clock.now())
    return true
  }

  async function logoutToken({ sid, serviceId, shopId, accountId }: EndedEntry): Promise<string> {
    const iat = Math.floor(clock.now() / 1000)
    return (await signer()).signLogout({
      iss: issuer,
      aud: serviceId,
      iat,
      exp: iat + 120,
      jti: newId(random),
      sub: subjectOf(shopId, accountId),
      sid,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
  }

  async function failed(entry: EndedEntry, error: unknown): Promise<void> {
    const now = clock.now()
    const text = describe(error)
    if (now < entry.enteredAt + GIVE_UP_MILLISECONDS) {
      const pause = Math.min(1000 * 2 ** Math.min(entry.attempts, 20), LONGEST_PAUSE_MILLISECONDS)
      return serviceEntries.postpone(entry.sid, now + pause, text)
    }
    await serviceEntries.giveUp(entry.sid, now, text)
    const { serviceId, shopId } = entry
    const facts = {
      actor: 'system',
      subject: serviceActor({ id: serviceId }),
      shopId,
      details: { error: text },
    } as const
    await audit.append([newAuditEvent(random, now, { name: 'service.logout_failed', outcome: 'refused', ...facts })])
  }
}

/** What went wrong in one short line. */
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.replace(/\s+/g, ' ').slice(0, 300)
}
