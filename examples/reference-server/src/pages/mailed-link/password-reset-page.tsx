import { useEffect, useRef, useState } from 'preact/hooks'
import { accounts, patiently, problemOf } from '../accounts.ts'
import { navigate } from '../router.ts'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { AskForReset } from './ask-for-reset.tsx'
import { forgetMailedToken, isWholeToken, takeMailedToken } from './mailed-token.ts'
import { UnusableLink } from './unusable-link.tsx'

type Screen =
  | { readonly at: 'ask' }
  | { readonly at: 'choose'; readonly token: string }
  | { readonly at: 'unusable'; readonly supportCode: string | null }
  | { readonly at: 'done'; readonly email: string }

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
      return (
        <ChoosePassword
          token={screen.token}
          key={screen.token}
          onDone={(email) => leave({ at: 'done', email })}
          onUnusable={(supportCode) => leave({ at: 'unusable', supportCode })}
        />
      )
    case 'unusable': {
      const instead = { label: sayHere('reset.begin'), onChoose: () => leave({ at: 'ask' }) }
      return <UnusableLink supportCode={screen.supportCode} instead={instead} />
    }
    case 'done':
      return <Done email={screen.email} />
  }

  function leave(next: Screen) {
    forgetMailedToken()
    setScreen(next)
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  if (token === null) return { at: 'ask' }
  return isWholeToken(token) ? { at: 'choose', token } : { at: 'unusable', supportCode: null }
}

interface ChoosePasswordProps {
  readonly token: string
  readonly onDone: (email: string) => void
  readonly onUnusable: (supportCode: string | null) => void
}

function ChoosePassword({ token, onDone, onUnusable }: ChoosePasswordProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'password'>()

  async function choose(password: string) {
    try {
      const { email } = await patiently((options) => accounts.passwordReset.confirm(token, password, options))
      onDone(email)
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code !== 'link_unusable') throw problem
      onUnusable(problem.problem?.supportCode ?? null)
    }
  }

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
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <Card title={sayHere('reset.done.title')}>
      <p role="status">{sayHere('reset.done')}</p>
      <p class="quiet">{sayHere('reset.done.app')}</p>
      <button
        type="button"
        class="primary"
        ref={button}
        onClick={() => navigate('/sign-in', { replace: true, state: { at: 'address', email } })}
      >
        {sayHere('reset.done.signIn')}
      </button>
    </Card>
  )
}
