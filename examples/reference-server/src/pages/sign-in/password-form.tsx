import type { PasswordStep } from '@ecforce-accounts/client'
import { useRef, useState } from 'preact/hooks'
import { navigate } from '../router.ts'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { PasswordField, UsernameForManagers } from '../ui/password-field.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'

/** The password one has already, here or at one's shop. */
export function PasswordForm({ journey, step }: { readonly journey: Journey; readonly step: PasswordStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'password'>()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    if (!input.current?.value) return setMissing((count) => count + 1)
    setMissing(0)
    attempt.run('password', () => journey.password(input.current?.value ?? ''))
  }

  const code = attempt.problem?.code
  const rejected = missing === 0 && code === 'credentials_rejected'
  const error =
    missing > 0
      ? say('password.missing')
      : rejected
        ? say('credentials.rejected')
        : code === 'request_invalid'
          ? say('password.tooLong')
          : null
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <form method="post" action="/sign-in" noValidate onSubmit={submit}>
        <UsernameForManagers email={step.email} />
        <PasswordField
          label={say('password.label')}
          help={rejected ? undefined : say('password.firstTime')}
          error={error}
          errorCount={attempt.failures + missing}
          input={input}
          autocomplete="current-password"
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('continue')}
          saidBesideField={error !== null}
          help={rejected ? <IfSure /> : code === 'throttled' ? <WhenThrottled /> : null}
        />
      </form>
      <p>
        <ResetLink email={step.email} />
      </p>
    </>
  )
}

/** To the reset, which asks for the same address. */
function ResetLink({ email }: { readonly email: string }) {
  const { say } = useWords()
  return (
    <a
      href="/password-reset"
      onClick={(event) => {
        event.preventDefault()
        navigate('/password-reset', { state: { email } })
      }}
    >
      {say('password.forgot')}
    </a>
  )
}

function WhenThrottled() {
  const { say } = useWords()
  return <p class="quiet">{say('password.throttled.help')}</p>
}

/** What to try for who typed the right thing. */
function IfSure() {
  const { say } = useWords()
  return (
    <div class="quiet">
      <p>{say('credentials.rejected.help')}</p>
      <ul class="bullets">
        <li>{say('credentials.rejected.help.reset', { forgot: say('password.forgot') })}</li>
        <li>{say('credentials.rejected.help.legacy')}</li>
        <li>{say('credentials.rejected.help.member')}</li>
      </ul>
    </div>
  )
}
