import type { OperatorShopsAnswer, ReadinessAnswer } from '@ecforce-accounts/client/operator'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { consolePages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'
import { ShopPhase } from '../shop-phase.tsx'
import { FindingsChart } from './findings-chart.tsx'

type ShopRow = OperatorShopsAnswer['shops'][number] & Pick<ReadinessAnswer['shops'][number], 'listed' | 'counts'>

/** What there is to look at in every shop, in numbers. */
export function ReadinessPage() {
  const say = useWordsOf(consoleWords)
  const loaded = useOperatorLoad(async (options) => {
    const [{ shops }, report] = await Promise.all([operator.shops.list(options), operator.readiness.get({}, options)])
    return { shops, report }
  })
  return (
    <ConsoleFrame current="readiness" title={say('readiness.title')} lead={say('readiness.lead')} loaded={loaded}>
      {({ shops, report }) => <AllShops shops={shops} report={report} />}
    </ConsoleFrame>
  )
}

function AllShops({ shops, report }: Pick<OperatorShopsAnswer, 'shops'> & { readonly report: ReadinessAnswer }) {
  const say = useWordsOf(consoleWords)
  const looked = new Map(report.shops.map((shop) => [shop.shop, shop]))
  const rows = shops.map((shop): ShopRow => {
    const { listed = 0, counts = [] } = looked.get(shop.shop) ?? {}
    return { ...shop, listed, counts }
  })
  const unused = ({ counts }: ShopRow) => countOf(counts, 'never-signed-in') + countOf(counts, 'stale')
  const undeliverable = ({ counts }: ShopRow) => countOf(counts, 'unusable-address') + countOf(counts, 'same-address')
  const columns: readonly Column<ShopRow>[] = [
    {
      id: 'shop',
      label: say('console.shop'),
      cell: ({ shop, name }) => <a href={`${consolePages.readiness}/${shop}`}>{name}</a>,
      order: ({ name }) => name,
    },
    {
      id: 'phase',
      label: say('console.phase'),
      cell: (shop) => <ShopPhase shop={shop} />,
      order: ({ phase }) => phaseOrder[phase],
    },
    {
      id: 'members',
      label: say('console.members'),
      cell: ({ listed }) => listed,
      order: ({ listed }) => listed,
      alignEnd: true,
    },
    { id: 'unused', label: say('readiness.unused'), cell: unused, order: unused, alignEnd: true },
    { id: 'address', label: say('readiness.addresses'), cell: undeliverable, order: undeliverable, alignEnd: true },
  ]
  if (rows.length === 0) return <NoShops />
  return (
    <>
      <Panel title={say('console.shops')} lead={say('readiness.shops.lead')}>
        <DataTable
          caption={say('console.shops')}
          columns={columns}
          rows={rows}
          keyOf={({ shop }) => shop}
          searchText={({ shop, name }) => `${shop} ${name}`}
          searchLabel={say('console.findShop')}
          initialSorting={{ column: 'phase', direction: 'ascending' }}
          rowsPerPage={20}
          empty={null}
        />
        <p>
          <a href={operator.readiness.csv()} download>
            {say('readiness.csv.all')}
          </a>
        </p>
      </Panel>
      <Panel title={say('readiness.findings')}>
        <FindingsChart findings={report.findings} shops={report.shops} />
      </Panel>
    </>
  )
}

/** What to do while there is no shop. */
export function NoShops() {
  const say = useWordsOf(consoleWords)
  return <EmptyState title={say('console.noShops')}>{say('console.noShops.help')}</EmptyState>
}

const phaseOrder = { before: 0, coexistence: 1, enforced: 2 } as const

function countOf(
  counts: ReadinessAnswer['shops'][number]['counts'],
  code: ReadinessAnswer['findings'][number]['code'],
): number {
  return counts.find(({ finding }) => finding === code)?.members ?? 0
}
