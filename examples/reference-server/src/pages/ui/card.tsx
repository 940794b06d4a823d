import type { ComponentChildren } from 'preact'
import { Brand } from './brand.tsx'
import { PageFoot } from './page-foot.tsx'
import { useTitle } from './title.ts'

export interface CardProps {
  /** The heading, and the title of the document; announced whenever it changes. */
  readonly title: string
  readonly children: ComponentChildren
}

/** One thing on one screen. */
export function Card({ title, children }: CardProps) {
  useTitle(title)
  return (
    <div class="stage">
      <main class="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </main>
      <PageFoot leaving />
    </div>
  )
}
