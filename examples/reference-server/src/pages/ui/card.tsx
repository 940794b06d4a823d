import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useWords } from '../words-context.ts'
import { Brand } from './brand.tsx'

export interface CardProps {
  /** The heading, and the title of the document; announced whenever it changes. */
  readonly title: string
  readonly children: ComponentChildren
}

/** One thing on one screen. */
export function Card({ title, children }: CardProps) {
  const { product } = useWords()
  // A live region is heard when its text changes, so it starts empty.
  const [announced, announce] = useState('')
  useEffect(() => {
    document.title = title.includes(product) ? title : `${title} | ${product}`
    announce(title)
  }, [title, product])

  return (
    <main class="card">
      <Brand />
      <h1>{title}</h1>
      <p class="visually-hidden" aria-live="polite">
        {announced}
      </p>
      {children}
    </main>
  )
}
