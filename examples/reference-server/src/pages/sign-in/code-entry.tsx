import type { ComponentChildren, RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Attempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { codeIn, isSixDigits } from './six-digits.ts'

export interface CodeEntryProps {
  /** The name of the input. Default: `code`. */
  readonly field?: 'code' | 'step-up-code' | undefined
  /** Six digits, or a recovery code. */
  readonly of: 'digits' | 'recovery'
  readonly attempt: Attempt<string>
  readonly busy: boolean
  readonly help?: string | undefined
  /** What is wrong with the code that was sent. */
  readonly refusal: string | null
  readonly input?: RefObject<HTMLInputElement | null>
  readonly onCode: (code: string) => void
  /** Before the field. */
  readonly children?: ComponentChildren
  /** Between the field and the button. */
  readonly after?: ComponentChildren
}

/** The form that a code is typed into. What cannot be one is told without asking the server. */
export function CodeEntry(props: CodeEntryProps) {
  const { field: id = 'code', of, attempt, busy, help, refusal, input, onCode, children, after } = props
  const { say } = useWords()
  const own = useRef<HTMLInputElement>(null)
  const field = input ?? own
  const [malformed, setMalformed] = useState(0)
  const closed = useClosed(attempt)
  const digits = of === 'digits'

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const typed = field.current?.value ?? ''
    if (digits ? !isSixDigits(typed) : typed.trim() === '') return setMalformed((count) => count + 1)
    setMalformed(0)
    onCode(typed)
  }

  /** A whole mail pasted is a code pasted. */
  function paste(event: ClipboardEvent) {
    const code = digits ? codeIn(event.clipboardData?.getData('text') ?? '') : null
    if (code === null || !field.current) return
    event.preventDefault()
    field.current.value = code
  }

  const form = digits ? say('code.notSixDigits') : say('recovery.malformed')
  const misread = attempt.problem?.code === 'request_invalid' && refusal === null
  const error = malformed > 0 || misread ? form : refusal
  return (
    <form method="post" action="/sign-in" noValidate onSubmit={submit}>
      {children}
      <Field
        id={id}
        label={digits ? say('code.label') : say('recovery.label')}
        help={help === error ? undefined : help}
        error={error}
        errorCount={attempt.failures + malformed}
        input={field}
        attributes={{
          type: 'text',
          inputMode: digits ? 'numeric' : 'text',
          autocomplete: digits ? 'one-time-code' : 'off',
          maxLength: 64,
          class: digits ? 'digits' : 'recovery-code',
          onPaste: paste,
        }}
      />
      {after}
      <FormEnd attempt={attempt} busy={busy} label={say('continue')} saidBesideField={error !== null} />
    </form>
  )
}
