import type { InvitationTicketRequest, InvitationToldAnswer } from '@ecforce-accounts/client/members'
import { useRef, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { codeIn, digitsOf, isSixDigits } from '../sign-in/six-digits.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface TicketByCodeProps {
  readonly onTold: (ticket: InvitationTicketRequest, told: InvitationToldAnswer) => void
}

/** The address and the six digits, for whom the link does not work. What cannot be either is told without asking. */
export function TicketByCode({ onTold }: TicketByCodeProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(invitationWords)
  const address = useRef<HTMLInputElement>(null)
  const number = useRef<HTMLInputElement>(null)
  const [unfit, setUnfit] = useState({ address: false, number: false, count: 0 })
  const attempt = useAttempt<'look'>()
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const [email, typed] = [address.current?.value.trim() ?? '', number.current?.value ?? '']
    const wrong = { address: email === '', number: email !== '' && !isSixDigits(typed) }
    setUnfit(({ count }) => ({ ...wrong, count: wrong.address || wrong.number ? count + 1 : count }))
    if (wrong.address || wrong.number) return
    attempt.run('look', async () => {
      const ticket = { email, code: digitsOf(typed) }
      onTold(ticket, await patiently((options) => memberApi.invited.lookUp(ticket, options)))
    })
  }

  /** A whole mail pasted is its number pasted. */
  function paste(event: ClipboardEvent) {
    const code = codeIn(event.clipboardData?.getData('text') ?? '')
    if (code === null || !number.current) return
    event.preventDefault()
    number.current.value = code
  }

  const refused = attempt.problem?.code === 'link_unusable'
  const misread = attempt.problem?.code === 'request_invalid'
  const addressError = unfit.address ? say('signIn.address.missing') : misread ? say('signIn.address.invalid') : null
  const numberError = unfit.number ? say('code.notSixDigits') : refused ? sayHere('invite.code.wrong') : null
  return (
    <form method="post" action="/invitations" noValidate onSubmit={submit}>
      <p>{sayHere('invite.code.lead')}</p>
      <Field
        id="email"
        label={sayHere('invite.code.address')}
        error={addressError}
        errorCount={addressError ? attempt.failures + unfit.count : 0}
        input={address}
        attributes={{ type: 'email', inputMode: 'email', autocomplete: 'email', maxLength: 512 }}
      />
      <Field
        id="code"
        takesFocus={false}
        label={sayHere('invite.code.number')}
        error={numberError}
        errorCount={numberError ? attempt.failures + unfit.count : 0}
        input={number}
        attributes={{
          type: 'text',
          inputMode: 'numeric',
          autocomplete: 'off',
          maxLength: 64,
          class: 'digits',
          onPaste: paste,
        }}
      />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing !== null}
        label={sayHere('invite.code.submit')}
        saidBesideField={addressError !== null || numberError !== null}
      />
    </form>
  )
}
