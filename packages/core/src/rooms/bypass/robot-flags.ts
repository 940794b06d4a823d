import { newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { missingOf } from '../../policy/bypass-checklist.ts'
import { MemberNotFoundError } from '../../primitives/errors.ts'
import type { BypassDeps } from './bypass.ts'
import { type BypassActRefusal, BypassRefusedError } from './refusals.ts'

/** What the owner of a robot's account alone can say (R10): that its one membership is a robot's. */
export interface RobotFlags {
  /**
   * Says it, or takes it back, behind a fresh proof. Rejects as `SignedInDoor` does, with `MemberNotFoundError` for a
   * membership that is not the account's, and with `BypassRefusedError`: a robot is no administrator, has one shop, and
   * a long password of its own. Taken back, the sessions that its grants gave are over.
   */
  flag(memberId: string, isRobot: boolean, client: ClientContext): Promise<void>
}

export function robotFlags({ bypasses, members, signedIn, clock, random }: BypassDeps): RobotFlags {
  return {
    async flag(memberId, isRobot, client) {
      const { account } = await signedIn(client, 'flag-robot')
      const rows = await members.findByEmail(account.email.key)
      const own = rows.find(({ member }) => member.id === memberId && member.accountId === account.id)?.member
      if (own?.state !== 'active') throw new MemberNotFoundError()
      const facts = await bypasses.factsOfMember(own.id)
      if (!facts) throw new MemberNotFoundError()
      if (isRobot) {
        const [first] = missingOf(facts, { isUnreached: false }).flatMap((missing) => refusals[missing] ?? [])
        if (first) throw new BypassRefusedError(first)
      }
      if ((own.robotSince !== null) === isRobot) return

      const { credentialEpoch } = account
      const whose = { memberId: own.id, accountId: account.id, credentialEpoch }
      const event = newAuditEvent(random, clock.now(), {
        name: isRobot ? 'member.robot_flagged' : 'member.robot_unflagged',
        outcome: 'ok',
        actor: account.id,
        subject: account.id,
        shopId: own.shopId,
        client,
        details: { member: own.id },
      })
      const flagged = await bypasses.flagRobot(whose, isRobot ? clock.now() : null, { events: [event] })
      if (!flagged) throw new BypassRefusedError('conflict')
    },
  }
}

/** Which of what is missing keeps a flag from being set. */
const refusals: Readonly<Record<string, BypassActRefusal>> = {
  'not-administrator': 'robot_administrator',
  'no-other-membership': 'robot_other_membership',
  'own-password': 'robot_password',
}
