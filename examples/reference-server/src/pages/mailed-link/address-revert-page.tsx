import { useEffect, useRef, useState } from 'preact/hooks'
import { account } from '../account/own-account.ts'
import { patiently, problemOf } from '../accounts.ts'
import { navigate } from '../router.ts'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWordsOf } from '../words-context.ts'
import { forgetMailedToken, isWholeToken, takeMailedToken } from './mailed-token.ts'
import { UnusableLink } from './unusable-link.tsx'

type Screen =
  | { readonly at: 'choose'; readonly token: string }
  | { readonly at: 'unusable'; readonly supportCode: string | null }
  | { readonly at: 'done'; readonly email: string }

/** What the link in the former mailbox opens: the address is taken back with a password chosen here. */
export function AddressRevertPage() {
  const [screen, setScreen] = useState<Screen>(arrival)

  switch (screen.at) {
    case 'choose':
      return <TakeBack token={screen.token} onSettled={settle} />
    case 'unusable':
      return <UnusableLink supportCode={screen.supportCode} instead={null} />
    case 'done':
      return <Done email={screen.email} />
  }

  function settle(next: Screen) {
    forgetMailedToken()
    setScreen(next)
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  return token !== null && isWholeToken(token) ? { at: 'choose', token } : { at: 'unusable', supportCode: null }
}

interface TakeBackProps {
  readonly token: string
  readonly onSettled: (screen: Screen) => void
}

function TakeBack({ token, onSettled }: TakeBackProps) {
  const say = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'password'>()

  async function takeBack(password: string) {
    try {
      const { email } = await patiently((options) => account.profile.revertAddress(token, password, options))
      onSettled({ at: 'done', email })
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code !== 'link_unusable') throw problem
      onSettled({ at: 'unusable', supportCode: problem.problem?.supportCode ?? null })
    }
  }

  return (
    <Card title={say('address.revert.title')}>
      <p>{say('address.revert.lead')}</p>
      <NewPasswordEntry
        email={null}
        minimumLength={pageSettings.minimumPasswordLength}
        attempt={attempt}
        busy={attempt.doing !== null}
        label={say('address.revert.submit')}
        onPassword={(password) => attempt.run('password', () => takeBack(password))}
      />
    </Card>
  )
}

function Done({ email }: { readonly email: string }) {
  const say = useWordsOf(mailedLinkWords)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <Card title={say('address.reverted.title')}>
      <p role="status">
        <Whole sentence={say('address.reverted', { email: hole })} fact={email} />
      </p>
      <button
        type="button"
        class="primary"
        ref={button}
        onClick={() => navigate('/sign-in', { replace: true, state: { at: 'address', email } })}
      >
        {say('reset.done.signIn')}
      </button>
    </Card>
  )
}
