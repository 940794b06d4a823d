import type { RefusedStep } from '@ecforce-accounts/client'
import { useEffect, useRef } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'

const sentences = {
  closed: 'refused.closed',
  link_unusable: 'link.invalid',
  no_usable_factor: 'other.none',
  session_restricted: 'refused.restricted',
} as const

/** The sign-in cannot go on; says why, whom to ask, and offers to begin anew. */
export function Refused({ journey, step }: { readonly journey: Journey; readonly step: RefusedStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'again'>()
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <div class="note wrong">
        <p role="alert">{say(sentences[step.reason])}</p>
        <p>
          <SupportLink />
        </p>
      </div>
      <button
        type="button"
        class="primary"
        ref={again}
        aria-disabled={attempt.doing !== null}
        onClick={() => attempt.run('again', journey.startAgain)}
      >
        {say('startAgain')}
      </button>
    </>
  )
}
