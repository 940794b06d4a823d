import type { CodeStep, LostFactorAnswer } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { AddressLine } from './address-line.tsx'
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
  const choose = (factor: CodeStep['factor']) => attempt.run('factor', () => journey.useFactor(factor))

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <CodeQuestion
        step={step}
        receivedAt={receivedAt}
        attempt={attempt}
        onCode={(code) => attempt.run('code', () => journey.code(code))}
        onResend={() => attempt.run('resend', journey.resend)}
        onChoose={choose}
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
