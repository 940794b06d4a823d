import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { SupportCode } from '../ui/support-code.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWordsOf } from '../words-context.ts'
import './invitations.css'

export interface EndedInvitationProps {
  readonly supportCode: string | null
  /** To the other way in. */
  readonly onCode: () => void
}

/** An invitation that opens nothing. Whoever holds a link learns of no reason; there is a way on for each. */
export function EndedInvitation({ supportCode, onCode }: EndedInvitationProps) {
  const say = useWordsOf(invitationWords)
  return (
    <Card title={say('invite.ended.title')}>
      <div class="note caution">
        <p role="alert">{say('invite.ended')}</p>
        <ul class="ways-on">
          <li>{say('invite.ended.accepted')}</li>
          <li>{say('invite.ended.newest')}</li>
          <li>{say('invite.ended.ask')}</li>
          <li>{say('invite.ended.later')}</li>
        </ul>
        {supportCode === null ? null : <SupportCode code={supportCode} />}
      </div>
      <a class="button" href="/sign-in">
        {say('invite.ended.signIn')}
      </a>
      <Button kind="plain" onClick={onCode}>
        {say('invite.code.use')}
      </Button>
    </Card>
  )
}
