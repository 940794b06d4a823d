import type { ComponentChildren, RefObject } from 'preact'
import { Brand } from './brand.tsx'
import { PageFoot } from './page-foot.tsx'
import { SectionsNav, type SectionsNavProps } from './sections-nav.tsx'
import { useTitle } from './title.ts'
import './frame.css'

export interface FrameProps {
  /** The heading, and the title of the document; announced whenever it changes. */
  readonly title: string
  readonly lead?: ComponentChildren
  readonly nav?: SectionsNavProps
  /** In the bar, across from the word mark. */
  readonly aside?: ComponentChildren
  /** For tables and charts. */
  readonly wide?: boolean
  /** The heading, for a page that gives it the focus. */
  readonly heading?: RefObject<HTMLHeadingElement | null>
  /** What stands under the page. Default: the language, and where to turn. */
  readonly foot?: ComponentChildren
  readonly children: ComponentChildren
}

/** A page with a bar, its sections, one heading, and a foot. */
export function Frame({ title, lead, nav, aside, wide = false, heading, foot = <PageFoot />, children }: FrameProps) {
  useTitle(title)
  return (
    <div class="stage">
      <header class="top">
        <Brand />
        {aside}
      </header>
      {nav ? <SectionsNav {...nav} /> : null}
      <main class={wide ? 'frame wide' : 'frame'}>
        <div class="frame-head">
          <h1 ref={heading ?? null} tabIndex={-1}>
            {title}
          </h1>
          {lead ? <p class="quiet">{lead}</p> : null}
        </div>
        {children}
      </main>
      {foot}
    </div>
  )
}
