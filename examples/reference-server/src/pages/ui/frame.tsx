import type { ComponentChildren } from 'preact'
import { Brand } from './brand.tsx'
import { SectionsNav, type SectionsNavProps } from './sections-nav.tsx'
import { useTitle } from './title.ts'
import './frame.css'

export interface FrameProps {
  /** The heading, and the title of the document. */
  readonly title: string
  readonly lead?: ComponentChildren
  readonly nav?: SectionsNavProps
  /** In the bar, across from the word mark. */
  readonly aside?: ComponentChildren
  /** For tables and charts. */
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** A page with a bar, its sections, and one heading. */
export function Frame({ title, lead, nav, aside, wide = false, children }: FrameProps) {
  useTitle(title)
  return (
    <>
      <header class="top">
        <Brand />
        {aside}
      </header>
      {nav ? <SectionsNav {...nav} /> : null}
      <main class={wide ? 'frame wide' : 'frame'}>
        <div class="frame-head">
          <h1>{title}</h1>
          {lead ? <p class="quiet">{lead}</p> : null}
        </div>
        {children}
      </main>
    </>
  )
}
