import type { AccountsProblem, NewPasswordStep } from '@ecforce-accounts/client'
import { useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { PasswordField, UsernameForManagers } from '../ui/password-field.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SubmitButton } from '../ui/submit-button.tsx'
import type { Words } from '../words.ts'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { StartAgain } from './start-again.tsx'

/** A password of one's own, in the place of what the shops had. */
export function NewPasswordForm({ journey, step }: { readonly journey: Journey; readonly step: NewPasswordStep }) {
  const words = useWords()
  const attempt = useAttempt<'password' | 'again'>()
  const input = useRef<HTMLInputElement>(null)
  const [short, setShort] = useState({ missing: 0, count: 0 })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const missing = Math.max(0, step.minimumLength - lengthOf(input.current?.value ?? ''))
    setShort(({ count }) => ({ missing, count: missing > 0 ? count + 1 : count }))
    if (missing === 0) attempt.run('password', () => journey.newPassword(input.current?.value ?? ''))
  }

  const refusal = attempt.failed === 'password' ? refusalOf(attempt.problem, words) : null
  const error = short.missing > 0 ? words.newPassword.tooShort(short.missing) : refusal
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{words.newPassword.reasons[step.reason]}</p>
      <form method="post" action="/sign-in" noValidate onSubmit={submit}>
        <UsernameForManagers email={step.email} />
        <PasswordField
          label={words.newPassword.label}
          help={words.newPassword.rule(step.minimumLength)}
          error={error}
          errorCount={attempt.failures + short.count}
          input={input}
          autocomplete="new-password"
        />
        <ProblemNote attempt={attempt} saidBesideField={error !== null} />
        <SubmitButton busy={attempt.doing === 'password'} label={words.continue} />
      </form>
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}

/** Counted as the server counts: in code points. */
function lengthOf(password: string): number {
  return [...password].length
}

function refusalOf(problem: AccountsProblem | null, { newPassword }: Words): string | null {
  if (problem?.code === 'request_invalid') return newPassword.tooLong
  if (problem?.code !== 'password_unacceptable') return null
  switch (problem.problem?.reason) {
    case 'too_long':
      return newPassword.tooLong
    case 'common':
      return newPassword.common
    case 'context':
      return newPassword.context
    default:
      return newPassword.unacceptable
  }
}
