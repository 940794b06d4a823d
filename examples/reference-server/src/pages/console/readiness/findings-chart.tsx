import type { Finding, ReadinessAnswer } from '@ecforce-accounts/client/operator'
import { RankChart } from '../../ui/charts/rank-chart.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'
import { useFindingName } from './finding-name.ts'

export interface FindingsChartProps extends Pick<ReadinessAnswer, 'findings'> {
  readonly shops: readonly Pick<ReadinessAnswer['shops'][number], 'listed' | 'counts'>[]
}

/** How many of all members have each finding that somebody has, the gravest first. */
export function FindingsChart({ findings, shops }: FindingsChartProps) {
  const say = useWordsOf(consoleWords)
  const nameOf = useFindingName()
  const listed = shops.reduce((sum, shop) => sum + shop.listed, 0)
  const totals = new Map<Finding, number>()
  for (const { finding, members } of shops.flatMap(({ counts }) => counts)) {
    totals.set(finding, (totals.get(finding) ?? 0) + members)
  }
  const met = findings.flatMap(({ code }) => {
    const members = totals.get(code)
    return members === undefined ? [] : [{ label: nameOf(code), value: members }]
  })
  const most = met.toSorted((a, b) => b.value - a.value)[0]
  if (!most) return <EmptyState title={say('readiness.nothing')}>{say('readiness.nothing.help')}</EmptyState>
  return (
    <RankChart
      title={say('readiness.chart')}
      description={say('readiness.chart.text', { finding: most.label, members: most.value, of: listed })}
      measure={say('console.members')}
      of={listed}
      bars={met}
    />
  )
}
