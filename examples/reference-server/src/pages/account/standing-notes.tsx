import type { ProfileAnswer } from '@ecforce-accounts/client/account'
import { useState } from 'preact/hooks'
import { dateInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { account } from './own-account.ts'

/** What is under way with the account: held back after a reset, or about to lose a factor. */
export function StandingNotes({ profile }: { readonly profile: ProfileAnswer }) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const { recoveredUntil, factorLift } = profile
  return (
    <>
      {recoveredUntil ? (
        <Note tone="caution">{say('profile.recovered', { time: dateInJapan(Date.parse(recoveredUntil), words) })}</Note>
      ) : null}
      {factorLift ? <FactorLift {...factorLift} /> : null}
    </>
  )
}

function FactorLift({ caseNumber, liftsAt }: NonNullable<ProfileAnswer['factorLift']>) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const act = useAct()
  const attempt = useAttempt<'cancel'>()
  const [cancelled, setCancelled] = useState(false)
  const cancel = () =>
    attempt.run('cancel', async () => {
      await act((options) => account.profile.cancelFactorLift(options))
      setCancelled(true)
    })
  if (cancelled) {
    return (
      <div role="status">
        <Note tone="good">{say('profile.lift.cancelled')}</Note>
      </div>
    )
  }
  return (
    <Note tone="caution">
      <p>
        {liftsAt
          ? say('profile.lift.approved', { time: dateInJapan(Date.parse(liftsAt), words), caseNumber })
          : say('profile.lift.asked', { caseNumber })}
      </p>
      <ProblemNote attempt={attempt} loading />
      <Button kind="second" busy={attempt.doing !== null} onClick={cancel}>
        {say('profile.lift.cancel')}
      </Button>
    </Note>
  )
}
