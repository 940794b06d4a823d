import { useEffect, useRef, useState } from 'preact/hooks'
import { accounts, patiently } from '../accounts.ts'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { useClosed } from '../ui/problem-note.tsx'
import { HelpLink } from '../ui/ways-to-help.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWords, useWordsOf } from '../words-context.ts'

/** Asks for the link. What is answered is the same whoever the address belongs to. */
export function AskForReset() {
  const say = useWordsOf(mailedLinkWords)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [email, setEmail] = useState(carriedAddress)

  if (sentTo === null) {
    return (
      <Card title={say('reset.page.title')} key="ask">
        <p>{say('reset.request.lead')}</p>
        <AddressEntry email={email} onSent={setSentTo} />
        <BackToSignIn />
      </Card>
    )
  }
  return (
    <Card title={say('reset.sent.title')} key="sent">
      <Sent
        email={sentTo}
        onAgain={() => {
          setEmail(sentTo)
          setSentTo(null)
        }}
      />
      <BackToSignIn />
    </Card>
  )
}

/** The address that was typed at the sign-in. */
function carriedAddress(): string {
  return typeof history.state?.email === 'string' ? history.state.email : ''
}

function AddressEntry({ email, onSent }: { readonly email: string; readonly onSent: (email: string) => void }) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'ask'>()
  const input = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)
  const closed = useClosed(attempt)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    const typed = input.current?.value.trim() ?? ''
    if (!typed) return setMissing((count) => count + 1)
    setMissing(0)
    attempt.run('ask', () =>
      patiently((options) => accounts.passwordReset.ask(typed, options)).then(() => onSent(typed)),
    )
  }

  const invalid = missing > 0 || attempt.problem?.code === 'request_invalid'
  return (
    <form method="post" action="/password-reset" noValidate onSubmit={submit}>
      <Field
        id="email"
        label={say('signIn.address.label')}
        error={invalid ? say('signIn.address.invalid') : null}
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
        label={sayHere('reset.request.submit')}
        saidBesideField={invalid}
      />
    </form>
  )
}

function Sent({ email, onAgain }: { readonly email: string; readonly onAgain: () => void }) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <>
      <p role="status">
        <Whole sentence={sayHere('reset.sent', { email: hole })} fact={email} />
      </p>
      <p>{sayHere('reset.sent.validity')}</p>
      <p class="quiet">
        {say('code.notArriving', { senderDomain: pageSettings.senderDomain })}{' '}
        <HelpLink about="reset" newTab>
          {say('code.notArriving.more')}
        </HelpLink>
      </p>
      <button type="button" class="second" ref={button} onClick={onAgain}>
        {sayHere('reset.again')}
      </button>
    </>
  )
}

function BackToSignIn() {
  const say = useWordsOf(mailedLinkWords)
  return (
    <p>
      <a href="/sign-in">{say('reset.back')}</a>
    </p>
  )
}
