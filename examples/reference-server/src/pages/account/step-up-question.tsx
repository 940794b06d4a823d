import { AccountsProblem, type CodeStep, type RequestOptions, type Step } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { CodeQuestion } from '../sign-in/code-question.tsx'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { stepUpWords } from '../words/step-up.ts'
import { useWordsOf } from '../words-context.ts'
import { account } from './own-account.ts'

/** What is asked for at the moment: a code, or nothing any more since none of the ways is open. */
export interface Asked {
  readonly step: CodeStep | null
  readonly receivedAt: number
}

export interface StepUpQuestionProps {
  readonly asked: Asked
  /** What it is for. */
  readonly lead: string
  /** What is said once no tries are left, or it took too long. */
  readonly ended: string
  /** How it begins anew. */
  readonly begin: (options: RequestOptions) => Promise<Step>
  readonly onStep: (step: Step) => void
}

/** A factor to be proven once more by somebody signed in. */
export function StepUpQuestion({ asked, lead, ended: sentence, begin, onStep }: StepUpQuestionProps) {
  const { step, receivedAt } = asked
  const say = useWordsOf(stepUpWords)
  const attempt = useAttempt<'code' | 'resend' | 'factor' | 'again'>()
  const [ended, setEnded] = useState(false)

  /** What says where the flow stands is shown; that it is over is, too. The rest is thrown for the form. */
  async function ask(request: (options: RequestOptions) => Promise<Step>): Promise<void> {
    try {
      onStep(await patiently(request))
      setEnded(false)
    } catch (error) {
      if (!(error instanceof AccountsProblem)) throw error
      const next = error.problem?.step
      if (error.code === 'flow_not_found' || next === null) return setEnded(true)
      if (next?.step === 'code' && next.purpose === 'step-up') onStep(next)
      else if (error.code === 'flow_conflict') return setEnded(true)
      if (error.code !== 'flow_conflict') throw error
    }
  }

  if (ended) {
    return (
      <>
        <Note tone="caution">{sentence}</Note>
        <ProblemNote attempt={attempt} />
        <Button kind="primary" busy={attempt.doing !== null} onClick={() => attempt.run('again', () => ask(begin))}>
          {say('stepUp.again')}
        </Button>
      </>
    )
  }
  if (step === null) {
    return (
      <Note tone="wrong">
        {say('stepUp.noWay')} <SupportLink />
      </Note>
    )
  }
  return (
    <>
      <p>{lead}</p>
      <CodeQuestion
        key={`${step.flow} ${step.factor}`}
        field="step-up-code"
        step={step}
        receivedAt={receivedAt}
        attempt={attempt}
        onCode={(code) => attempt.run('code', () => ask((options) => account.stepUp.code(code, options)))}
        onResend={() => attempt.run('resend', () => ask((options) => account.stepUp.resend(options)))}
        onChoose={(factor) => attempt.run('factor', () => ask((options) => account.stepUp.useFactor(factor, options)))}
      />
      <p class="quiet">{say('stepUp.lost')}</p>
    </>
  )
}
