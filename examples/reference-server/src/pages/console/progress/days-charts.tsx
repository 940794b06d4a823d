import type { ProgressAnswer } from '@ecforce-accounts/client/operator'
import { BarChart } from '../../ui/charts/bar-chart.tsx'
import { LineChart } from '../../ui/charts/line-chart.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'

/** How many set up on each day, and how many had by its end. */
export function DaysCharts({ progress }: { readonly progress: ProgressAnswer }) {
  const say = useWordsOf(consoleWords)
  const { days, setUp, notYet } = progress
  const labels = days.map(({ day }) => shortDay(day))
  const busiest = days.toSorted((a, b) => b.setUp - a.setUp)[0]
  const total = days.at(-1)?.total ?? 0
  const [first = '', last = ''] = [labels[0], labels.at(-1)]
  return (
    <div class="charts">
      <LineChart
        title={say('progress.total')}
        description={say('progress.total.text', { first, last, of: setUp + notYet, n: total })}
        labels={labels}
        series={[
          { name: say('progress.setUp'), values: days.map((day) => day.total) },
          { name: say('progress.listed'), values: days.map(() => setUp + notYet) },
        ]}
      />
      <BarChart
        title={say('progress.perDay')}
        description={
          busiest && busiest.setUp > 0
            ? say('progress.perDay.text', { day: shortDay(busiest.day), n: busiest.setUp })
            : say('progress.perDay.nobody')
        }
        measure={say('progress.setUp')}
        bars={days.map((day) => ({ label: shortDay(day.day), value: day.setUp }))}
      />
    </div>
  )
}

/** `2026-11-02` as `11/2`. */
function shortDay(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}/${date}`
}
