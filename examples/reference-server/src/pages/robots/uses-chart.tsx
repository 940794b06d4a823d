import type { BypassGrantAnswer } from '@ecforce-accounts/client/members'
import { BarChart } from '../ui/charts/bar-chart.tsx'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'

const DAYS = 30
const DAY_MILLISECONDS = 86_400_000

/** How often an exemption was used on each of thirty days, in earnest or written down only. */
export function UsesChart({ days }: Pick<BypassGrantAnswer, 'days'>) {
  const { locale } = useWords()
  const say = useWordsOf(robotWords)
  const counts = new Map(days.map(({ day, uses, shadow }) => [day, uses + shadow]))
  const shown = lastDays([...counts.keys()])
  const format = new Intl.DateTimeFormat(locale === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'UTC',
    month: 'numeric',
    day: 'numeric',
  })
  return (
    <BarChart
      title={say('grant.uses')}
      description={say('grant.uses.said', {
        n: [...counts.values()].reduce((sum, count) => sum + count, 0),
        most: Math.max(0, ...counts.values()),
      })}
      measure={say('grant.uses.count')}
      bars={shown.map((day) => ({ label: format.format(Date.parse(day)), value: counts.get(day) ?? 0 }))}
    />
  )
}

/** Up to today in Japan, or to the last day there is: this machine's clock may be behind. */
function lastDays(known: readonly string[]): readonly string[] {
  const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
  const last = [today, ...known].toSorted().at(-1) ?? today
  return Array.from({ length: DAYS }, (_, index) =>
    new Date(Date.parse(last) - (DAYS - 1 - index) * DAY_MILLISECONDS).toISOString().slice(0, 10),
  )
}
