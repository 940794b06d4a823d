import type { InvitationWishesAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { type InviteResult, outcomes } from './invite-outcomes.ts'
import { useRoleName } from './role-name.ts'

type InvitationWish = InvitationWishesAnswer['wishes'][number]

export interface WishesProps {
  readonly shop: string
  readonly wishes: readonly InvitationWish[]
  /** The roles that can be given. */
  readonly roles: readonly string[]
  readonly onAnswered: () => void
}

/** Who asked at the sign-in of a shared account for one of their own, and yes or no. Nothing where nobody did. */
export function Wishes({ wishes, ...props }: WishesProps) {
  const say = useWordsOf(sharedWords)
  const open = wishes.filter(({ status }) => status === 'open')
  if (open.length === 0) return null
  return (
    <Panel title={say('wishes.title', { n: open.length })} lead={say('wishes.lead')}>
      <ul class="wishes">
        {open.map((wish) => (
          <Wish key={wish.id} {...props} wish={wish} />
        ))}
      </ul>
    </Panel>
  )
}

function Wish({ shop, wish, roles, onAnswered }: Omit<WishesProps, 'wishes'> & { readonly wish: InvitationWish }) {
  const words = useWords()
  const say = useWordsOf(sharedWords)
  const sayMember = useWordsOf(memberWords)
  const roleName = useRoleName()
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'invite' | 'dismiss'>()
  const [role, setRole] = useState('staff')
  const [refused, setRefused] = useState<InviteResult['outcome'] | null>(null)
  const { id, name, email, askedAt } = wish
  const facts = { member: name }

  const invite = () =>
    attempt.run('invite', async () => {
      setRefused(null)
      const { locale } = words
      const answer = await act((options) => memberApi.wishes.invite(shop, id, { role, locale }, options))
      if (answer.wish.status === 'open') return setRefused(answer.outcome)
      tell(answer.outcome === 'invited' ? sayMember('member.invited', facts) : sayMember(outcomes[answer.outcome].key))
      onAnswered()
    })
  const dismiss = () =>
    attempt.run('dismiss', async () => {
      await act((options) => memberApi.wishes.dismiss(shop, id, options))
      tell(say('wishes.dismissed', facts))
      onAnswered()
    })

  return (
    <li>
      <p>
        <strong>{name}</strong>
        <span class="member-address quiet">{email}</span>
        <span class="member-mail quiet">{say('wishes.asked', { time: pastInJapan(Date.parse(askedAt), words) })}</span>
      </p>
      <SelectField
        id={`wish-role-${id}`}
        label={sayMember('members.role')}
        value={role}
        options={roles.map((one) => ({ value: one, label: roleName(one) }))}
        onChoose={setRole}
      />
      {refused ? <p role="alert">{sayMember(outcomes[refused].key)}</p> : null}
      <ProblemNote attempt={attempt} />
      <div class="actions">
        <Button
          kind="primary"
          small
          busy={attempt.doing === 'invite'}
          aria-label={say('wishes.invite.of', facts)}
          onClick={invite}
        >
          {say('wishes.invite')}
        </Button>
        <Button
          kind="second"
          small
          busy={attempt.doing === 'dismiss'}
          aria-label={say('wishes.dismiss.of', facts)}
          onClick={dismiss}
        >
          {say('wishes.dismiss')}
        </Button>
      </div>
    </li>
  )
}
