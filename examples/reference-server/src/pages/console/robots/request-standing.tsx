import type { OperatorBypassRequestAnswer } from '@ecforce-accounts/client/operator'
import { Badge } from '../../ui/badge.tsx'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWordsOf } from '../../words-context.ts'

type Standing = Pick<OperatorBypassRequestAnswer, 'status' | 'firstApprovedBy'>

/** Where a request stands, as operators see it. */
export function StandingBadge({ request: { status, firstApprovedBy } }: { readonly request: Standing }) {
  const say = useWordsOf(consoleRobotWords)
  switch (status) {
    case 'pending':
      return firstApprovedBy === null ? (
        <Badge tone="info">{say('desk.queue.pending')}</Badge>
      ) : (
        <Badge tone="caution">{say('desk.queue.first')}</Badge>
      )
    case 'needs-information':
      return <Badge>{say('desk.queue.stopped')}</Badge>
    case 'approved':
      return <Badge tone="good">{say('desk.queue.approved')}</Badge>
    case 'rejected':
      return <Badge tone="wrong">{say('desk.queue.rejected')}</Badge>
    case 'withdrawn':
      return <Badge>{say('desk.queue.withdrawn')}</Badge>
  }
}
