import type { CodeStep, LostFactorAnswer } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { AddressLine } from './address-line.tsx'
import { AskForInvitation, InvitationAsked } from './ask-for-invitation.tsx'
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
  const mayAsk = step.purpose === 'verify' && !asked
  // Whoever reads the mails of the account needs no device of somebody else's.
  const byDevice = step.factor !== 'email'
  const choose = (factor: CodeStep['factor']) => attempt.run('factor', () => journey.useFactor(factor))

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <InvitationAsked asked={asked} />
      <CodeQuestion
        step={step}
        receivedAt={receivedAt}
        attempt={attempt}
        onCode={(code) => attempt.run('code', () => journey.code(code))}
        onResend={() => attempt.run('resend', journey.resend)}
        onChoose={choose}
        otherWay={mayAsk && byDevice ? <AskForInvitation onAsk={journey.askForInvitation} /> : null}
      />
      <LostFactor
        waysOut={waysOut}
        busy={attempt.doing === 'lost'}
        only={step.alternatives.length === 0}
        choosing={attempt.doing === 'factor'}
        onAsk={() => attempt.run('lost', () => journey.lostFactor().then(setWaysOut))}
        onChoose={choose}
        onInvitation={mayAsk ? journey.askForInvitation : null}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
