import type { NewPasswordStep } from '@ecforce-accounts/client'
import { useAttempt } from '../ui/attempt.ts'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { NewPasswordEntry } from './new-password-entry.tsx'
import { StartAgain } from './start-again.tsx'

const reasons = {
  reset: 'newPassword.reason.reset',
  first: 'newPassword.reason.first',
  'several-claims': 'newPassword.reason.several',
  'second-shop': 'newPassword.reason.secondShop',
  'below-rules': 'newPassword.reason.weak',
} as const

/** A password of one's own, in the place of what the shops had. */
export function NewPasswordForm({ journey, step }: { readonly journey: Journey; readonly step: NewPasswordStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'password' | 'again'>()
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{say(reasons[step.reason])}</p>
      <NewPasswordEntry
        email={step.email}
        minimumLength={step.minimumLength}
        attempt={attempt}
        busy={attempt.doing === 'password'}
        label={say('continue')}
        onPassword={(password) => attempt.run('password', () => journey.newPassword(password))}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
