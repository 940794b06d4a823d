import type { Step } from '@ecforce-accounts/client'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { partWords } from '../words/parts.ts'
import { stepUpWords } from '../words/step-up.ts'
import { useWordsOf } from '../words-context.ts'
import { account } from './own-account.ts'
import { type Asked, StepUpQuestion } from './step-up-question.tsx'

export interface StepUpDialogProps {
  /** `null`: nothing is asked for, and no dialog shown. */
  readonly asked: Asked | null
  readonly onStep: (step: Step) => void
  readonly onClose: () => void
}

/** Asks somebody signed in to prove a factor once more, before what cannot be undone. */
export function StepUpDialog({ asked, onStep, onClose }: StepUpDialogProps) {
  const say = useWordsOf(stepUpWords)
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
      {asked ? (
        <StepUpQuestion
          asked={asked}
          lead={say('stepUp.lead')}
          ended={say('stepUp.ended')}
          begin={(options) => account.stepUp.start(options)}
          onStep={onStep}
        />
      ) : null}
    </Dialog>
  )
}
