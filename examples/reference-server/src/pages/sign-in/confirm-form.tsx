import type { ConfirmStep } from '@ecforce-accounts/client'
import { useAttempt } from '../ui/attempt.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { StartAgain } from './start-again.tsx'

/** Whoever was invited and has proven everything says whether they want to be the shop's member. */
export function ConfirmForm({ journey, step }: { readonly journey: Journey; readonly step: ConfirmStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'join' | 'again'>()
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{say('invite.accept.lead', { email: step.email, shop: step.shopName })}</p>
      <ProblemNote attempt={attempt} />
      <button
        type="button"
        class="primary"
        aria-disabled={attempt.doing !== null}
        onClick={() => attempt.run('join', journey.confirm)}
      >
        {say('invite.accept.join')}
      </button>
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
