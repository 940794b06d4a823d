import type { AccountsProblem } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Attempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { PasswordField, UsernameForManagers } from '../ui/password-field.tsx'
import { PasswordStrength } from '../ui/password-strength.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords, type Words } from '../words-context.ts'

export interface NewPasswordEntryProps {
  /** `null` where it is not known whose password it is. */
  readonly email: string | null
  readonly minimumLength: number
  readonly attempt: Attempt<string>
  readonly busy: boolean
  /** What the button says. */
  readonly label: string
  readonly onPassword: (password: string) => void
  /** What is asked for first, with the focus; whether what is wrong with it stands there. */
  readonly first?: { readonly field: ComponentChildren; readonly isWrong: boolean }
  /** Beside the button. */
  readonly children?: ComponentChildren
}

/** The form that a new password is typed into. One that is too short is told without asking the server. */
export function NewPasswordEntry(props: NewPasswordEntryProps) {
  const { email, minimumLength, attempt, busy, label, onPassword, first, children } = props
  const { say } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [short, setShort] = useState({ missing: 0, count: 0 })
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const password = input.current?.value ?? ''
    const missing = Math.max(0, minimumLength - lengthOf(password))
    setShort(({ count }) => ({ missing, count: missing > 0 ? count + 1 : count }))
    if (missing === 0) onPassword(password)
  }

  const refusal = attempt.failed === 'password' ? refusalOf(attempt.problem, say) : null
  const error = short.missing > 0 ? say('newPassword.tooShort', { n: short.missing }) : refusal
  return (
    <form
      method="post"
      action="/sign-in"
      noValidate
      onSubmit={submit}
      onInput={() => setTyped(input.current?.value ?? '')}
    >
      {email === null ? null : <UsernameForManagers email={email} />}
      {first?.field}
      <PasswordField
        takesFocus={first === undefined}
        label={say('newPassword.label')}
        help={say('newPassword.rule', { minimum: minimumLength })}
        error={error}
        errorCount={attempt.failures + short.count}
        input={input}
        autocomplete="new-password"
      />
      <PasswordStrength password={typed} minimumLength={minimumLength} />
      <FormEnd
        attempt={attempt}
        busy={busy}
        label={label}
        saidBesideField={error !== null || first?.isWrong === true}
      />
      {children}
    </form>
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
