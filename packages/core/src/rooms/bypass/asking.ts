import type { Manager } from '../../access/shop-door.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { BypassGrant, BypassRequest } from '../../domain/bypass.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { dueOnceResumed } from '../../policy/business-days.ts'
import { missingForShop } from '../../policy/bypass-checklist.ts'
import type { BypassDraft } from '../../policy/bypass-request.ts'
import type { Along } from '../../ports/along.ts'
import { type BypassGrantId, type BypassRequestId, newId } from '../../primitives/ids.ts'
import type { BypassDeps } from './bypass.ts'
import { newRequest } from './new-request.ts'
import { BypassNotFoundError, BypassRefusedError } from './refusals.ts'
import { readText, requestDrafts } from './request-draft.ts'
import { type BypassGrantView, type BypassRequestView, bypassViews } from './views.ts'

/**
 * Robots' exemptions as a shop's administrators ask for them. Everything rejects as `ShopDoor` does, with
 * `BypassNotFoundError` for what is not this shop's, and with `BypassRefusedError`; what asks, edits and renews with
 * `ThrottledError`, too.
 */
export interface BypassesOfShops {
  /** The newest first. */
  list(shopId: string, client: ClientContext): Promise<readonly BypassRequestView[]>

  ask(shopId: string, draft: BypassDraft, client: ClientContext): Promise<BypassRequestView>

  /** Asks for something else in its place: a new version, which waits for operators anew. */
  edit(
    shopId: string,
    id: string,
    edited: { readonly version: number; readonly draft: BypassDraft },
    client: ClientContext,
  ): Promise<BypassRequestView>

  /** Answers what operators have asked; the clock goes on where it stopped. */
  answer(shopId: string, id: string, answer: string, client: ClientContext): Promise<BypassRequestView>

  withdraw(shopId: string, id: string, client: ClientContext): Promise<void>

  /** The newest first. */
  grants(shopId: string, client: ClientContext): Promise<readonly BypassGrantView[]>

  /** Ends an exemption for good, with the sessions it gave; does nothing more when it is revoked. */
  revoke(shopId: string, grantId: string, client: ClientContext): Promise<void>

  /** Asks for the same once more, for this one robot: approved, it takes over from the grant there is. */
  renew(shopId: string, grantId: string, client: ClientContext): Promise<BypassRequestView>
}

/** How many requests of a shop are listed. */
const REQUESTS_LISTED = 200

export function asking(deps: BypassDeps): BypassesOfShops {
  const { bypasses, shopDoor, throttle, robotNotices, clock, random } = deps
  const { requestView, grantView, nameOf } = bypassViews(deps, missingForShop)
  const drafts = requestDrafts(deps)

  return {
    async list(shopId, client) {
      const { shop } = await shopDoor(client, shopId, 'see')
      return Promise.all((await bypasses.listByShop(shop.id, REQUESTS_LISTED)).map(requestView))
    },

    async ask(shopId, draft, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      return asked(who, draft, null, client)
    },

    async edit(shopId, id, { version, draft }, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      const request = await openRequest(who, id)
      if (request.version !== version) throw new BypassRefusedError('conflict')
      await throttle.askingForBypass(who.shop.id, client)
      const next: BypassRequest = {
        ...request,
        ...(await drafts.read(who.shop.id, draft)),
        version: version + 1,
        status: 'pending',
        askedAt: clock.now(),
        dueAt: await drafts.dueAt(),
        stoppedAt: null,
        question: null,
        answer: null,
        firstApprovedBy: null,
      }
      return changed(request, next, 'bypass.edited', who, client)
    },

    async answer(shopId, id, answer, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      const request = await openRequest(who, id)
      const { stoppedAt, dueAt } = request
      if (request.status !== 'needs-information' || stoppedAt === null) throw new BypassRefusedError('wrong_state')
      const resumed = dueOnceResumed({ stoppedAt, dueAt }, clock.now(), await drafts.businessHours())
      const next: BypassRequest = {
        ...request,
        status: 'pending',
        answer: readText(answer, 'answer'),
        dueAt: resumed,
        stoppedAt: null,
      }
      return changed(request, next, 'bypass.answered', who, client)
    },

    async withdraw(shopId, id, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      const request = await openRequest(who, id)
      const settled = { settledBy: who.account.id, settledAt: clock.now() }
      await changed(request, { ...request, status: 'withdrawn', ...settled }, 'bypass.withdrawn', who, client)
    },

    async grants(shopId, client) {
      const { shop } = await shopDoor(client, shopId, 'see')
      const views = await Promise.all((await bypasses.listGrants(shop.id)).map(grantView))
      return views.filter((view) => view !== null)
    },

    async revoke(shopId, grantId, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      const grant = await ownGrant(who, grantId)
      const member = await nameOf(grant.shopId, grant.memberId)
      await bypasses.revoke(grant.id, {
        mails: await robotNotices(grant.shopId, { about: 'robot-revoked', member }),
        events: [event('bypass.revoked', grant, who, client, { member: grant.memberId })],
      })
    },

    async renew(shopId, grantId, client) {
      const who = await shopDoor(client, shopId, 'ask-for-grant')
      const grant = await ownGrant(who, grantId)
      const former = await bypasses.find(grant.requestId)
      if (!former) throw new BypassNotFoundError()
      const { purpose, provider, validDays } = former
      const { ranges, memberId } = grant
      const draft = { purpose, provider, validDays, ranges, memberIds: [memberId], shadow: false }
      return asked(who, draft, grant.id, client)
    },
  }

  async function asked(
    who: Manager,
    draft: BypassDraft,
    renews: BypassGrantId | null,
    client: ClientContext,
  ): Promise<BypassRequestView> {
    await throttle.askingForBypass(who.shop.id, client)
    const read = await drafts.read(who.shop.id, draft)
    const request = newRequest({
      ...read,
      id: newId<BypassRequestId>(random),
      shopId: who.shop.id,
      renews,
      ticket: null,
      askedBy: { accountId: who.account.id },
      askedAt: clock.now(),
      dueAt: await drafts.dueAt(),
    })
    await bypasses.ask(request, await received(request, 'bypass.requested', who, client))
    return requestView(request)
  }

  /** Stores what an administrator has changed; what waits for operators anew is told as received. */
  async function changed(
    before: BypassRequest,
    next: BypassRequest,
    name: AuditEventName,
    who: Manager,
    client: ClientContext,
  ): Promise<BypassRequestView> {
    const along =
      name === 'bypass.edited'
        ? await received(next, name, who, client)
        : { events: [event(name, next, who, client, { version: next.version })] }
    if (!(await bypasses.change(before, next, [], along))) throw new BypassRefusedError('conflict')
    return requestView(next)
  }

  async function received(
    request: BypassRequest,
    name: AuditEventName,
    who: Manager,
    client: ClientContext,
  ): Promise<Along> {
    const details = { version: request.version, members: request.memberIds.length, ranges: request.ranges.join(' ') }
    return {
      mails: await robotNotices(request.shopId, { about: 'robot-received', dueAt: request.dueAt }),
      events: [event(name, request, who, client, details)],
    }
  }

  async function openRequest({ shop }: Manager, id: string): Promise<BypassRequest> {
    const request = await bypasses.find(id as BypassRequestId)
    if (request?.shopId !== shop.id) throw new BypassNotFoundError()
    if (request.status !== 'pending' && request.status !== 'needs-information') {
      throw new BypassRefusedError('wrong_state')
    }
    return request
  }

  async function ownGrant({ shop }: Manager, id: string): Promise<BypassGrant> {
    const grant = await bypasses.findGrant(id as BypassGrantId)
    if (grant?.shopId !== shop.id) throw new BypassNotFoundError()
    return grant
  }

  function event(
    name: AuditEventName,
    { id, shopId }: BypassRequest | BypassGrant,
    { account }: Manager,
    client: ClientContext,
    details: AuditEvent['details'],
  ): AuditEvent {
    const facts = { name, outcome: 'ok', actor: account.id, subject: id, shopId, client, details } as const
    return newAuditEvent(random, clock.now(), facts)
  }
}
