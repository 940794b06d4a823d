import { useState } from 'preact/hooks'
import { account } from '../account/own-account.ts'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Card } from '../ui/card.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWordsOf } from '../words-context.ts'
import { isWholeToken, takeMailedToken } from './mailed-token.ts'
import { ToSignIn } from './to-sign-in.tsx'
import { UnusableLink } from './unusable-link.tsx'
import { type Settled, usingLink } from './using-link.ts'

type Screen = { readonly at: 'choose'; readonly token: string } | Settled

/** What the link in the former mailbox opens: the address is taken back with a password chosen here. */
export function AddressRevertPage() {
  const [screen, setScreen] = useState<Screen>(arrival)

  switch (screen.at) {
    case 'choose':
      return <TakeBack token={screen.token} onSettled={setScreen} />
    case 'unusable':
      return <UnusableLink supportCode={screen.supportCode} instead={null} />
    case 'done':
      return <Done email={screen.email} />
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  return token !== null && isWholeToken(token) ? { at: 'choose', token } : { at: 'unusable', supportCode: null }
}

interface TakeBackProps {
  readonly token: string
  readonly onSettled: (screen: Settled) => void
}

function TakeBack({ token, onSettled }: TakeBackProps) {
  const say = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'password'>()

  const takeBack = (password: string) =>
    usingLink((options) => account.profile.revertAddress(token, password, options)).then(onSettled)

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
  return (
    <Card title={say('address.reverted.title')}>
      <p role="status">
        <Whole sentence={say('address.reverted', { email: hole })} fact={email} />
      </p>
      <ToSignIn email={email} />
    </Card>
  )
}
