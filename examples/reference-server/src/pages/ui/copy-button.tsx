import { useEffect, useState } from 'preact/hooks'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import { Button } from './button.tsx'

export interface CopyButtonProps {
  readonly text: string
  /** What is copied, for whoever does not see where the button stands. */
  readonly what: string
}

/** Copies a text, and says whether that worked. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const say = useWordsOf(partWords)
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), 4_000)
    return () => clearTimeout(timer)
  }, [outcome])

  return (
    <>
      <Button
        kind="plain"
        small
        aria-label={say('parts.copy.of', { what })}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setOutcome('copied'),
            () => setOutcome('failed'),
          )
        }}
      >
        {outcome === 'copied' ? say('parts.copied') : say('parts.copy')}
      </Button>
      <span class={outcome === 'failed' ? 'quiet' : 'visually-hidden'} role="status">
        {outcome === 'copied' ? say('parts.copied') : outcome === 'failed' ? say('parts.copyFailed') : ''}
      </span>
    </>
  )
}
