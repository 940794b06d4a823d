import { useWords } from '../words-context.ts'
import { useLong } from './long.ts'

export interface SubmitButtonProps {
  readonly busy: boolean
  /** Whether a submission would not be heard at present. */
  readonly closed?: boolean
  readonly label: string
}

/** The one primary button. While `busy` it says so and keeps the focus; pressing it again does nothing. */
export function SubmitButton({ busy, closed = false, label }: SubmitButtonProps) {
  const { say } = useWords()
  const long = useLong(busy)
  return (
    <button type="submit" class={busy ? 'primary busy' : 'primary'} aria-disabled={busy || closed}>
      {busy ? (long ? say('working.long') : say('working')) : label}
    </button>
  )
}
