import type { AccountsProblem, NewPasswordStep } from '@ecforce-accounts/client'
import { useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { PasswordField, UsernameForManagers } from '../ui/password-field.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords, type Words } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
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
  const input = useRef<HTMLInputElement>(null)
  const [short, setShort] = useState({ missing: 0, count: 0 })
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const missing = Math.max(0, step.minimumLength - lengthOf(input.current?.value ?? ''))
    setShort(({ count }) => ({ missing, count: missing > 0 ? count + 1 : count }))
    if (missing === 0) attempt.run('password', () => journey.newPassword(input.current?.value ?? ''))
  }

  const refusal = attempt.failed === 'password' ? refusalOf(attempt.problem, say) : null
  const error = short.missing > 0 ? say('newPassword.tooShort', { n: short.missing }) : refusal
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{say(reasons[step.reason])}</p>
      <form method="post" action="/sign-in" noValidate onSubmit={submit}>
        <UsernameForManagers email={step.email} />
        <PasswordField
          label={say('newPassword.label')}
          help={say('newPassword.rule', { minimum: step.minimumLength })}
          error={error}
          errorCount={attempt.failures + short.count}
          input={input}
          autocomplete="new-password"
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing === 'password'}
          label={say('continue')}
          saidBesideField={error !== null}
        />
      </form>
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}

/** Counted as the server counts: in code points. */
function lengthOf(password: string): number {
  return [...password].length
}

function refusalOf(problem: AccountsProblem | null, say: Words['say']): string | null {
  if (problem?.code === 'request_invalid') return say('newPassword.tooLong')
  if (problem?.code !== 'password_unacceptable') return null
  switch (problem.problem?.reason) {
    case 'too_long':
      return say('newPassword.tooLong')
    case 'common':
      return say('newPassword.common')
    case 'context':
      return say('newPassword.context')
    default:
      return say('newPassword.unacceptable')
  }
}
