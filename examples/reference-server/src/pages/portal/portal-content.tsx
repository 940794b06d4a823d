import type { AppsAnswer, SessionAnswer } from '@ecforce-accounts/client'
import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { RobotNote } from './robot-note.tsx'
import { ServiceList } from './service-list.tsx'
import { WaitingShops } from './waiting-shops.tsx'
import type { Welcome } from './welcome.ts'
import { WelcomeNote } from './welcome-note.tsx'

export interface PortalContentProps {
  readonly session: SessionAnswer
  readonly apps: AppsAnswer
  readonly standing: MembershipsAnswer
  /** `null`: nobody came here for the first time, or has just joined a shop. */
  readonly welcome: Welcome | null
  /** A shop was joined. */
  readonly onJoined: () => void
}

/** What the portal shows. Fetched while the services are asked for, so that the sign-in does not carry it. */
export function PortalContent({ session, apps, standing, welcome, onJoined }: PortalContentProps) {
  return (
    <>
      {session.session.class === 'robot' ? <RobotNote memberships={session.memberships} /> : null}
      <WaitingShops waiting={standing.waiting} onJoined={onJoined} />
      {welcome ? <WelcomeNote welcome={welcome} {...apps} /> : null}
      <ServiceList {...apps} />
    </>
  )
}

/** Whose member somebody signed in is; a robot is told of none. */
export async function loadStanding({ session }: SessionAnswer, signal: AbortSignal): Promise<MembershipsAnswer> {
  if (session.class === 'robot') return { memberships: [], waiting: [] }
  return patiently((options) => memberApi.memberships.list(options), signal)
}
