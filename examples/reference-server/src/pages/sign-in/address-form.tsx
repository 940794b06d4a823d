import { useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import type { Journey } from './journey.ts'

/** Whose sign-in it is. */
export function AddressForm({ journey, email }: { readonly journey: Journey; readonly email: string }) {
  const { say } = useWords()
  const attempt = useAttempt<'start'>()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    if (!input.current?.value.trim()) return setMissing((count) => count + 1)
    setMissing(0)
    attempt.run('start', () => journey.start(input.current?.value.trim() ?? ''))
  }

  const error =
    missing > 0
      ? say('signIn.address.missing')
      : attempt.problem?.code === 'request_invalid'
        ? say('signIn.address.invalid')
        : null
  return (
    <form method="post" action="/sign-in" noValidate onSubmit={submit}>
      <Field
        id="email"
        label={say('signIn.address.label')}
        help={say('signIn.address.help')}
        error={error}
        errorCount={attempt.failures + missing}
        input={input}
        attributes={{
          type: 'email',
          inputMode: 'email',
          autocomplete: 'username',
          defaultValue: email,
          maxLength: 512,
        }}
      />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing !== null}
        label={say('continue')}
        saidBesideField={error !== null}
      />
    </form>
  )
}
