import type { ComponentChildren } from 'preact'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'

export type Tone = 'info' | 'good' | 'caution' | 'wrong'

export interface NoteProps {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ComponentChildren
}

const titles = {
  info: 'parts.note.info',
  good: 'parts.note.good',
  caution: 'parts.note.caution',
  wrong: 'parts.note.wrong',
} as const

/** Something to know before going on. The tone is said in words as well as in colour. */
export function Note({ tone = 'info', title, children }: NoteProps) {
  const say = useWordsOf(partWords)
  return (
    <div class={`note ${tone}`} role={tone === 'wrong' ? 'alert' : 'note'}>
      <strong>{title ?? say(titles[tone])}</strong>
      <div>{children}</div>
    </div>
  )
}
