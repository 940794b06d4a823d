import { newAuditEvent } from '../domain/audit-event.ts'
import type { BypassFacts } from '../domain/bypass.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { Session } from '../domain/session.ts'
import type { AccountAct } from '../policy/account-acts.ts'
import { type BypassRefusal, decideBypass, type GrantCovers } from '../policy/bypass.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { BypassStore } from '../ports/bypass-store.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { IpAddress } from '../primitives/client-address.ts'
import type { Clock } from '../primitives/clock.ts'
import type { ShopId } from '../primitives/ids.ts'
import type { Random } from '../primitives/random.ts'

/** Where a request of a session comes from; made when it is asked for, since the check of a person's needs none of it. */
export type SessionClient = () => Pick<ClientContext, 'address' | 'userAgent' | 'requestId'>

/**
 * `service`: the back end of a service that redeems what the robot's own request was given a moment ago. There alone the
 * address is nobody's, and everything else is asked all the same. `null`: nowhere.
 */
export type SessionOrigin = SessionClient | 'service' | null

/** What a robot's session was refused. */
export type RefusedAct = AccountAct | 'enter-service' | 'use-host'

/** The sessions of robots, which stand for one request at a time (R25). */
export interface RobotSessions {
  /**
   * Whether the grant behind a session still waives the second factor: now, from where this request comes, and for that
   * shop if one is named. When it does not the session has ended, and that is audited once. Of any session but a robot's
   * it is `true`, and nothing is asked.
   */
  stands(session: Session, from: SessionOrigin, shopId?: ShopId): Promise<boolean>

  /** Audits that a robot wanted what its session is not good for (R26). */
  refused(session: Session, what: RefusedAct, from: SessionOrigin, shopId?: ShopId): Promise<void>
}

export interface RobotSessionsDeps {
  readonly bypasses: Pick<BypassStore, 'factsOfGrant'>
  readonly sessions: Pick<SessionStore, 'end'>
  readonly audit: AuditLog
  readonly covers: GrantCovers
  readonly clock: Clock
  readonly random: Random
}

export function robotSessions(deps: RobotSessionsDeps): RobotSessions {
  const { bypasses, sessions, audit, covers, clock, random } = deps

  return {
    async stands(session, from, shopId) {
      if (session.sessionClass !== 'robot') return true
      const facts = session.grantId === null ? null : await bypasses.factsOfGrant(session.grantId)
      const client = clientOf(from)
      const missing = missingOf(session, facts, client.address, shopId)
      const reasons = from === 'service' ? missing.filter((reason) => reason !== 'address_unknown') : missing
      if (reasons.length === 0) return true
      // Of many requests at once the one that ends it writes it down.
      await sessions.end(session.tokenHash, { events: [event('bypass.denied', session, reasons.join(' '), client)] })
      return false
    },

    async refused(session, what, from, shopId) {
      await audit.append([event('bypass.act_refused', session, what, clientOf(from), shopId)])
    },
  }

  /** Everything that R23 asks for, but the password, and does not find. */
  function missingOf(
    session: Session,
    facts: BypassFacts | null,
    address: IpAddress | null,
    shopId: ShopId | undefined,
  ): readonly BypassRefusal[] {
    if (facts === null) return ['no_grant']
    if (facts.account?.id !== session.accountId) return ['other_member']
    if (facts.grant?.shopId !== session.restrictedTo) return ['other_shop']
    const decision = decideBypass(facts, { shopId: shopId ?? null, address }, clock.now(), covers)
    if (decision.bypass === 'refused') return decision.reasons
    // What a grant on trial would have waived is not waived.
    return decision.bypass === 'waived' ? [] : ['no_grant']
  }

  function event(
    name: 'bypass.denied' | 'bypass.act_refused',
    { id, accountId, grantId, restrictedTo }: Session,
    reason: string,
    client: Origin,
    shopId: ShopId | null = restrictedTo,
  ) {
    const { address, userAgent, requestId } = client
    const whose = { actor: accountId, subject: accountId, shopId, address, userAgent, requestId }
    const details = { session: id, grant: grantId }
    return newAuditEvent(random, clock.now(), { name, outcome: 'refused', reason, ...whose, details })
  }
}

type Origin = { readonly [Part in 'address' | 'userAgent' | 'requestId']: ClientContext[Part] | null }

const nowhere: Origin = { address: null, userAgent: null, requestId: null }

function clientOf(from: SessionOrigin): Origin {
  return typeof from === 'function' ? from() : nowhere
}
