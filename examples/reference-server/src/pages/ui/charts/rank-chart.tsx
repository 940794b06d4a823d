import { useWords } from '../../words-context.ts'
import { ChartFrame, type ChartTexts } from './chart-frame.tsx'

export interface RankChartProps extends ChartTexts {
  /** What is counted. */
  readonly measure: string
  /** What a full bar would be. */
  readonly of: number
  readonly bars: readonly { readonly label: string; readonly value: number }[]
}

const [rowHeight, barHeight] = [44, 12]

/** Counts of things with long names, one under the other, each as far as it reaches of the same whole. */
export function RankChart({ measure, of, bars, ...texts }: RankChartProps) {
  const { locale } = useWords()
  const number = new Intl.NumberFormat(locale)
  return (
    <ChartFrame
      {...texts}
      height={bars.length * rowHeight}
      figures={{
        heads: [measure],
        rows: bars.map(({ label, value }) => ({ label, values: [number.format(value)] })),
      }}
      draw={(width) =>
        bars.map(({ label, value }, row) => {
          const y = row * rowHeight
          // However few they are, they show.
          const length = value === 0 ? 0 : Math.max(3, (width * value) / Math.max(1, of))
          return (
            <g key={label}>
              <text x="0" y={y + 14} class="row-label">
                {label}
              </text>
              <text x={width} y={y + 14} class="mark">
                {number.format(value)}
              </text>
              <rect class="track" y={y + 22} width={width} height={barHeight} rx="3" />
              <rect class="series-1" y={y + 22} width={length} height={barHeight} rx="3" />
            </g>
          )
        })
      }
    />
  )
}
