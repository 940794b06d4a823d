import { useEffect, useState } from 'preact/hooks'
import { accounts } from '../accounts.ts'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { AskForReset } from './ask-for-reset.tsx'
import { forgetMailedToken, isWholeToken, takeMailedToken } from './mailed-token.ts'
import { ToSignIn } from './to-sign-in.tsx'
import { UnusableLink } from './unusable-link.tsx'
import { type Settled, usingLink } from './using-link.ts'

type Screen = { readonly at: 'ask' } | { readonly at: 'choose'; readonly token: string } | Settled

/** A new password by mail: asking for the link, and what the link opens. Opening it changes nothing. */
export function PasswordResetPage() {
  const sayHere = useWordsOf(mailedLinkWords)
  const [screen, setScreen] = useState<Screen>(arrival)
  // The link opened in a tab that shows this page already changes no more than what stands behind the #.
  useEffect(() => {
    const arrive = () => setScreen(arrival())
    addEventListener('hashchange', arrive)
    return () => removeEventListener('hashchange', arrive)
  }, [])

  switch (screen.at) {
    case 'ask':
      return <AskForReset />
    case 'choose':
      return <ChoosePassword token={screen.token} key={screen.token} onSettled={setScreen} />
    case 'unusable': {
      const instead = { label: sayHere('reset.begin'), onChoose: beginAnew }
      return <UnusableLink supportCode={screen.supportCode} instead={instead} />
    }
    case 'done':
      return <Done email={screen.email} />
  }

  function beginAnew() {
    forgetMailedToken()
    setScreen({ at: 'ask' })
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  if (token === null) return { at: 'ask' }
  return isWholeToken(token) ? { at: 'choose', token } : { at: 'unusable', supportCode: null }
}

interface ChoosePasswordProps {
  readonly token: string
  readonly onSettled: (screen: Settled) => void
}

function ChoosePassword({ token, onSettled }: ChoosePasswordProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'password'>()

  const choose = (password: string) =>
    usingLink((options) => accounts.passwordReset.confirm(token, password, options)).then(onSettled)

  return (
    <Card title={say('newPassword.title')}>
      <p>{say('newPassword.reason.reset')}</p>
      <NewPasswordEntry
        email={null}
        minimumLength={pageSettings.minimumPasswordLength}
        attempt={attempt}
        busy={attempt.doing !== null}
        label={sayHere('reset.choose.submit')}
        onPassword={(password) => attempt.run('password', () => choose(password))}
      />
    </Card>
  )
}

function Done({ email }: { readonly email: string }) {
  const sayHere = useWordsOf(mailedLinkWords)
  return (
    <Card title={sayHere('reset.done.title')}>
      <p role="status">{sayHere('reset.done')}</p>
      <p class="quiet">{sayHere('reset.done.app')}</p>
      <ToSignIn email={email} />
    </Card>
  )
}
