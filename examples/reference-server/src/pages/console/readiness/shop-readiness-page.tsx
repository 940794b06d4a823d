import type { Finding, ReadinessAnswer } from '@ecforce-accounts/client/operator'
import { useRef, useState } from 'preact/hooks'
import { Panel } from '../../ui/panel.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { consolePages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { useOperatorLoad } from '../operator-load.ts'
import { ShopPhase } from '../shop-phase.tsx'
import { FindingList } from './finding-list.tsx'
import { FindingsChart } from './findings-chart.tsx'
import { type MemberFilter, MembersToMark } from './members-to-mark.tsx'

const staleDays = ['30', '60', '90', '180', '365'] as const
type StaleDays = (typeof staleDays)[number]
/** At which the announcement holds by itself. */
const HELD_FROM: StaleDays = '180'

/** What there is to look at in the members of a shop, and what to do about it before its announcement. */
export function ShopReadinessPage({ shop }: { readonly shop: string }) {
  const say = useWordsOf(consoleWords)
  const [days, setDays] = useState<StaleDays>(HELD_FROM)
  const loaded = useOperatorLoad(async (options) => {
    const [{ shops }, report] = await Promise.all([
      operator.shops.list(options),
      operator.readiness.get({ shop, staleAfterDays: Number(days) }, options),
    ])
    return { report, standing: shops.find((one) => one.shop === shop) ?? null }
  })
  const name = loaded.value?.value.report.shops[0]?.name
  return (
    <Toasts>
      <ConsoleFrame
        current="readiness"
        title={name === undefined ? say('readiness.title') : say('readiness.of', { shop: name })}
        lead={<a href={consolePages.readiness}>{say('console.allShops')}</a>}
        loaded={loaded}
      >
        {({ report, standing }) => (
          <>
            {standing ? (
              <p class="standing">
                <ShopPhase shop={standing} />{' '}
                <a href={`${consolePages.progress}/${shop}`}>{say('readiness.toProgress')}</a>
              </p>
            ) : null}
            {report.shops.map((one) => (
              <ShopReadiness
                key={one.shop}
                report={report}
                shop={one}
                days={days}
                onDays={(chosen) => {
                  setDays(chosen)
                  loaded.attempt.retry()
                }}
                onChange={loaded.attempt.retry}
              />
            ))}
          </>
        )}
      </ConsoleFrame>
    </Toasts>
  )
}

interface ShopReadinessProps {
  readonly report: ReadinessAnswer
  readonly shop: ReadinessAnswer['shops'][number]
  readonly days: StaleDays
  readonly onDays: (days: StaleDays) => void
  /** Members have been marked: what is shown is of before. */
  readonly onChange: () => void
}

function ShopReadiness({ report, shop, days, onDays, onChange }: ShopReadinessProps) {
  const say = useWordsOf(consoleWords)
  const [filter, setFilter] = useState<MemberFilter>('any-finding')
  const table = useRef<HTMLDivElement>(null)
  if (shop.listed === 0) return <EmptyState title={say('readiness.nobody')}>{say('readiness.nobody.help')}</EmptyState>

  function look(finding: Finding) {
    setFilter(finding)
    table.current?.scrollIntoView()
    table.current?.querySelector('h2')?.focus()
  }

  return (
    <>
      <Panel title={say('readiness.findings')}>
        <div class="stale-days">
          <SelectField
            id="stale-days"
            label={say('readiness.staleDays')}
            help={say('readiness.staleDays.help')}
            options={staleDays.map((value) => ({ value, label: say('readiness.days', { n: value }) }))}
            value={days}
            onChoose={onDays}
          />
        </div>
        <FindingsChart findings={report.findings} shops={[shop]} />
        <FindingList findings={report.findings} counts={shop.counts} onLook={look} />
      </Panel>
      <div ref={table}>
        <MembersToMark
          shop={shop.shop}
          open={shop.phase === 'before'}
          members={shop.members ?? []}
          csv={operator.readiness.csv({ shop: shop.shop, staleAfterDays: Number(days) })}
          filter={filter}
          onFilter={setFilter}
          onChange={onChange}
        />
      </div>
    </>
  )
}
