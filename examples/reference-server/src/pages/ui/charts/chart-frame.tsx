import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { partWords } from '../../words/parts.ts'
import { useWordsOf } from '../../words-context.ts'
import { Disclosure } from '../disclosure.tsx'
import './charts.css'

export interface ChartTexts {
  readonly title: string
  /** What the picture shows, in a sentence that does without it. */
  readonly description: string
}

/** The figures behind a chart, as rows. */
export interface Figures {
  /** What the figures are of: the heads of their columns. */
  readonly heads: readonly string[]
  readonly rows: readonly { readonly label: string; readonly values: readonly string[] }[]
}

export interface ChartFrameProps extends ChartTexts {
  readonly height: number
  /** Names of the series in the order of their colours; none when there is one. */
  readonly legend?: readonly string[]
  readonly figures: Figures
  /** Draws into a box of this many pixels. */
  readonly draw: (width: number) => ComponentChildren
}

/** A picture, what it says in words, and its figures for whoever wants them. */
export function ChartFrame({ title, description, height, legend = [], figures, draw }: ChartFrameProps) {
  const say = useWordsOf(partWords)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {legend.length > 1 ? (
        <ul class="legend">
          {legend.map((name, index) => (
            <li key={name}>
              <span class={`key series-${index + 1}`} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
      <div ref={box}>
        <svg
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{description}</desc>
          {draw(width)}
        </svg>
      </div>
      <p class="quiet">{description}</p>
      <Disclosure summary={say('parts.asTable')}>
        <table class="figures">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{say('parts.item')}</th>
              {figures.heads.map((head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.rows.map(({ label, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {values.map((value, index) => (
                  <td key={figures.heads[index]}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  )
}

/** As many pixels as there are, so that letters in the picture are as large as those beside it. */
function useWidth(box: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(320)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(200, Math.floor(entry.contentRect.width)))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return width
}
