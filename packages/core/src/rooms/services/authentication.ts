import { timingSafeEqual } from 'node:crypto'
import { throttleNotes } from '../../access/throttle-notes.ts'
import { type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { type Service, serviceActor } from '../../domain/service.ts'
import { throttleRules } from '../../policy/throttle.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { ServiceStore } from '../../ports/service-store.ts'
import type { ThrottleCounters } from '../../ports/throttle-counters.ts'
import { addressBucket } from '../../primitives/client-address.ts'
import type { Clock } from '../../primitives/clock.ts'
import { ThrottledError } from '../../primitives/errors.ts'
import { isServiceId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken, type TokenHash } from '../../primitives/secret-token.ts'

export interface AuthenticationDeps {
  readonly services: ServiceStore
  readonly counters: ThrottleCounters
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
}

/** Resolves to the service that has an id and a secret, `null` for none; throws `ThrottledError` when it is none too often. */
export function authentication({ services, counters, audit, clock, random }: AuthenticationDeps) {
  const noted = throttleNotes({ audit, clock, random })

  return async (id: string, secret: string, client: ClientContext): Promise<Service | null> => {
    const service = isServiceId(id) ? await services.find(id) : null
    const hash = readSecretToken(secret)
    if (service !== null && hash !== null && service.secrets.some((one) => isSame(one.hash, hash))) return service
    await countFailure(service, client)
    return null
  }

  async function countFailure(service: Service | null, client: ClientContext): Promise<void> {
    const key = `service-secrets:${addressBucket(client.address)}`
    const spend = await counters.spend(key, throttleRules.serviceSecrets, clock.now())
    if (!spend.allowed) throw new ThrottledError(spend.retryAt, await noted(key, client))
    const rejected: EventFacts = {
      name: 'service.rejected',
      outcome: 'refused',
      reason: service === null ? 'unknown' : 'wrong_secret',
      ...(service && { subject: serviceActor(service), shopId: service.shopId }),
      client,
    }
    await audit.append([newAuditEvent(random, clock.now(), rejected)])
  }
}

function isSame(one: TokenHash, other: TokenHash): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
