import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface InviteWaitingProps {
  readonly shop: string
  /** How many need an invitation. */
  readonly count: number
  readonly onInvited: () => void
}

/** Everybody who needs an invitation is sent one with one press. */
export function InviteWaiting({ shop, count, onInvited }: InviteWaitingProps) {
  const { locale } = useWords()
  const say = useWordsOf(memberWords)
  const act = useAct()
  const attempt = useAttempt<'invite'>()
  const [left, setLeft] = useState(0)
  const invite = () =>
    attempt.run('invite', async () => {
      const { results } = await act((options) => memberApi.invitations.invite(shop, { waiting: true, locale }, options))
      setLeft(results.filter(({ outcome }) => outcome === 'too_many').length)
      onInvited()
    })
  return (
    <Note tone="caution" title={say('members.waiting', { n: count })}>
      <p>{say('members.waiting.lead')}</p>
      {left > 0 ? <p role="alert">{say('members.waiting.left', { n: left })}</p> : null}
      <ProblemNote attempt={attempt} />
      <Button kind="primary" busy={attempt.doing !== null} onClick={invite}>
        {say('members.inviteAll', { n: count })}
      </Button>
    </Note>
  )
}
