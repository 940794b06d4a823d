import type { LostFactorAnswer, RefusedStep } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import { InvitationAsked } from './ask-for-invitation.tsx'
import type { Journey } from './journey.ts'
import { LostFactor } from './lost-factor.tsx'

const sentences = {
  closed: 'refused.closed',
  link_unusable: 'refused.invitation',
  no_usable_factor: 'other.none',
  session_restricted: 'refused.restricted',
} as const

/** The sign-in cannot go on; says why, whom to ask, and offers to begin anew. Without a way left, a case is opened. */
export function Refused({ journey, step }: { readonly journey: Journey; readonly step: RefusedStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'again' | 'lost'>()
  const [waysOut, setWaysOut] = useState<LostFactorAnswer | null>(null)
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])
  const asked = step.invitationAsked === true

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <InvitationAsked asked={asked} />
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
      {step.reason === 'no_usable_factor' ? (
        <LostFactor
          waysOut={waysOut}
          busy={attempt.doing === 'lost'}
          onAsk={() => attempt.run('lost', () => journey.lostFactor().then(setWaysOut))}
          onInvitation={asked ? null : journey.askForInvitation}
        />
      ) : null}
    </>
  )
}
