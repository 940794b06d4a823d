import { useWords } from '../../words-context.ts'
import { ChartFrame, type ChartTexts } from './chart-frame.tsx'
import { everyNth, marksUpTo } from './scale.ts'

export interface LineChartProps extends ChartTexts {
  /** Along the axis, the same for every series. */
  readonly labels: readonly string[]
  /** At most four; `null` where there is no figure yet. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

const [top, right, bottom, left, height] = [12, 16, 28, 44, 240]

/** Figures over time, such as how many have set up by each day. */
export function LineChart({ labels, series, ...texts }: LineChartProps) {
  const { locale } = useWords()
  const number = new Intl.NumberFormat(locale)
  const marks = marksUpTo(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))))
  const largest = marks.at(-1) ?? 1
  const y = (value: number) => height - bottom - ((height - top - bottom) * value) / largest

  return (
    <ChartFrame
      {...texts}
      height={height}
      legend={series.map(({ name }) => name)}
      figures={{
        heads: series.map(({ name }) => name),
        rows: labels.map((label, index) => ({
          label,
          values: series.map(({ values }) => {
            const value = values[index] ?? null
            return value === null ? '–' : number.format(value)
          }),
        })),
      }}
      draw={(width) => {
        const x = (index: number) => left + ((width - left - right) * index) / Math.max(1, labels.length - 1)
        const nth = everyNth(labels.length, width - left, 56)
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
            {labels.map((label, index) =>
              index % nth === 0 ? (
                <text key={label} x={x(index)} y={height - 8} class="label">
                  {label}
                </text>
              ) : null,
            )}
            {series.map(({ name, values }, index) => {
              const points = values.flatMap((value, at) => (value === null ? [] : [[x(at), y(value)] as const]))
              const last = points.at(-1)
              return (
                <g key={name}>
                  <polyline
                    class={`line series-${index + 1}`}
                    points={points.map((point) => point.join(',')).join(' ')}
                  />
                  {last ? <circle class={`series-${index + 1}`} cx={last[0]} cy={last[1]} r="4" /> : null}
                </g>
              )
            })}
          </>
        )
      }}
    />
  )
}
