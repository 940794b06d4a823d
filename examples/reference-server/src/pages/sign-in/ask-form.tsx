import { useId, useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { TextField } from '../ui/text-field.tsx'
import { askWords } from '../words/ask.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface AskFormProps {
  readonly onAsk: (who: { readonly email: string; readonly name: string }) => Promise<void>
}

/** Name and address of whoever would like an account of their own. */
export function AskForm({ onAsk }: AskFormProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(askWords)
  const attempt = useAttempt<'ask'>()
  const name = useRef<HTMLInputElement>(null)
  const email = useRef<HTMLInputElement>(null)
  const id = useId()
  const [missing, setMissing] = useState({ name: false, email: false })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const who = { name: name.current?.value.trim() ?? '', email: email.current?.value.trim() ?? '' }
    const empty = { name: who.name === '', email: who.email === '' }
    setMissing(empty)
    if (empty.name) return name.current?.focus()
    if (empty.email) return email.current?.focus()
    attempt.run('ask', () => onAsk(who))
  }

  const misread = attempt.problem?.code === 'request_invalid'
  const emailError = missing.email ? say('signIn.address.missing') : misread ? say('signIn.address.invalid') : null
  return (
    <form method="post" action="/sign-in" noValidate onSubmit={submit}>
      <p>{sayHere('ask.lead')}</p>
      <TextField
        id={`${id}-name`}
        label={sayHere('ask.name')}
        error={missing.name ? sayHere('ask.name.missing') : null}
        input={name}
        attributes={{ autocomplete: 'name', maxLength: 100 }}
      />
      <TextField
        id={`${id}-email`}
        label={sayHere('ask.email')}
        help={sayHere('ask.email.help')}
        error={emailError}
        input={email}
        attributes={{ type: 'email', inputMode: 'email', autocomplete: 'email', maxLength: 512 }}
      />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing !== null}
        label={sayHere('ask.submit')}
        saidBesideField={misread}
      />
    </form>
  )
}
