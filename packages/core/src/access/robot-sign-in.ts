import { type AuditEvent, newAuditEvent } from '../domain/audit-event.ts'
import type { BypassGrant } from '../domain/bypass.ts'
import type { ClientContext } from '../domain/flow.ts'
import { sealNotice } from '../domain/notice.ts'
import { type BypassRefusal, decideBypass, type GrantCovers, nearMissOf } from '../policy/bypass.ts'
import { throttleRules } from '../policy/throttle.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { BypassStore, BypassUse } from '../ports/bypass-store.ts'
import type { MemberStore } from '../ports/member-store.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock } from '../primitives/clock.ts'
import { maskEmailAddress } from '../primitives/email-address.ts'
import type { BypassGrantId, ShopId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import type { Claimant, Waiver } from './claimant.ts'

/** What robots' grants have to say at a sign-in. The facts are read anew each time, and of nobody but flagged members. */
export interface RobotSignIn {
  /**
   * The grant that covers where this request comes from and lacks nothing but, perhaps, the password: its attempts have a
   * budget of their own (R17).
   */
  budgetOf(claimant: Claimant, client: ClientContext): Promise<BypassGrantId | null>

  /** What is waived for this very request, whose password was right; `null` for nothing. Writes nothing. */
  waiver(claimant: Claimant, client: ClientContext): Promise<Waiver | null>

  /**
   * As `waiver`, of a password that was just compared: what only would have been waived is written down, and so is a
   * request that lacks exactly one condition, of which the shop's administrators are told once a day (R26).
   */
  judge(claimant: Claimant, client: ClientContext): Promise<Waiver | null>

  /**
   * That a password was wrong, which was all that this grant lacked: a near miss for the audit log alone. It is no request
   * of its own, so that the answer comes no later where there is a robot.
   */
  wrongPassword(grantId: BypassGrantId, claimant: Claimant, client: ClientContext): AuditEvent

  /** Counts a sign-in that was waived. */
  used(grantId: BypassGrantId, client: ClientContext): Promise<void>
}

export interface RobotSignInDeps {
  readonly bypasses: Pick<BypassStore, 'factsOfMember' | 'note'>
  readonly members: Pick<MemberStore, 'administratorsIn'>
  readonly outbox: Pick<Outbox, 'accept'>
  readonly counters: ThrottleCounters
  readonly audit: AuditLog
  readonly covers: GrantCovers
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

export function robotSignIn(deps: RobotSignInDeps): RobotSignIn {
  const { bypasses, members, outbox, counters, audit, covers, keys, clock, random, mailDomain } = deps

  return {
    async budgetOf(claimant, client) {
      const found = await decided(claimant, client)
      return found && found.decision.bypass !== 'refused' ? found.decision.grant.id : null
    },

    async waiver(claimant, client) {
      return waived(await decided(claimant, client))
    },

    async judge(claimant, client) {
      const found = await decided(claimant, client)
      if (found === null || found.grant === null) return null
      const { decision, grant } = found
      if (decision.bypass === 'shadow') {
        await note(grant.id, 'shadow', client)
        await audit.append([event('bypass.would_waive', 'ok', claimant, grant, client, null)])
      }
      const lacking = nearMissOf(decision)
      if (lacking !== null) await missed(claimant, grant, client, lacking)
      return waived(found)
    },

    wrongPassword(id, claimant, client) {
      const shopId = claimant.shops.find(({ memberId }) => memberId === claimant.robot)?.shopId ?? null
      return event('bypass.near_miss', 'refused', claimant, { id, shopId }, client, 'password_wrong')
    },

    used: (grantId, client) => note(grantId, 'use', client),
  }

  async function decided({ account, robot }: Claimant, { address }: ClientContext) {
    const facts = account === null || robot === null ? null : await bypasses.factsOfMember(robot)
    if (facts === null) return null
    const asked = { address, passwordIsRight: true }
    return { grant: facts.grant, decision: decideBypass(facts, asked, clock.now(), covers) }
  }

  function waived(found: Awaited<ReturnType<typeof decided>>): Waiver | null {
    if (found?.decision.bypass !== 'waived') return null
    const { id, shopId, endsAt } = found.decision.grant
    return { grantId: id, shop: shopId, endsAt }
  }

  async function missed(
    claimant: Claimant,
    grant: BypassGrant,
    client: ClientContext,
    lacking: BypassRefusal,
  ): Promise<void> {
    await note(grant.id, 'near-miss', client)
    const told = await counters.spend(`near-miss-mail:${grant.id}`, throttleRules.nearMissMails, clock.now())
    await outbox.accept({
      events: [event('bypass.near_miss', 'refused', claimant, grant, client, lacking)],
      mails: told.allowed ? await mails(claimant, grant, client, lacking) : [],
    })
  }

  async function mails({ account }: Claimant, { shopId }: BypassGrant, client: ClientContext, lacking: BypassRefusal) {
    const maskedMember = account ? maskEmailAddress(account.email.key) : ''
    const facts = { about: 'robot-near-miss', maskedMember, isElsewhere: lacking === 'address_outside' } as const
    const sealing = { keys, random, now: clock.now(), domain: mailDomain }
    const administrators = await members.administratorsIn(shopId)
    return administrators.map(({ account: administrator, shopName }) =>
      sealNotice(administrator, { ...facts, shopName }, client, sealing),
    )
  }

  async function note(grantId: BypassGrantId, kind: BypassUse['kind'], client: ClientContext): Promise<void> {
    await bypasses.note({ grantId, at: clock.now(), kind, address: client.address, userAgent: client.userAgent })
  }

  function event(
    name: 'bypass.near_miss' | 'bypass.would_waive',
    outcome: 'ok' | 'refused',
    { account }: Claimant,
    { id, shopId }: { readonly id: BypassGrantId; readonly shopId: ShopId | null },
    client: ClientContext,
    reason: string | null,
  ) {
    const whose = { actor: account?.id ?? null, subject: account?.id ?? null, shopId, client }
    return newAuditEvent(random, clock.now(), { name, outcome, reason, ...whose, details: { grant: id } })
  }
}
