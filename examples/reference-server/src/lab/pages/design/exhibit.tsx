import type { ComponentChildren } from 'preact'
import { useWords } from '../../../pages/words-context.ts'

export interface ExhibitProps {
  /** The part's name in the code. Every part that `pages/ui` exports has to have one. */
  readonly part: string
  readonly children: ComponentChildren
}

/** A part in its states. */
export function Exhibit({ part, children }: ExhibitProps) {
  return (
    <section class="exhibit" data-part={part} aria-labelledby={`part-${part}`}>
      <h3 id={`part-${part}`} translate={false}>
        {part}
      </h3>
      <div class="states">{children}</div>
    </section>
  )
}

/** What the parts are filled with here, in the language that is shown. */
export function useSample(): (ja: string, en: string) => string {
  const { locale } = useWords()
  return (ja, en) => (locale === 'ja' ? ja : en)
}
