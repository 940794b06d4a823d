import type { ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { dayInJapan } from '../times.ts'
import { Badge } from '../ui/badge.tsx'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { membersPath } from './members-frame.tsx'

/** Where one account each is made of this one. */
export function sharedAddress(shop: string, member: string): string {
  return `${membersPath}/shared?shop=${encodeURIComponent(shop)}&member=${encodeURIComponent(member)}`
}

export interface SharedHintProps {
  readonly shop: string
  readonly member: ManagedMemberAnswer
}

/** That a member is shared, who stands for it and until when; or quietly, that it may be. Otherwise nothing. */
export function SharedHint({ shop, member }: SharedHintProps) {
  const words = useWords()
  const say = useWordsOf(sharedWords)
  const { id, name, email, state, shared } = member
  const { mark, retiresOn, signals } = shared
  const isHinted = state === 'active' && mark === null && retiresOn === null && signals.length > 0
  if (mark === null && retiresOn === null && !isHinted) return null
  return (
    <span class="shared-hint quiet">
      {mark ? (
        <>
          <Badge tone="info">{say('shared.badge')}</Badge>{' '}
          {say('shared.row.owner', { name: mark.responsible.name ?? say('shared.owner.gone') })}
          <br />
          {say('shared.row.reminder', { day: dayInJapan(Date.parse(mark.remindsAt), words) })}
        </>
      ) : null}
      {retiresOn === null ? null : (
        <span class="whole">
          {say('shared.row.retires', { day: dayInJapan(Date.parse(`${retiresOn}T00:00:00+09:00`), words) })}
        </span>
      )}
      {isHinted ? (
        <a href={sharedAddress(shop, id)} aria-label={say('shared.hint.of', { member: name ?? email })}>
          {say('shared.hint')}
        </a>
      ) : null}
    </span>
  )
}
