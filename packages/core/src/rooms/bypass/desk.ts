import type { OperatorProof } from '../../access/two-operators.ts'
import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import type { BypassGrant, BypassRequest } from '../../domain/bypass.ts'
import type { AboutRobot, OutboxMail } from '../../domain/mail.ts'
import type { Operator } from '../../domain/operator.ts'
import { type BypassDraft, isWide } from '../../policy/bypass-request.ts'
import { type BypassAct, mayDo } from '../../policy/operator-acts.ts'
import type { GrantSelection } from '../../ports/bypass-store.ts'
import { ShopNotFoundError } from '../../primitives/errors.ts'
import { type BypassGrantId, type BypassRequestId, newId, type ShopId } from '../../primitives/ids.ts'
import type { BypassDeps } from './bypass.ts'
import { newRequest } from './new-request.ts'
import { BypassNotFoundError, BypassRefusedError } from './refusals.ts'
import { readText, requestDrafts } from './request-draft.ts'
import { type BypassGrantView, type BypassRequestView, bypassViews } from './views.ts'

/** An operator who is signed in; what needs a code takes an `OperatorProof`. */
export type DeskOperator = Pick<Operator, 'name' | 'role'>

/**
 * Robots' exemptions as operators decide them. What may be done by whom is `bypassActs`; everything rejects with
 * `BypassNotFoundError` and `BypassRefusedError`, and what takes a proof with `OperatorRefusedError` first. The
 * administrators of the shop are told of each by mail.
 */
export interface BypassDesk {
  /** What waits for an answer: what is due first, first. */
  open(): Promise<readonly BypassRequestView[]>

  /** How many wait for operators or for their shop, and how many of the former longer than was said. */
  count(): Promise<{ readonly operators: number; readonly shops: number; readonly overdue: number }>

  /** All of a shop, the newest first. */
  ofShop(shopId: ShopId): Promise<readonly BypassRequestView[]>

  find(id: string): Promise<BypassRequestView>

  /** Asks in a shop's name for a ticket of the support desk, before its announcement too. Throws `ShopNotFoundError`. */
  take(
    request: { readonly shopId: ShopId; readonly ticket: string; readonly draft: BypassDraft },
    operator: DeskOperator,
  ): Promise<BypassRequestView>

  /** Asks the shop something: the clock stands until it answers. */
  askInformation(
    id: string,
    asked: { readonly version: number; readonly question: string },
    operator: DeskOperator,
  ): Promise<BypassRequestView>

  /** Approves exactly the version that was seen; of wide ranges the first of two approvals grants nothing yet. */
  approve(id: string, seen: { readonly version: number }, operator: OperatorProof): Promise<BypassRequestView>

  /** `reason` is what the shop is told. */
  reject(
    id: string,
    seen: { readonly version: number; readonly reason: string },
    operator: OperatorProof,
  ): Promise<BypassRequestView>

  /** Those of a shop, or of all; the newest first. */
  grants(shopId: ShopId | null): Promise<readonly BypassGrantView[]>

  grant(id: string): Promise<BypassGrantView>

  suspend(id: string, operator: OperatorProof): Promise<BypassGrantView>

  /** Lets a suspended grant go on, good for the credentials that its account has now. */
  resume(id: string, operator: OperatorProof): Promise<BypassGrantView>

  revoke(id: string, operator: OperatorProof): Promise<BypassGrantView>

  /** Suspends every active grant of a shop, or of all. Resolves to how many. */
  stop(which: { readonly shopId: ShopId } | 'all', operator: OperatorProof): Promise<number>
}

const DAY = 24 * 3_600_000
/** How many requests of a shop are listed. */
const REQUESTS_LISTED = 200

export function desk(deps: BypassDeps): BypassDesk {
  const { bypasses, shops, operators, operatorDoor, robotNotices, clock, random } = deps
  const { requestView, grantView, nameOf } = bypassViews(deps)
  const drafts = requestDrafts(deps)

  return {
    async open() {
      return Promise.all((await bypasses.listOpen()).map(requestView))
    },

    async count() {
      const open = await bypasses.listOpen()
      const pending = open.filter(({ status }) => status === 'pending')
      const overdue = pending.filter(({ dueAt }) => dueAt <= clock.now())
      return { operators: pending.length, shops: open.length - pending.length, overdue: overdue.length }
    },

    async ofShop(shopId) {
      return Promise.all((await bypasses.listByShop(shopId, REQUESTS_LISTED)).map(requestView))
    },

    find: async (id) => requestView(await existing(id)),

    async take({ shopId, ticket, draft }, operator) {
      allow('take-request', operator)
      if (!(await shops.find(shopId))) throw new ShopNotFoundError(shopId)
      const request = newRequest({
        ...(await drafts.read(shopId, draft)),
        id: newId<BypassRequestId>(random),
        shopId,
        renews: null,
        ticket: readText(ticket, 'ticket'),
        askedBy: { operator: operator.name },
        askedAt: clock.now(),
        dueAt: await drafts.dueAt(),
      })
      const details = { ticket: request.ticket, members: request.memberIds.length, ranges: request.ranges.join(' ') }
      await bypasses.ask(request, {
        mails: await robotNotices(shopId, { about: 'robot-received', dueAt: request.dueAt }),
        events: [event('bypass.requested', request, operator.name, details)],
      })
      return requestView(request)
    },

    async askInformation(id, { version, question }, operator) {
      allow('ask-information', operator)
      const request = await seen(id, version)
      const asked = readText(question, 'question')
      const next: BypassRequest = {
        ...request,
        status: 'needs-information',
        question: asked,
        answer: null,
        stoppedAt: clock.now(),
        firstApprovedBy: null,
      }
      return decided(request, next, [], 'bypass.questioned', operator.name, {
        about: 'robot-question',
        question: asked,
      })
    },

    async approve(id, { version }, proof) {
      const { name } = await proven('approve', proof)
      const request = await seen(id, version)
      if ('operator' in request.askedBy && request.askedBy.operator === name)
        throw new BypassRefusedError('self_approval')
      const firstApprovedBy = await stillApproving(request.firstApprovedBy)
      if (firstApprovedBy === name) throw new BypassRefusedError('same_operator')
      // What was in order when it was asked for need not be so any more: rows leave, and roles change.
      await drafts.assertMembers(request.shopId, request)
      if (isWide(request.ranges) && firstApprovedBy === null) {
        return decided(request, { ...request, firstApprovedBy: name }, [], 'bypass.first_approved', name, null)
      }

      const now = clock.now()
      const approvedBy = firstApprovedBy === null ? [name] : [firstApprovedBy, name]
      const endsAt = now + request.validDays * DAY
      const next: BypassRequest = { ...request, status: 'approved', settledBy: name, settledAt: now }
      const grants = request.memberIds.map((memberId): BypassGrant => {
        const { id: requestId, shopId, ranges, shadow } = request
        return {
          id: newId<BypassGrantId>(random),
          requestId,
          shopId,
          memberId,
          ranges,
          status: 'active',
          suspendedFor: null,
          shadow,
          approvedBy,
          startsAt: now,
          endsAt,
          credentialEpoch: null,
          activeSince: now,
          lastUsedAt: null,
          lastAddress: null,
        }
      })
      const members = await Promise.all(request.memberIds.map((memberId) => nameOf(request.shopId, memberId)))
      const { ranges } = request
      return decided(request, next, grants, 'bypass.approved', name, {
        about: 'robot-approved',
        members,
        ranges,
        until: endsAt,
      })
    },

    async reject(id, { version, reason }, proof) {
      const { name } = await proven('reject', proof)
      const request = await seen(id, version)
      const told = readText(reason, 'reason')
      const next: BypassRequest = {
        ...request,
        status: 'rejected',
        reason: told,
        settledBy: name,
        settledAt: clock.now(),
      }
      return decided(request, next, [], 'bypass.rejected', name, { about: 'robot-rejected', reason: told })
    },

    async grants(shopId) {
      const views = await Promise.all((await bypasses.listGrants(shopId)).map(grantView))
      return views.filter((view) => view !== null)
    },

    grant: (id) => viewOf(id),

    async suspend(id, proof) {
      const { name } = await proven('suspend', proof)
      const grant = await existingGrant(id)
      const member = await nameOf(grant.shopId, grant.memberId)
      const done = await bypasses.suspend({ grant: grant.id }, 'stopped', {
        mails: await robotNotices(grant.shopId, { about: 'robot-suspended', member, because: 'stopped' }),
        events: [event('bypass.suspended', grant, name, { member: grant.memberId, because: 'stopped' })],
      })
      if (done.length === 0) throw new BypassRefusedError('wrong_state')
      return viewOf(id)
    },

    async resume(id, proof) {
      const { name } = await proven('resume', proof)
      const grant = await existingGrant(id)
      const facts = await bypasses.factsOfGrant(grant.id)
      const epoch = facts?.member.robotSince == null ? null : (facts.account?.credentialEpoch ?? null)
      const member = await nameOf(grant.shopId, grant.memberId)
      const resumed = await bypasses.resume(grant.id, epoch, clock.now(), {
        mails: await robotNotices(grant.shopId, { about: 'robot-resumed', member, until: grant.endsAt }),
        events: [event('bypass.resumed', grant, name, { member: grant.memberId })],
      })
      if (!resumed) throw new BypassRefusedError('wrong_state')
      return viewOf(id)
    },

    async revoke(id, proof) {
      const { name } = await proven('revoke', proof)
      const grant = await existingGrant(id)
      const member = await nameOf(grant.shopId, grant.memberId)
      const revoked = await bypasses.revoke(grant.id, {
        mails: await robotNotices(grant.shopId, { about: 'robot-revoked', member }),
        events: [event('bypass.revoked', grant, name, { member: grant.memberId })],
      })
      if (!revoked) throw new BypassRefusedError('wrong_state')
      return viewOf(id)
    },

    async stop(which, proof) {
      const { name } = await proven('stop', proof)
      const shopId = which === 'all' ? null : which.shopId
      if (shopId !== null && !(await shops.find(shopId))) throw new ShopNotFoundError(shopId)
      const selection: GrantSelection = shopId === null ? { all: true } : { shop: shopId }
      const active = (await bypasses.listGrants(shopId)).filter(({ status }) => status === 'active')
      const stopped = await bypasses.suspend(selection, 'stopped', {
        mails: await stopMails(active),
        events: [
          newAuditEvent(random, clock.now(), {
            name: 'bypass.stopped',
            outcome: 'ok',
            actor: `operator:${name}`,
            subject: shopId,
            shopId,
            details: { grants: active.length, all: shopId === null },
          }),
        ],
      })
      return stopped.length
    },
  }

  function allow(act: BypassAct, { role }: DeskOperator): void {
    if (!mayDo(act, role)) throw new BypassRefusedError('not_engineer')
  }

  /** The operator whose code is heard first, and whose role is looked at then. */
  async function proven(act: BypassAct, { name, code }: OperatorProof): Promise<Operator> {
    const operator = await operatorDoor(name, code)
    allow(act, operator)
    return operator
  }

  async function existing(id: string): Promise<BypassRequest> {
    const request = await bypasses.find(id as BypassRequestId)
    if (!request) throw new BypassNotFoundError()
    return request
  }

  /** Who approved first, as long as they might approve now: nobody stands for what was approved in a name taken away. */
  async function stillApproving(name: string | null): Promise<string | null> {
    const operator = name === null ? null : await operators.find(name)
    return operator && mayDo('approve', operator.role) ? operator.name : null
  }

  /** The request as it was seen, waiting for operators. */
  async function seen(id: string, version: number): Promise<BypassRequest> {
    const request = await existing(id)
    if (request.version !== version) throw new BypassRefusedError('conflict')
    if (request.status !== 'pending') throw new BypassRefusedError('wrong_state')
    return request
  }

  async function existingGrant(id: string): Promise<BypassGrant> {
    const grant = await bypasses.findGrant(id as BypassGrantId)
    if (!grant) throw new BypassNotFoundError()
    return grant
  }

  async function viewOf(id: string): Promise<BypassGrantView> {
    const view = await grantView(await existingGrant(id))
    if (view === null) throw new BypassNotFoundError()
    return view
  }

  async function decided(
    before: BypassRequest,
    next: BypassRequest,
    grants: readonly BypassGrant[],
    name: AuditEventName,
    operator: string,
    told: AboutRobot | null,
  ): Promise<BypassRequestView> {
    const details = { version: next.version, grants: grants.map(({ id }) => id).join(' ') }
    const changed = await bypasses.change(before, next, grants, {
      mails: told === null ? [] : await robotNotices(next.shopId, told),
      events: [event(name, next, operator, details)],
    })
    if (!changed) throw new BypassRefusedError('conflict')
    return requestView(next)
  }

  /** One mail for each grant, to who administers its shop. */
  async function stopMails(grants: readonly BypassGrant[]): Promise<readonly OutboxMail[]> {
    const mails = await Promise.all(
      grants.map(async ({ shopId, memberId }) => {
        const member = await nameOf(shopId, memberId)
        return robotNotices(shopId, { about: 'robot-suspended', member, because: 'stopped' })
      }),
    )
    return mails.flat()
  }

  function event(
    name: AuditEventName,
    { id, shopId }: BypassRequest | BypassGrant,
    operator: string,
    details: AuditEvent['details'],
  ): AuditEvent {
    const actor = `operator:${operator}`
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor, subject: id, shopId, details })
  }
}
