import type { ComponentChildren } from 'preact'
import './facts.css'

export interface Fact {
  readonly term: string
  readonly detail: ComponentChildren
}

/** Facts about one thing: its terms and what holds for it. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ term, detail }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  )
}
