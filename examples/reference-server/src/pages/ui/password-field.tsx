import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import { useWords } from '../words-context.ts'
import { Field } from './field.tsx'

export interface PasswordFieldProps {
  /** Default: `password`. */
  readonly id?: 'password' | 'current-password'
  readonly takesFocus?: boolean | undefined
  readonly label: string
  readonly help?: string | undefined
  readonly error: string | null
  readonly errorCount: number
  readonly input: RefObject<HTMLInputElement | null>
  readonly autocomplete: 'current-password' | 'new-password'
}

/** A password, which can be looked at while it is typed. */
export function PasswordField({ id = 'password', autocomplete, ...field }: PasswordFieldProps) {
  const { say } = useWords()
  const [shown, setShown] = useState(false)
  return (
    <Field {...field} id={id} attributes={shown ? { type: 'text', autocomplete } : { type: 'password', autocomplete }}>
      <button
        type="button"
        class="reveal"
        aria-controls={id}
        aria-label={shown ? say('password.hide') : say('password.show')}
        title={shown ? say('password.hide') : say('password.show')}
        onClick={() => setShown(!shown)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
          <circle cx="12" cy="12" r="3" />
          {shown ? <path d="M4 4l16 16" /> : null}
        </svg>
      </button>
    </Field>
  )
}

/** Tells a password manager whose password stands beside it. */
export function UsernameForManagers({ email }: { readonly email: string }) {
  return (
    <input
      class="visually-hidden"
      type="text"
      name="username"
      autocomplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}
