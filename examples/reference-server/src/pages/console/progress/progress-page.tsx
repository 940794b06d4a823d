import type { OperatorShopsAnswer } from '@ecforce-accounts/client/operator'
import { ShareChart } from '../../ui/charts/share-chart.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { consolePages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'
import { NoShops } from '../readiness/readiness-page.tsx'
import { percentOf } from '../shares.ts'
import { ShopPhase } from '../shop-phase.tsx'

type Shop = OperatorShopsAnswer['shops'][number]

/** How many shops a chart has room for. */
const MOST_SHOPS = 12

/** How far every announced shop is. */
export function ProgressPage() {
  const say = useWordsOf(consoleWords)
  const loaded = useOperatorLoad((options) => operator.shops.list(options))
  return (
    <ConsoleFrame current="progress" title={say('progress.title')} lead={say('progress.lead')} loaded={loaded}>
      {({ shops }) => <AllShops shops={shops} />}
    </ConsoleFrame>
  )
}

function AllShops({ shops }: Pick<OperatorShopsAnswer, 'shops'>) {
  const say = useWordsOf(consoleWords)
  if (shops.length === 0) return <NoShops />
  const announced = shops.filter(({ phase }) => phase !== 'before')
  if (announced.length === 0) {
    return <EmptyState title={say('progress.none')}>{say('progress.none.help')}</EmptyState>
  }
  // Who is furthest behind is looked at first.
  const behind = announced.toSorted((a, b) => shareOf(a) - shareOf(b))
  const sum = (count: (shop: Shop) => number) => announced.reduce((total, shop) => total + count(shop), 0)
  return (
    <>
      <Panel title={say('progress.overview')}>
        <ShareChart
          title={behind.length > MOST_SHOPS ? say('progress.chart.behind', { n: MOST_SHOPS }) : say('progress.chart')}
          description={say('progress.chart.text', {
            shops: announced.length,
            of: sum(({ members }) => members.setUp + members.notYet),
            members: sum(({ members }) => members.setUp),
          })}
          parts={[say('progress.setUp'), say('progress.notYet'), say('progress.held'), say('progress.pending')]}
          rows={behind.slice(0, MOST_SHOPS).map(({ name, members: { setUp, notYet, held, pending } }) => ({
            label: name,
            values: [setUp, notYet, held, pending],
          }))}
        />
      </Panel>
      <Panel title={say('console.shops')}>
        <DataTable
          caption={say('console.shops')}
          columns={columnsIn(say)}
          rows={behind}
          keyOf={({ shop }) => shop}
          searchText={({ shop, name }) => `${shop} ${name}`}
          searchLabel={say('console.findShop')}
          initialSorting={{ column: 'share', direction: 'ascending' }}
          rowsPerPage={20}
          empty={null}
        />
      </Panel>
    </>
  )
}

function columnsIn(say: ReturnType<typeof useWordsOf<typeof consoleWords>>): readonly Column<Shop>[] {
  const count = (id: keyof Shop['members'], label: string): Column<Shop> => ({
    id,
    label,
    cell: ({ members }) => members[id],
    order: ({ members }) => members[id],
    alignEnd: true,
  })
  return [
    {
      id: 'shop',
      label: say('console.shop'),
      cell: ({ shop, name }) => <a href={`${consolePages.progress}/${shop}`}>{name}</a>,
      order: ({ name }) => name,
    },
    {
      id: 'phase',
      label: say('console.phase'),
      cell: (shop) => <ShopPhase shop={shop} />,
      order: ({ enforcedAt }) => enforcedAt ?? '9',
    },
    {
      id: 'share',
      label: say('progress.share'),
      cell: (shop) => say('progress.percent', { n: shareOf(shop) }),
      order: shareOf,
      alignEnd: true,
    },
    count('setUp', say('progress.setUp')),
    count('notYet', say('progress.notYet')),
    count('held', say('progress.held')),
    count('pending', say('progress.pending')),
  ]
}

function shareOf({ members: { setUp, notYet } }: Shop): number {
  return percentOf(setUp, setUp + notYet)
}
