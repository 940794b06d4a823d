import { useEffect, useRef, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { wantedReturn } from '../return-path.ts'
import { navigate } from '../router.ts'
import { isSixDigits } from '../sign-in/six-digits.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useLoad } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { Note } from '../ui/note.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { consoleWords } from '../words/console.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { consolePages, consolePlaceAt } from './console-paths.ts'
import { operator } from './operator.ts'

/** An operator's way in: name, password and a code of the app, all on one screen. */
export function OperatorSignInPage() {
  const { value, attempt } = useLoad((signal) =>
    patiently(async (options) => ({ session: await operator.session.get(options) }), signal),
  )
  const isSignedIn = value?.session != null
  useEffect(() => {
    if (isSignedIn) goOn()
  }, [isSignedIn])

  if (isSignedIn || (value === null && attempt.problem === null)) return <Loading />
  return <OperatorSignInForm />
}

type Missing = 'name' | 'password' | 'code'

function OperatorSignInForm() {
  const { say } = useWords()
  const sayHere = useWordsOf(consoleWords)
  const attempt = useAttempt<'sign-in'>()
  const closed = useClosed(attempt)
  const name = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const code = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState<{ readonly what: Missing; readonly count: number } | null>(null)
  const [signedOut] = useState(() => history.state?.notice === 'signed-out')

  // Nobody is told which of the three it was; a code is the one that is out of date next.
  useEffect(() => {
    if (attempt.problem?.code !== 'operator_rejected') return
    code.current?.focus()
    code.current?.select()
  }, [attempt.failures])

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const proof = {
      name: name.current?.value.trim() ?? '',
      password: password.current?.value ?? '',
      code: code.current?.value ?? '',
    }
    const what = !proof.name ? 'name' : !proof.password ? 'password' : isSixDigits(proof.code) ? null : 'code'
    if (what) return setMissing((before) => ({ what, count: (before?.count ?? 0) + 1 }))
    setMissing(null)
    attempt.run('sign-in', async () => {
      await patiently((options) => operator.session.start(proof, options))
      goOn()
    })
  }

  const errorOf = (field: Missing, text: string) =>
    missing?.what === field ? { error: text, errorCount: missing.count } : { error: null, errorCount: 0 }
  return (
    <Card title={sayHere('console.signIn.title')}>
      {signedOut ? <Note tone="good">{say('signIn.signedOut')}</Note> : null}
      <p class="quiet">
        {sayHere('console.signIn.lead')} <a href="/sign-in">{sayHere('console.signIn.members')}</a>
      </p>
      <form method="post" action={consolePages.signIn} noValidate onSubmit={submit}>
        <Field
          id="operator-name"
          label={sayHere('console.name')}
          {...errorOf('name', sayHere('console.name.missing'))}
          input={name}
          attributes={{ type: 'text', autocomplete: 'username', maxLength: 64 }}
        />
        <PasswordField
          label={say('password.label')}
          {...errorOf('password', say('password.missing'))}
          takesFocus={false}
          input={password}
          autocomplete="current-password"
        />
        <Field
          id="code"
          label={sayHere('console.code')}
          help={sayHere('console.code.help')}
          {...errorOf('code', sayHere('console.code.missing'))}
          takesFocus={false}
          input={code}
          attributes={{
            type: 'text',
            inputMode: 'numeric',
            autocomplete: 'one-time-code',
            class: 'digits',
            maxLength: 32,
          }}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={sayHere('console.signIn.submit')}
          saidBesideField={missing !== null}
        />
      </form>
    </Card>
  )
}

/** To the page of the console that was asked for, or to its first. */
function goOn(): void {
  const wanted = wantedReturn()
  const place = wanted === null ? null : consolePlaceAt(new URL(wanted, location.origin).pathname)
  const to = wanted !== null && place !== null && place.page !== 'signIn' ? wanted : consolePages.readiness
  navigate(to, { replace: true })
}
