import type { ComponentChildren } from 'preact'
import { usePartWords } from './part-words.ts'

export type Tone = 'info' | 'good' | 'caution' | 'wrong'

export interface NoteProps {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ComponentChildren
}

/** Something to know before going on. The tone is said in words as well as in colour. */
export function Note({ tone = 'info', title, children }: NoteProps) {
  const { notes } = usePartWords()
  return (
    <div class={`note ${tone}`} role={tone === 'wrong' ? 'alert' : 'note'}>
      <strong>{title ?? notes[tone]}</strong>
      <div>{children}</div>
    </div>
  )
}
