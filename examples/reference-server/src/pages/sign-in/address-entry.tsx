import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Attempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'

export interface AddressEntryProps {
  /** Where the form stands. */
  readonly page: string
  readonly label: string
  readonly help?: string
  readonly email?: string
  /** `username` for the one that is signed in with. */
  readonly autocomplete: 'username' | 'email'
  readonly attempt: Attempt<string>
  /** What the button says. */
  readonly submit: string
  readonly onAddress: (email: string) => void
  /** Beside the button. */
  readonly children?: ComponentChildren
}

/** The form that an address is typed into. A missing one is told without asking the server. */
export function AddressEntry(props: AddressEntryProps) {
  const { page, label, help, email, autocomplete, attempt, submit, onAddress, children } = props
  const { say } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)
  const closed = useClosed(attempt)

  function enter(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const typed = input.current?.value.trim() ?? ''
    if (typed === '') return setMissing((count) => count + 1)
    setMissing(0)
    onAddress(typed)
  }

  const misread = attempt.problem?.code === 'request_invalid' ? say('signIn.address.invalid') : null
  const error = missing > 0 ? say('signIn.address.missing') : misread
  return (
    <form method="post" action={page} noValidate onSubmit={enter}>
      <Field
        id="email"
        label={label}
        help={help}
        error={error}
        errorCount={attempt.failures + missing}
        input={input}
        attributes={{ type: 'email', inputMode: 'email', autocomplete, defaultValue: email, maxLength: 512 }}
      />
      <FormEnd attempt={attempt} busy={attempt.doing !== null} label={submit} saidBesideField={error !== null} />
      {children}
    </form>
  )
}
