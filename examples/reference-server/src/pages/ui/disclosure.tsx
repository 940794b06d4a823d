import type { ComponentChildren } from 'preact'
import './disclosure.css'

export interface DisclosureProps {
  readonly summary: string
  readonly open?: boolean
  readonly children: ComponentChildren
}

/** More for whoever asks for it. */
export function Disclosure({ summary, open = false, children }: DisclosureProps) {
  return (
    <details class="disclosure" open={open}>
      <summary>{summary}</summary>
      <div class="disclosed">{children}</div>
    </details>
  )
}
