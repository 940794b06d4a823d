import type { ProgressAnswer } from '@ecforce-accounts/client/operator'
import { useState } from 'preact/hooks'
import { pastInJapan } from '../../times.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { EmptyState, Progress } from '../../ui/states.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { consolePages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'
import { percentOf } from '../shares.ts'
import { ShopPhase } from '../shop-phase.tsx'
import { DaysCharts } from './days-charts.tsx'

type Member = ProgressAnswer['members'][number]

/** How far one shop is: in numbers, by day, and who has not set up. */
export function ShopProgressPage({ shop }: { readonly shop: string }) {
  const say = useWordsOf(consoleWords)
  const loaded = useOperatorLoad((options) => operator.progress.get(shop, options))
  const name = loaded.value?.value.name
  return (
    <ConsoleFrame
      current="progress"
      title={name === undefined ? say('progress.title') : say('progress.of', { shop: name })}
      lead={<a href={consolePages.progress}>{say('console.allShops')}</a>}
      loaded={loaded}
    >
      {(progress) => (
        <>
          <p class="standing">
            <ShopPhase shop={progress} />
          </p>
          {progress.phase === 'before' ? <NotAnnounced shop={shop} /> : <Announced progress={progress} />}
        </>
      )}
    </ConsoleFrame>
  )
}

function NotAnnounced({ shop }: { readonly shop: string }) {
  const say = useWordsOf(consoleWords)
  return (
    <EmptyState
      title={say('progress.notAnnounced')}
      action={
        <a class="button" href={`${consolePages.readiness}/${shop}`}>
          {say('progress.toReadiness')}
        </a>
      }
    >
      {say('progress.notAnnounced.help')}
    </EmptyState>
  )
}

function Announced({ progress }: { readonly progress: ProgressAnswer }) {
  const say = useWordsOf(consoleWords)
  const { setUp, notYet, held, pending, afterCut } = progress
  const listed = setUp + notYet
  return (
    <>
      <Panel title={say('progress.overview')}>
        <Progress
          label={say('progress.setUp')}
          value={setUp}
          max={Math.max(1, listed)}
          text={say('progress.amount', { n: setUp, of: listed, percent: percentOf(setUp, listed) })}
        />
        <Facts
          facts={[
            { term: say('progress.notYet'), detail: say('readiness.people', { n: notYet }) },
            { term: say('progress.held'), detail: say('progress.held.detail', { n: held }) },
            { term: say('progress.pending'), detail: say('progress.pending.detail', { n: pending }) },
            ...(afterCut > 0
              ? [{ term: say('progress.afterCut'), detail: say('progress.afterCut.detail', { n: afterCut }) }]
              : []),
          ]}
        />
      </Panel>
      <Panel title={say('progress.days')} lead={say('progress.days.lead')}>
        <DaysCharts progress={progress} />
      </Panel>
      <Members progress={progress} />
    </>
  )
}

const filterTexts = {
  open: 'progress.filter.open',
  everybody: 'progress.filter.everybody',
  claim: 'progress.filter.claim',
  held: 'progress.filter.held',
  pending: 'progress.filter.pending',
  active: 'progress.filter.active',
  suspended: 'progress.filter.suspended',
} as const
type Filter = keyof typeof filterTexts
const filters = Object.keys(filterTexts) as Filter[]

const stateTexts = {
  claim: 'progress.state.claim',
  held: 'progress.state.held',
  pending: 'progress.state.pending',
  active: 'progress.state.active',
  suspended: 'progress.state.suspended',
} as const

function Members({ progress }: { readonly progress: ProgressAnswer }) {
  const say = useWordsOf(consoleWords)
  const words = useWords()
  const [filter, setFilter] = useState<Filter>('open')
  const shown = progress.members.filter((member) => isMeant(member, filter))
  const columns: readonly Column<Member>[] = [
    {
      id: 'member',
      label: say('console.member'),
      cell: ({ legacyId, name }) => name ?? legacyId,
      order: ({ legacyId, name }) => name ?? legacyId,
    },
    { id: 'id', label: say('console.legacyId'), cell: ({ legacyId }) => legacyId, order: ({ legacyId }) => legacyId },
    { id: 'role', label: say('console.role'), cell: ({ role }) => role ?? '', order: ({ role }) => role ?? '' },
    {
      id: 'state',
      label: say('progress.state'),
      cell: ({ state }) => {
        const tone = tones[state]
        return <Badge {...(tone && { tone })}>{say(stateTexts[state])}</Badge>
      },
      order: ({ state }) => state,
    },
    {
      id: 'set-up',
      label: say('progress.setUpAt'),
      cell: ({ setUpAt }) => (setUpAt === null ? '' : pastInJapan(Date.parse(setUpAt), words)),
      order: ({ setUpAt }) => setUpAt ?? '',
    },
  ]
  return (
    <Panel title={say('console.members')}>
      <div class="member-filter">
        <SelectField<Filter>
          id="state"
          label={say('progress.filter')}
          options={filters.map((value) => ({ value, label: say(filterTexts[value]) }))}
          value={filter}
          onChoose={setFilter}
        />
        <a href={operator.progress.csv(progress.shop)} download>
          {say('console.csv')}
        </a>
      </div>
      <DataTable
        key={filter}
        caption={say('console.members')}
        columns={columns}
        rows={shown}
        keyOf={({ legacyId }) => legacyId}
        searchText={({ legacyId, name, role }) => [legacyId, name, role].join(' ')}
        searchLabel={say('console.findMember')}
        initialSorting={{ column: 'id', direction: 'ascending' }}
        rowsPerPage={25}
        empty={
          <EmptyState title={filter === 'open' ? say('progress.allDone') : say('readiness.noMatch')}>
            {filter === 'open' ? say('progress.allDone.help') : say('readiness.noMatch.help')}
          </EmptyState>
        }
      />
    </Panel>
  )
}

const tones = { claim: 'caution', held: undefined, pending: undefined, active: 'good', suspended: 'wrong' } as const

function isMeant({ state }: Member, filter: Filter): boolean {
  if (filter === 'everybody') return true
  return filter === 'open' ? state !== 'active' && state !== 'suspended' : state === filter
}
