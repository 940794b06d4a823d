import { useWords } from '../../words-context.ts'
import { ChartFrame, type ChartTexts } from './chart-frame.tsx'
import { everyNth, marksUpTo } from './scale.ts'

export interface BarChartProps extends ChartTexts {
  /** What is counted. */
  readonly measure: string
  readonly bars: readonly { readonly label: string; readonly value: number }[]
}

const [top, bottom, left, height] = [12, 28, 44, 220]

/** Counts side by side, such as uses per day. */
export function BarChart({ measure, bars, ...texts }: BarChartProps) {
  const { locale } = useWords()
  const number = new Intl.NumberFormat(locale)
  const marks = marksUpTo(Math.max(0, ...bars.map(({ value }) => value)))
  const largest = marks.at(-1) ?? 1
  const y = (value: number) => height - bottom - ((height - top - bottom) * value) / largest

  return (
    <ChartFrame
      {...texts}
      height={height}
      figures={{
        heads: [measure],
        rows: bars.map(({ label, value }) => ({ label, values: [number.format(value)] })),
      }}
      draw={(width) => {
        const slot = (width - left) / Math.max(1, bars.length)
        const wide = Math.min(40, slot * 0.64)
        const nth = everyNth(bars.length, width - left, 48)
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <path class={mark === 0 ? 'axis' : 'grid'} d={`M${left} ${y(mark)}H${width}`} />
                <text x={left - 8} y={y(mark) + 4} class="mark">
                  {number.format(mark)}
                </text>
              </g>
            ))}
            {bars.map(({ label, value }, index) => {
              const middle = left + slot * (index + 0.5)
              return (
                <g key={label}>
                  <rect
                    class="series-1"
                    x={middle - wide / 2}
                    y={y(value)}
                    width={wide}
                    height={Math.max(0, y(0) - y(value))}
                    rx={Math.min(3, wide / 4)}
                  />
                  {index % nth === 0 ? (
                    <text x={middle} y={height - 8} class="label">
                      {label}
                    </text>
                  ) : null}
                </g>
              )
            })}
          </>
        )
      }}
    />
  )
}
