import { type AuditEvent, type AuditEventName, newAuditEvent } from '../../domain/audit-event.ts'
import {
  BYPASS_UNUSED_MILLISECONDS,
  type BypassFacts,
  type BypassGrant,
  type BypassRequest,
  type BypassSuspension,
  dueReminder,
} from '../../domain/bypass.ts'
import type { BypassDeps } from './bypass.ts'
import { bypassViews } from './views.ts'

/** A request that operators should have answered. */
export type OverdueRequest = Pick<BypassRequest, 'id' | 'shopId' | 'dueAt'>

const HOUR = 3_600_000

/** What becomes of requests and grants by time alone. */
export function dueBypasses(deps: BypassDeps): () => Promise<void> {
  const { bypasses, shops, robotNotices, onOverdue, clock, random } = deps
  const { nameOf } = bypassViews(deps)
  let toldAt = Number.NEGATIVE_INFINITY

  return async () => {
    await tellOfOverdue()
    for (const grant of await bypasses.listDue(clock.now())) {
      await remind(grant)
      const facts = await bypasses.factsOfGrant(grant.id)
      const because = facts && clock.now() < grant.endsAt ? await suspensionOf(grant, facts) : null
      if (because !== null) await suspend(grant, because)
    }
  }

  /** Operators have no mailbox here: the host is told, once an hour for as long as it is so. */
  async function tellOfOverdue(): Promise<void> {
    const now = clock.now()
    if (now - toldAt < HOUR) return
    const open = await bypasses.listOpen()
    const overdue = open.filter(({ status, dueAt }) => status === 'pending' && dueAt <= now)
    if (overdue.length === 0) return
    toldAt = now
    onOverdue(overdue.map(({ id, shopId, dueAt }) => ({ id, shopId, dueAt })))
  }

  async function remind(grant: BypassGrant): Promise<void> {
    const days = dueReminder(grant, clock.now())
    if (days === null) return
    const member = await nameOf(grant.shopId, grant.memberId)
    const isOver = days === 0
    await bypasses.remind(grant.id, days, {
      mails: await robotNotices(
        grant.shopId,
        isOver ? { about: 'robot-expired', member } : { about: 'robot-expiring', member, until: grant.endsAt },
      ),
      events: [event(isOver ? 'bypass.expired' : 'bypass.reminded', grant, { days })],
    })
  }

  /** Before a shop's cut its robots may still use the shop's own sign-in, so that nothing says that they are gone. */
  async function suspensionOf(grant: BypassGrant, { account }: BypassFacts): Promise<BypassSuspension | null> {
    const epoch = grant.credentialEpoch
    if (epoch !== null && account !== null && account.credentialEpoch !== epoch) return 'credentials'
    const cut = (await shops.find(grant.shopId))?.rollout?.enforcedAt ?? null
    if (cut === null || cut > clock.now()) return null
    return clock.now() >= Math.max(grant.activeSince, cut) + BYPASS_UNUSED_MILLISECONDS ? 'unused' : null
  }

  async function suspend(grant: BypassGrant, because: BypassSuspension): Promise<void> {
    const member = await nameOf(grant.shopId, grant.memberId)
    await bypasses.suspend({ grant: grant.id }, because, {
      mails: await robotNotices(grant.shopId, { about: 'robot-suspended', member, because }),
      events: [event('bypass.suspended', grant, { because })],
    })
  }

  function event(name: AuditEventName, { id, shopId, memberId }: BypassGrant, more: AuditEvent['details']): AuditEvent {
    const details = { member: memberId, ...more }
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor: 'system', subject: id, shopId, details })
  }
}
