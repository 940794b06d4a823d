import type { RefusedStep } from '@ecforce-accounts/client'
import { useEffect, useRef } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'

/** The sign-in cannot go on; says why, whom to ask, and offers to begin anew. */
export function Refused({ journey, step }: { readonly journey: Journey; readonly step: RefusedStep }) {
  const words = useWords()
  const attempt = useAttempt<'again'>()
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])

  const text = step.reason === 'no_usable_factor' ? words.other.none : words.refused[step.reason]
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <div class="note wrong">
        <p role="alert">{text}</p>
      </div>
      <button
        type="button"
        class="primary"
        ref={again}
        aria-disabled={attempt.doing !== null}
        onClick={() => attempt.run('again', journey.startAgain)}
      >
        {words.startAgain}
      </button>
    </>
  )
}
