import { BarChart } from '../../../pages/ui/charts/bar-chart.tsx'
import { ChartFrame } from '../../../pages/ui/charts/chart-frame.tsx'
import { LineChart } from '../../../pages/ui/charts/line-chart.tsx'
import { RankChart } from '../../../pages/ui/charts/rank-chart.tsx'
import { ShareChart } from '../../../pages/ui/charts/share-chart.tsx'
import { Exhibit, useSample } from './exhibit.tsx'

const days = Array.from({ length: 14 }, (_, index) => index + 22)
const uses = [12, 15, 9, 0, 14, 16, 18, 11, 13, 0, 17, 19, 22, 14]
const setUp = [8, 22, 31, 33, 47, 58, 66, 71, 74, null, null, null, null, null]
const expected = [9, 17, 26, 34, 43, 51, 60, 69, 77, 86, 94, 103, 111, 120]

export function ChartExhibits() {
  const sample = useSample()
  const day = (index: number) => `11/${index}`
  const labels = days.map((index) => (index > 30 ? `12/${index - 30}` : day(index)))
  return (
    <>
      <Exhibit part="BarChart">
        <BarChart
          title={sample('ロボットの利用回数', 'Uses by the robot')}
          description={sample(
            '1日に9回から22回で、11月25日と12月1日は0回でした。',
            'From 9 to 22 a day, and none on 25 November and 1 December.',
          )}
          measure={sample('回数', 'Uses')}
          bars={labels.map((label, index) => ({ label, value: uses[index] ?? 0 }))}
        />
      </Exhibit>
      <Exhibit part="LineChart">
        <LineChart
          title={sample('登録が済んだ方の推移', 'Members who have set up')}
          description={sample(
            '9日目で120名のうち74名が済み、目安の77名をやや下回っています。',
            'On the ninth day 74 of 120 have, a little fewer than the 77 expected.',
          )}
          labels={labels}
          series={[
            { name: sample('登録済み', 'Set up'), values: setUp },
            { name: sample('目安', 'Expected'), values: expected },
          ]}
        />
      </Exhibit>
      <Exhibit part="RankChart">
        <RankChart
          title={sample('告知前に見ておきたいこと', 'What to look at before the announcement')}
          description={sample(
            '120名のうち、長く使われていない方が23名で一番多くなっています。',
            '23 of 120 members have not signed in for long, which is met most.',
          )}
          measure={sample('人数', 'Members')}
          of={120}
          bars={[
            { label: sample('長期未使用', 'Stale'), value: 23 },
            { label: sample('代表アドレス', 'Role mailbox'), value: 4 },
            { label: sample('メールが届かない', 'No mail arrives'), value: 1 },
          ]}
        />
      </Exhibit>
      <Exhibit part="ShareChart">
        <ShareChart
          title={sample('ショップごとの準備', 'Readiness of each shop')}
          description={sample(
            'ためし雑貨は9割が済み、れんしゅう靴店は6割、みほん茶舗はまだ告知前です。',
            'Nine tenths of ためし雑貨 and six of れんしゅう靴店 have set up; みほん茶舗 is not announced.',
          )}
          parts={[
            sample('登録済み', 'Set up'),
            sample('未登録', 'Not yet'),
            sample('要確認', 'To be checked'),
            sample('対象外', 'Left out'),
          ]}
          rows={[
            { label: 'ためし雑貨', values: [216, 14, 6, 4] },
            { label: 'れんしゅう靴店', values: [74, 38, 5, 3] },
            { label: 'みほん茶舗', values: [0, 88, 9, 0] },
          ]}
        />
      </Exhibit>
      <Exhibit part="ChartFrame">
        <ChartFrame
          title={sample('図の枠', 'The frame of a chart')}
          description={sample('題、図、文、数値の表からなります。', 'A title, a picture, a sentence and the figures.')}
          height={40}
          figures={{ heads: [sample('値', 'Value')], rows: [{ label: sample('例', 'Example'), values: ['1'] }] }}
          draw={(width) => <rect class="series-1" width={width} height="40" rx="6" />}
        />
      </Exhibit>
    </>
  )
}
