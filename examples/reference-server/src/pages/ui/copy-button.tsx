import { useEffect, useState } from 'preact/hooks'
import { Button } from './button.tsx'
import { usePartWords } from './part-words.ts'

export interface CopyButtonProps {
  readonly text: string
  /** What is copied, for whoever does not see where the button stands. */
  readonly what: string
}

/** Copies a text, and says whether that worked. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const words = usePartWords()
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null)
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
        aria-label={`${words.copy}：${what}`}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setOutcome('copied'),
            () => setOutcome('copyFailed'),
          )
        }}
      >
        {outcome === 'copied' ? words.copied : words.copy}
      </Button>
      <span class={outcome === 'copyFailed' ? 'quiet' : 'visually-hidden'} role="status">
        {outcome ? words[outcome] : ''}
      </span>
    </>
  )
}
