import { useRef, useState } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { NamedAccountStep } from './invitation-step.ts'
import type { Journey } from './journey.ts'
import { NewPasswordEntry } from './new-password-entry.tsx'
import { StartAgain } from './start-again.tsx'

/** Name and password of the account to be; the name that the shop knows is offered. */
export function NamedAccountForm({ journey, step }: { readonly journey: Journey; readonly step: NamedAccountStep }) {
  const { say } = useWords()
  const sayHere = useWordsOf(invitationWords)
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)
  const [isMissing, setIsMissing] = useState(false)
  const attempt = useAttempt<'password' | 'again'>()

  function create(password: string) {
    const name = input.current?.value.trim() ?? ''
    setIsMissing(name === '')
    if (name === '') return setMissing((count) => count + 1)
    attempt.run('password', () => journey.newPassword(password, name))
  }

  const field = (
    <Field
      id="name"
      label={sayHere('invite.account.name')}
      error={isMissing ? sayHere('invite.account.name.missing') : null}
      errorCount={missing}
      input={input}
      attributes={{ type: 'text', autocomplete: 'name', defaultValue: step.name.suggested ?? '', maxLength: 100 }}
    />
  )
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{sayHere('invite.account.lead')}</p>
      <NewPasswordEntry
        email={step.email}
        minimumLength={step.minimumLength}
        attempt={attempt}
        busy={attempt.doing === 'password'}
        label={say('continue')}
        first={{ field, isWrong: isMissing }}
        onPassword={create}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
