import type { AccountId, BypassFacts, BypassGrantId, Session, Storage } from '@ecforce-accounts/core'
import { aBypassGrant } from '@ecforce-accounts/core/testing'

/** The grant of every robot here: it covers all that `browser` comes from, and nothing of it is missing. */
export const robotGrant = aBypassGrant({
  id: 'its-grant' as BypassGrantId,
  ranges: ['203.0.113.0/24'],
  credentialEpoch: 1,
  startsAt: 0,
  activeSince: Number.MAX_SAFE_INTEGER,
  endsAt: Number.MAX_SAFE_INTEGER,
})

/** Whose session was shown last. */
let shown: AccountId | null = null

/** The account of the robot that was seen last. */
export function robotAccount(): string {
  return shown ?? ''
}

/** A storage in which every session is a robot's. */
export function robotsOnly(storage: Storage): Storage {
  const { sessions, bypasses } = storage
  return {
    ...storage,
    bypasses: { ...bypasses, factsOfGrant: async () => facts() },
    sessions: {
      ...sessions,
      async find(tokenHash) {
        const view = await sessions.find(tokenHash)
        return view && { ...view, session: asRobot(view.session) }
      },
      async findWithMemberships(tokenHash, now) {
        const view = await sessions.findWithMemberships(tokenHash, now)
        return view && { ...view, session: asRobot(view.session) }
      },
    },
  }
}

function asRobot(session: Session): Session {
  shown = session.accountId
  return { ...session, sessionClass: 'robot', restrictedTo: robotGrant.shopId, grantId: robotGrant.id }
}

function facts(): BypassFacts {
  const { memberId, shopId, startsAt: robotSince } = robotGrant
  return {
    grant: robotGrant,
    member: { id: memberId, shopId, state: 'active', role: 'staff', robotSince },
    account: shown && {
      id: shown,
      status: 'active',
      credentialEpoch: 1,
      passwordStandsAlone: true,
      otherMemberships: 0,
    },
  }
}
