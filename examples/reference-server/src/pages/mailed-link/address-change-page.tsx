import { useState } from 'preact/hooks'
import { account } from '../account/own-account.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWordsOf } from '../words-context.ts'
import { isWholeToken, takeMailedToken } from './mailed-token.ts'
import { UnusableLink } from './unusable-link.tsx'
import { type Settled, usingLink } from './using-link.ts'

type Screen = { readonly at: 'confirm'; readonly token: string } | Settled

/** What the link in the new mailbox opens. Opening it changes nothing; confirming is the session's that asked. */
export function AddressChangePage() {
  const say = useWordsOf(mailedLinkWords)
  const [screen, setScreen] = useState<Screen>(arrival)

  switch (screen.at) {
    case 'confirm':
      return <Confirm token={screen.token} onSettled={setScreen} />
    case 'unusable':
      return <UnusableLink supportCode={screen.supportCode} instead={null} />
    case 'done':
      return (
        <Card title={say('address.done.title')}>
          <p role="status">
            <Whole sentence={say('address.done', { email: hole })} fact={screen.email} />
          </p>
          <p class="quiet">{say('address.done.revert')}</p>
          <a class="button" href="/portal/profile">
            {say('address.done.profile')}
          </a>
        </Card>
      )
  }
}

function arrival(): Screen {
  const token = takeMailedToken()
  return token !== null && isWholeToken(token) ? { at: 'confirm', token } : { at: 'unusable', supportCode: null }
}

interface ConfirmProps {
  readonly token: string
  readonly onSettled: (screen: Settled) => void
}

function Confirm({ token, onSettled }: ConfirmProps) {
  const sayHere = useWordsOf(mailedLinkWords)
  const attempt = useAttempt<'confirm'>()
  const elsewhere = attempt.problem?.code === 'session_required'

  const confirm = () => usingLink((options) => account.profile.confirmAddress(token, options)).then(onSettled)

  return (
    <Card title={sayHere('address.confirm.title')}>
      <p>{sayHere('address.confirm.lead')}</p>
      {elsewhere ? (
        <p class="note wrong" role="alert">
          {sayHere('address.confirm.elsewhere')}
        </p>
      ) : (
        <ProblemNote attempt={attempt} />
      )}
      <Button kind="primary" busy={attempt.doing !== null} onClick={() => attempt.run('confirm', confirm)}>
        {sayHere('address.confirm.submit')}
      </Button>
      <p class="quiet">{sayHere('address.confirm.notYou')}</p>
    </Card>
  )
}
