import type { OperatorBypassRequestsAnswer } from '@ecforce-accounts/client/operator'
import { dateInJapan } from '../../times.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { consolePages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'
import { StandingBadge } from './request-standing.tsx'
import { RobotLinks } from './robot-links.tsx'

type Request = OperatorBypassRequestsAnswer['requests'][number]

/** What shops have asked for and wait for: what is overdue on top, then what is due first. */
export function QueuePage() {
  const say = useWordsOf(consoleRobotWords)
  const loaded = useOperatorLoad((options) => operator.bypasses.queue(options))
  return (
    <ConsoleFrame current="robots" title={say('desk.queue.title')} lead={say('desk.queue.lead')} loaded={loaded}>
      {(queue) => (
        <>
          <RobotLinks current="queue" />
          <Queue {...queue} />
        </>
      )}
    </ConsoleFrame>
  )
}

function Queue({ requests }: OperatorBypassRequestsAnswer) {
  const words = useWords()
  const say = useWordsOf(consoleRobotWords)
  const columns: readonly Column<Request>[] = [
    { id: 'shop', label: say('desk.queue.shop'), order: ({ shopName }) => shopName, cell: ({ shopName }) => shopName },
    {
      id: 'due',
      label: say('desk.queue.due'),
      // What waits for its shop is due when the shop has answered.
      order: ({ status, dueAt }) => `${status === 'pending' ? 0 : 1} ${dueAt}`,
      cell: (request) => (
        <>
          {request.overdue ? <Badge tone="wrong">{say('desk.queue.overdue')}</Badge> : null}{' '}
          {dateInJapan(Date.parse(request.dueAt), words)}
        </>
      ),
    },
    {
      id: 'members',
      label: say('desk.queue.members'),
      cell: ({ members }) => members.map(({ name, email }) => name ?? email).join(say('desk.queue.and')),
    },
    { id: 'state', label: say('desk.queue.state'), cell: (request) => <StandingBadge request={request} /> },
    {
      id: 'open',
      label: say('desk.queue.open'),
      cell: ({ id, shopName }) => (
        <a href={`${consolePages.robots}/${id}`} aria-label={say('desk.queue.open.of', { shop: shopName })}>
          {say('desk.queue.open')}
        </a>
      ),
    },
  ]
  return (
    <Panel title={say('desk.queue.title')}>
      <DataTable
        caption={say('desk.queue.title')}
        columns={columns}
        rows={requests}
        keyOf={({ id }) => id}
        initialSorting={{ column: 'due', direction: 'ascending' }}
        rowsPerPage={20}
        empty={<EmptyState title={say('desk.queue.none')}>{say('desk.queue.none.help')}</EmptyState>}
      />
    </Panel>
  )
}
