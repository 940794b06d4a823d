import type { CodeStep, LostFactorAnswer } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import { AskForInvitation } from './ask-for-invitation.tsx'
import { CodeQuestion } from './code-question.tsx'
import type { Journey } from './journey.ts'
import { LostFactor } from './lost-factor.tsx'
import { StartAgain } from './start-again.tsx'

export interface CodeFormProps {
  readonly journey: Journey
  readonly step: CodeStep
  /** This machine's clock when the step came. */
  readonly receivedAt: number
}

/** A code of the sign-in, and what to do without it. */
export function CodeForm({ journey, step, receivedAt }: CodeFormProps) {
  const attempt = useAttempt<'code' | 'resend' | 'factor' | 'lost' | 'again'>()
  const [waysOut, setWaysOut] = useState<LostFactorAnswer | null>(null)
  const asked = step.invitationAsked === true
  // Whoever reads the mails of the account needs no device of somebody else's.
  const mayAsk = step.purpose === 'verify' && step.factor !== 'email' && !asked
  const choose = (factor: CodeStep['factor']) => attempt.run('factor', () => journey.useFactor(factor))

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <Asked asked={asked} />
      <CodeQuestion
        step={step}
        receivedAt={receivedAt}
        attempt={attempt}
        onCode={(code) => attempt.run('code', () => journey.code(code))}
        onResend={() => attempt.run('resend', journey.resend)}
        onChoose={choose}
        otherWay={mayAsk ? <AskForInvitation onAsk={journey.askForInvitation} /> : null}
      />
      <LostFactor
        waysOut={waysOut}
        busy={attempt.doing === 'lost'}
        only={step.alternatives.length === 0}
        choosing={attempt.doing === 'factor'}
        onAsk={() => attempt.run('lost', () => journey.lostFactor().then(setWaysOut))}
        onChoose={choose}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}

/** That an account of one's own was asked for. Whoever has just asked is led to it: the form is gone. */
function Asked({ asked }: { readonly asked: boolean }) {
  const { say } = useWords()
  const [before] = useState(asked)
  const note = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (asked && !before) note.current?.focus()
  }, [asked])
  if (!asked) return null
  return (
    <p class="note good" role="status" tabIndex={-1} ref={note}>
      {say('ask.asked')}
    </p>
  )
}
