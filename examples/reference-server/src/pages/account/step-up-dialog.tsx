import { AccountsProblem, type RequestOptions, type Step } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { CodeQuestion } from '../sign-in/code-question.tsx'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { accountWords } from '../words/account.ts'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import type { Asked } from './acting.tsx'
import { account } from './own-account.ts'

export interface StepUpDialogProps {
  /** `null`: nothing is asked for, and no dialog shown. */
  readonly asked: Asked | null
  readonly onStep: (step: Step) => void
  readonly onClose: () => void
}

/** Asks somebody signed in to prove a factor once more, before what cannot be undone. */
export function StepUpDialog({ asked, onStep, onClose }: StepUpDialogProps) {
  const say = useWordsOf(accountWords)
  const sayPart = useWordsOf(partWords)
  return (
    <Dialog
      open={asked !== null}
      title={say('stepUp.title')}
      onClose={onClose}
      actions={
        <Button kind="second" onClick={onClose}>
          {sayPart('parts.cancel')}
        </Button>
      }
    >
      {asked ? <Question asked={asked} onStep={onStep} /> : null}
    </Dialog>
  )
}

function Question({ asked: { step, receivedAt }, onStep }: Pick<StepUpDialogProps, 'onStep'> & { asked: Asked }) {
  const say = useWordsOf(accountWords)
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

  const begin = () => attempt.run('again', () => ask((options) => account.stepUp.start(options)))
  if (ended) {
    return (
      <>
        <Note tone="caution">{say('stepUp.ended')}</Note>
        <ProblemNote attempt={attempt} />
        <Button kind="primary" busy={attempt.doing !== null} onClick={begin}>
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
      <p>{say('stepUp.lead')}</p>
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
