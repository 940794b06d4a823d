import { useEffect, useRef, useState } from 'preact/hooks'
import { accounts, patiently } from '../accounts.ts'
import { AddressEntry } from '../sign-in/address-entry.tsx'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
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
        <Ask email={email} onSent={setSentTo} />
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

function Ask({ email, onSent }: { readonly email: string; readonly onSent: (email: string) => void }) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'ask'>()
  const ask = (typed: string) =>
    patiently((options) => accounts.passwordReset.ask(typed, options)).then(() => onSent(typed))
  return (
    <AddressEntry
      page="/password-reset"
      label={say('signIn.address.label')}
      email={email}
      autocomplete="username"
      attempt={attempt}
      submit={sayHere('reset.request.submit')}
      onAddress={(typed) => attempt.run('ask', () => ask(typed))}
    />
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
