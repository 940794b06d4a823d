import type { OperatorDoor } from '../../access/operator-door.ts'
import { type OperatorProof, twoOperators } from '../../access/two-operators.ts'
import { type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { ServiceChange } from '../../domain/mail.ts'
import { sealNotice } from '../../domain/notice.ts'
import { type Service, type ServiceWeb, serviceActor, unfitPart } from '../../domain/service.ts'
import type { LogoutDeliveries } from '../../domain/service-entry.ts'
import type { Along } from '../../ports/along.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { ServiceEntries } from '../../ports/service-entries.ts'
import type { ServiceStore } from '../../ports/service-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { ThrottleCounters } from '../../ports/throttle-counters.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { ConfigurationError, ShopNotFoundError } from '../../primitives/errors.ts'
import { isServiceId, type ServiceId, type ShopId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken, type TokenHash } from '../../primitives/secret-token.ts'
import { authentication } from './authentication.ts'
import { ServiceRefusedError } from './refusals.ts'

/**
 * The back ends of the shops, each with an id and a secret.
 *
 * Whoever has a secret can read a shop's members and end their access to it. So two operators stand behind every act
 * (R32) but one: the first service of a shop, which nobody relies on yet, is one person's to add. The administrators of
 * the shop are told of each by mail. A secret's text is in the answer that makes it, and nowhere else.
 */
export interface Services {
  /** Adds a service with its first secret. Throws `ShopNotFoundError`, `ServiceRefusedError`, `OperatorRefusedError`. */
  add(request: NewService, by: ServiceActBy): Promise<{ readonly service: ServiceListing; readonly secret: string }>

  /** Those of one shop, or of all, by id; without their secrets. */
  list(shopId?: ShopId): Promise<readonly ServiceListing[]>

  /**
   * Gives the service a second secret; both are good until the older is retired, so that the shop changes over at its
   * own time. Resolves to its text. Throws `ServiceRefusedError` and `OperatorRefusedError`.
   */
  rotateSecret(id: ServiceId, by: ServiceActBy): Promise<string>

  /** Ends the older of two secrets, at once. Throws `ServiceRefusedError` and `OperatorRefusedError`. */
  retireSecret(id: ServiceId, by: ServiceActBy): Promise<void>

  /**
   * Says where the service is entered from now on; `null`: nowhere. Throws `ServiceRefusedError`,
   * `OperatorRefusedError`, and `ConfigurationError` for an address that cannot be served.
   */
  setWeb(id: ServiceId, web: ServiceWeb | null, by: ServiceActBy): Promise<void>

  /** Ends the service, at once. Throws `ServiceRefusedError` and `OperatorRefusedError`. */
  remove(id: ServiceId, by: ServiceActBy): Promise<void>

  /**
   * The service that has this id and secret; `null` for every other pair.
   *
   * A right pair is never refused, whoever failed before it and wherever. After too many wrong ones from one place
   * further wrong ones are told to wait: `ThrottledError`. There is nothing to guess in 256 bits; what is limited is
   * the noise.
   */
  authenticate(id: string, secret: string, client: ClientContext): Promise<ServiceListing | null>

  /** How telling them of ended entries went, by service; those that nobody has ever entered are left out. */
  deliveries(): Promise<readonly LogoutDeliveries[]>
}

export interface NewService {
  readonly id: string
  readonly shopId: ShopId
  /** What people call it; the id when it is left out. */
  readonly name?: string
  /** Where people enter it; nowhere when it is left out. */
  readonly web?: ServiceWeb
}

/** Who does it. */
export interface ServiceActBy {
  /** Such as `operator:funakoshi`. */
  readonly actor: string
  readonly operators?: readonly [OperatorProof, OperatorProof]
}

/** A service without its secrets. */
export interface ServiceListing extends Omit<Service, 'secrets'> {
  /** When each of its secrets was issued, the newest first. */
  readonly secretsIssuedAt: readonly Instant[]
}

export interface ServicesDeps {
  readonly services: ServiceStore
  readonly serviceEntries: ServiceEntries
  readonly shops: ShopStore
  readonly members: MemberStore
  readonly counters: ThrottleCounters
  readonly audit: AuditLog
  readonly operatorDoor: OperatorDoor
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

const LONGEST_NAME = 64

export function servicesRoom(deps: ServicesDeps): Services {
  const { services, serviceEntries, shops, members, operatorDoor, keys, clock, random, mailDomain } = deps
  const authenticate = authentication(deps)

  return {
    async add({ id, shopId, name: given, web = null }, by) {
      const name = given?.trim() ?? id
      if (!isServiceId(id)) throw new ServiceRefusedError('bad_id')
      if (name === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name)) throw new ServiceRefusedError('bad_name')
      assertServable(web)
      if (!(await shops.find(shopId))) throw new ShopNotFoundError(shopId)
      if (await services.find(id)) throw new ServiceRefusedError('id_taken')
      const isFirst = (await services.list(shopId)).length === 0
      if (!isFirst) await approved(by)

      const now = clock.now()
      const { secret, hash } = newSecret()
      const service: Service = { id, shopId, name, secrets: [{ hash, issuedAt: now }], addedAt: now, web }
      const added = await services.create(service, isFirst, await done('added', service, by))
      if (!added) throw new ServiceRefusedError((await services.find(id)) ? 'id_taken' : 'two_operators')
      return { service: listed(service), secret }
    },

    async list(shopId) {
      return (await services.list(shopId)).map(listed)
    },

    async rotateSecret(id, by) {
      const service = await existing(id)
      if (service.secrets.length > 1) throw new ServiceRefusedError('two_secrets')
      await approved(by)
      const { secret, hash } = newSecret()
      const along = await done('secret-added', service, by)
      if (!(await services.addSecret(id, { hash, issuedAt: clock.now() }, along)))
        throw await changed(id, 'two_secrets')
      return secret
    },

    async retireSecret(id, by) {
      const service = await existing(id)
      if (service.secrets.length === 1) throw new ServiceRefusedError('one_secret')
      await approved(by)
      const along = await done('secret-retired', service, by)
      if (!(await services.retireSecret(id, along))) throw await changed(id, 'one_secret')
    },

    async setWeb(id, web, by) {
      assertServable(web)
      const service = await existing(id)
      await approved(by)
      const along = await done('addresses-changed', service, by)
      if (!(await services.setWeb(id, web, along))) throw new ServiceRefusedError('unknown')
    },

    async remove(id, by) {
      const service = await existing(id)
      await approved(by)
      const along = await done('removed', service, by)
      if (!(await services.remove(id, along))) throw new ServiceRefusedError('unknown')
    },

    async authenticate(id, secret, client) {
      const service = await authenticate(id, secret, client)
      return service && listed(service)
    },

    deliveries: () => serviceEntries.deliveries(),
  }

  async function existing(id: ServiceId): Promise<Service> {
    const service = await services.find(id)
    if (!service) throw new ServiceRefusedError('unknown')
    return service
  }

  async function approved({ operators }: ServiceActBy): Promise<void> {
    if (!operators) throw new ServiceRefusedError('two_operators')
    await twoOperators(operatorDoor, operators)
  }

  /** Others were faster: it is gone, or has as many secrets as it may. */
  async function changed(id: ServiceId, otherwise: 'two_secrets' | 'one_secret'): Promise<ServiceRefusedError> {
    return new ServiceRefusedError((await services.find(id)) ? otherwise : 'unknown')
  }

  function newSecret(): { readonly secret: string; readonly hash: TokenHash } {
    const secret = newSecretToken(random)
    return { secret, hash: hashSecretToken(secret) }
  }

  async function done(change: ServiceChange, service: Service, { actor, operators }: ServiceActBy): Promise<Along> {
    const { shopId, name: serviceName } = service
    const now = clock.now()
    const details = { name: serviceName, ...(operators && { operators: operators.map(({ name }) => name).join(' ') }) }
    const about = { actor, subject: serviceActor(service), shopId, details }
    const administrators = await members.administratorsIn(shopId)
    return {
      mails: administrators.map(({ account, shopName }) => {
        const facts = { about: 'service-changed', change, serviceName, shopName } as const
        return sealNotice(account, facts, null, { keys, random, now, domain: mailDomain })
      }),
      events: [newAuditEvent(random, now, { name: eventNames[change], outcome: 'ok', ...about })],
    }
  }
}

const eventNames: Readonly<Record<ServiceChange, AuditEventName>> = {
  added: 'service.added',
  'secret-added': 'service.secret_added',
  'secret-retired': 'service.secret_retired',
  'addresses-changed': 'service.addresses_changed',
  removed: 'service.removed',
}

function assertServable(web: ServiceWeb | null): void {
  const part = web && unfitPart(web)
  if (part === null) return
  const addresses = 'a service needs https addresses (http on loopback alone) without a fragment, ten at the most'
  throw new ConfigurationError(part, part === 'icon' ? 'an icon is a PNG as a data: URL of 16 KiB' : addresses)
}

function listed({ secrets, ...service }: Service): ServiceListing {
  return { ...service, secretsIssuedAt: secrets.map(({ issuedAt }) => issuedAt) }
}
