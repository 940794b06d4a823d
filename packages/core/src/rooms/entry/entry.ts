import type { LastSeen } from '../../access/last-seen.ts'
import type { RobotSessions, SessionClient, SessionOrigin } from '../../access/robot-sessions.ts'
import { throttleNotes } from '../../access/throttle-notes.ts'
import { newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { isUnknownAtShop } from '../../domain/invitation.ts'
import type { Service, ServiceWeb } from '../../domain/service.ts'
import { type Subject, subjectOf } from '../../domain/service-entry.ts'
import type { Acr, Amr, Session, SessionClass, SessionView } from '../../domain/session.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideEntry, type EntryFacts, type EntryRefusal, type EntryWish, wishesNothing } from '../../policy/entry.ts'
import { decideLegacyDoor, isLegacyDoorClosed } from '../../policy/legacy-door.ts'
import { isLive, type SessionLifetime } from '../../policy/session-lifetime.ts'
import { throttleRules } from '../../policy/throttle.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { MemberOfShop, MemberStore } from '../../ports/member-store.ts'
import type { ServiceEntries } from '../../ports/service-entries.ts'
import type { ServiceStore } from '../../ports/service-store.ts'
import type { SessionStore } from '../../ports/session-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { ThrottleCounters } from '../../ports/throttle-counters.ts'
import { addressBucket } from '../../primitives/client-address.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { SessionRequiredError, ThrottledError } from '../../primitives/errors.ts'
import { isServiceId, type ServiceId, type SessionId, type ShopId } from '../../primitives/ids.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken } from '../../primitives/secret-token.ts'

/** Entering services by a session here. */
export interface Entry {
  /** A service that is entered somewhere, whoever asks; `null` for every other name. */
  service(serviceId: string): Promise<ServiceToEnter | null>

  /**
   * What a session may enter now; asking counts as its activity. `client`: as of `Sessions.check`. Throws
   * `SessionRequiredError`.
   */
  services(token: string | null | undefined, client?: SessionClient): Promise<EntryOffer>

  /** Whether the session of this token may enter the service now, and as whom (R31). `client`: as of `Sessions.check`. */
  decide(
    token: string | null | undefined,
    serviceId: string,
    wish: EntryWish,
    client?: SessionClient,
  ): Promise<EntryAnswer>

  /** Before an entry waits for somebody, and is kept for so long. Throws `ThrottledError` when too many do from there. */
  waits(client: ClientContext): Promise<void>

  /** That the entry was made, under the name by which the service knows it. Audited. */
  made(sid: string, entrant: Entrant, client: ClientContext): Promise<void>

  /**
   * How an entry stands now; `null` once it has ended, and when its session may not enter any more. Asking counts as
   * activity of the session: the service asks while somebody works in it. `from`: where the request came from that the
   * service was sent, as it says; a robot's session that comes from nowhere is over.
   */
  standing(sid: string, serviceId: ServiceId, from?: SessionOrigin): Promise<Entrant | null>
}

export interface EntryOffer {
  /** The last used first; those that ask for a proof first are among them. */
  readonly services: readonly EnterableService[]
  /** Shops whose services the session may enter, and that have none yet; by name. */
  readonly unconnected: readonly EnterableShop[]
}

export interface EnterableShop extends Pick<Shop, 'id' | 'name' | 'adminUrl' | 'rollout'> {
  /** Whether its own sign-in works for this member, too. */
  readonly legacySignIn: 'open' | 'closed'
}

/** A service that is entered somewhere. */
export interface ServiceToEnter {
  readonly id: ServiceId
  readonly name: string
  readonly web: ServiceWeb
  readonly shop: Pick<Shop, 'id' | 'name'>
}

export interface EnterableService extends ServiceToEnter {
  readonly shop: EnterableShop
  /** When the account last entered it. */
  readonly lastEnteredAt: Instant | null
}

/** Whoever may enter, as the service is told. */
export interface Entrant {
  readonly sessionId: SessionId
  readonly accountId: Session['accountId']
  readonly serviceId: ServiceId
  readonly shopId: ShopId
  /** Who it is to this shop: stable there, and another one in every other shop. */
  readonly subject: Subject
  readonly email: string
  readonly name: string | null
  readonly locale: string
  /** The member's row in the shop's own list. */
  readonly legacyId: string
  readonly role: string | null
  readonly acr: Acr
  readonly amr: readonly Amr[]
  readonly sessionClass: SessionClass
  readonly authTime: Instant
  /** The end of the session here, however busy it is. */
  readonly expiresAt: Instant
}

export type EntryAnswer =
  | { readonly entry: 'open'; readonly entrant: Entrant }
  /** Nobody is signed in. */
  | { readonly entry: 'sign-in' }
  | { readonly entry: 'step-up'; readonly acr: 'urn:ecforce:acr:app' | null; readonly sessionId: SessionId }
  | { readonly entry: 'refused'; readonly reason: EntryRefusal | 'unknown_service'; readonly shopName: string | null }

export interface EntryDeps {
  readonly sessions: SessionStore
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly shops: ShopStore
  readonly services: ServiceStore
  readonly serviceEntries: ServiceEntries
  readonly seen: LastSeen
  readonly robots: RobotSessions
  readonly counters: ThrottleCounters
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  readonly lifetime: SessionLifetime
}

export function entryRoom(deps: EntryDeps): Entry {
  const { sessions, accounts, members, shops, services, serviceEntries, seen, robots, counters, audit, clock, random } =
    deps
  const { lifetime } = deps
  const noted = throttleNotes(deps)

  return {
    async service(serviceId) {
      const found = await enterable(serviceId)
      const shop = found && (await shops.find(found.shopId))
      return found && shop && { id: found.id, name: found.name, web: found.web, shop }
    },

    async services(token, client) {
      const view = await standing(live(await byToken(token)), client ?? null)
      if (!view) throw new SessionRequiredError()
      const { session } = view
      const now = clock.now()
      seen.note(session, now)
      const rows = await rowsOf(view)
      const open = rows.filter(
        (row) => decideEntry(factsOf(session, row, row.shop), wishesNothing, now).entry !== 'refused',
      )
      const [last, offers] = await Promise.all([
        serviceEntries.lastEntries(session.accountId),
        Promise.all(open.map((row) => offerOf(row, now))),
      ])
      return {
        services: offers
          .flatMap(({ shop, entered }) =>
            entered.map(({ id, name, web }) => ({ id, name, web, shop, lastEnteredAt: last.get(id) ?? null })),
          )
          .toSorted(byLastEntered),
        unconnected: offers
          .flatMap(({ shop, entered }) => (entered.length === 0 ? [shop] : []))
          .toSorted((a, b) => a.name.localeCompare(b.name, 'ja')),
      }
    },

    async decide(token, serviceId, wish, client) {
      const service = await enterable(serviceId)
      if (!service) return { entry: 'refused', reason: 'unknown_service', shopName: null }
      const from = client ?? null
      const view = await standing(live(await byToken(token)), from)
      if (!view) return { entry: 'sign-in' }
      const decided = await answer(view, service, wish)
      const isRobot = view.session.sessionClass === 'robot'
      if (isRobot && decided.entry !== 'open') await robots.refused(view.session, 'enter-service', from, service.shopId)
      return decided
    },

    async waits(client) {
      const key = `waiting-entries:${addressBucket(client.address)}`
      const spend = await counters.spend(key, throttleRules.waitingEntries, clock.now())
      if (!spend.allowed) throw new ThrottledError(spend.retryAt, await noted(key, client))
    },

    async made(sid, { serviceId, shopId, accountId, sessionId, acr }, client) {
      const enteredAt = clock.now()
      await serviceEntries.note({ sid, serviceId, shopId, accountId, sessionId, enteredAt })
      const facts = { actor: accountId, subject: accountId, shopId, client } as const
      const details = { service: serviceId, session: sessionId, acr }
      await audit.append([
        newAuditEvent(random, enteredAt, { name: 'service.entered', outcome: 'ok', ...facts, details }),
      ])
    },

    async standing(sid, serviceId, from) {
      const entry = await serviceEntries.findOpen(sid, serviceId)
      const [service, found] = entry
        ? await Promise.all([enterable(serviceId), sessions.findById(entry.sessionId)])
        : [null, null]
      const view = service && (await standing(live(found), from ?? null, service.shopId))
      if (!service || !view) return null
      seen.note(view.session, clock.now())
      return opened(await answer(view, service, wishesNothing))
    },
  }

  async function answer(view: SessionView, service: EnterableRow, wish: EntryWish): Promise<EntryAnswer> {
    const { session, account } = view
    const [rows, shop] = await Promise.all([rowsOf(view), shops.find(service.shopId)])
    if (!shop) return { entry: 'refused', reason: 'unknown_service', shopName: null }
    const row = rows.find(({ member }) => member.shopId === shop.id) ?? null
    const decision = decideEntry(factsOf(session, row, shop), wish, clock.now())
    if (decision.entry === 'refused') return { ...decision, shopName: shop.name }
    if (decision.entry === 'step-up') return { ...decision, sessionId: session.id }
    if (row === null) throw new TypeError('only members enter')

    const { accountId, acr, amr, sessionClass, authTime, expiresAt } = session
    const { legacyId, role } = row.member
    const entrant: Entrant = {
      sessionId: session.id,
      accountId,
      serviceId: service.id,
      shopId: shop.id,
      subject: subjectOf(shop.id, accountId),
      email: account.email,
      name: account.name,
      locale: account.locale,
      legacyId,
      role,
      acr,
      amr,
      sessionClass,
      authTime,
      expiresAt,
    }
    return { entry: 'open', entrant }
  }

  async function offerOf({ member, shop: { factorPolicy: _, ...shop } }: MemberOfShop, now: Instant) {
    const entered = (await services.list(shop.id)).filter(isEntered)
    const isClosed = isLegacyDoorClosed(member, { status: 'active' })
    const legacySignIn = isUnknownAtShop(member) ? 'closed' : decideLegacyDoor(shop.rollout, isClosed, now)
    return { shop: { ...shop, legacySignIn }, entered }
  }

  /** The rows that belong to the account; none once it is not active any more. */
  async function rowsOf({ session: { accountId } }: SessionView): Promise<readonly MemberOfShop[]> {
    const found = await accounts.findById(accountId)
    if (found?.account.status !== 'active') return []
    const rows = await members.findByEmail(found.account.email.key)
    return rows.filter(({ member }) => member.accountId === accountId)
  }

  async function enterable(id: string): Promise<EnterableRow | null> {
    const service = isServiceId(id) ? await services.find(id) : null
    return service && isEntered(service) ? service : null
  }

  async function byToken(token: string | null | undefined): Promise<SessionView | null> {
    const tokenHash = readSecretToken(token)
    return tokenHash === null ? null : sessions.find(tokenHash)
  }

  /** Of a robot, as far as its grant lets it from there. */
  async function standing(view: SessionView | null, from: SessionOrigin, shopId?: ShopId) {
    return view && (await robots.stands(view.session, from, shopId)) ? view : null
  }

  function live(view: SessionView | null): SessionView | null {
    return view && isLive(view.session, lifetime, clock.now()) ? view : null
  }
}

type EnterableRow = Service & { readonly web: ServiceWeb }

/** Whether people enter it: a back end and nothing else is entered by nobody. */
function isEntered(service: Service): service is EnterableRow {
  return service.web !== null
}

function factsOf(session: Session, row: MemberOfShop | null, shop: Shop): EntryFacts {
  return { session, member: row && { state: row.member.state, role: row.member.role }, shop }
}

function opened(answer: EntryAnswer): Entrant | null {
  return answer.entry === 'open' ? answer.entrant : null
}

/** The latest first, then by shop and name. */
function byLastEntered(a: EnterableService, b: EnterableService): number {
  const recency = (b.lastEnteredAt ?? 0) - (a.lastEnteredAt ?? 0)
  return recency || a.shop.name.localeCompare(b.shop.name, 'ja') || a.name.localeCompare(b.name, 'ja')
}
