import { useWords } from '../../words-context.ts'
import { ChartFrame, type ChartTexts } from './chart-frame.tsx'

export interface ShareChartProps extends ChartTexts {
  /** What a whole is divided into, at most four, in the order of the values. */
  readonly parts: readonly string[]
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[]
}

const [rowHeight, barHeight] = [56, 20]

/** Wholes and their parts, such as how far each shop is. Every bar is as long as the others. */
export function ShareChart({ parts, rows, ...texts }: ShareChartProps) {
  const { locale } = useWords()
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const share = (value: number, total: number) => (total === 0 ? 0 : value / total)
  const totalOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

  return (
    <ChartFrame
      {...texts}
      height={rows.length * rowHeight}
      legend={parts}
      figures={{
        heads: parts,
        rows: rows.map(({ label, values }) => ({
          label,
          values: values.map((value) => `${number.format(value)} (${percent.format(share(value, totalOf(values)))})`),
        })),
      }}
      draw={(width) =>
        rows.map(({ label, values }, row) => {
          const total = totalOf(values)
          const y = row * rowHeight
          let x = 0
          return (
            <g key={label}>
              <text x="0" y={y + 16} class="row-label">
                {label}
              </text>
              <text x={width} y={y + 16} class="mark">
                {number.format(total)}
              </text>
              {values.map((value, index) => {
                const length = share(value, total) * width
                const from = x
                x += length
                if (length === 0) return null
                // A gap keeps neighbours apart for whoever does not tell their colours apart.
                const gap = x < width - 0.5 ? 2 : 0
                return (
                  <rect
                    key={parts[index]}
                    class={`series-${index + 1}`}
                    x={from}
                    y={y + 26}
                    width={Math.max(1, length - gap)}
                    height={barHeight}
                    rx="3"
                  />
                )
              })}
            </g>
          )
        })
      }
    />
  )
}
