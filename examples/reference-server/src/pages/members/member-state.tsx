import type { InvitationAnswer, ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { Badge } from '../ui/badge.tsx'
import { memberWords } from '../words/members.ts'
import { useWordsOf } from '../words-context.ts'

const tones = {
  claim: undefined,
  held: 'caution',
  invited: 'info',
  'needs-invitation': 'caution',
  active: 'good',
  suspended: 'wrong',
} as const

const states = {
  claim: 'members.state.claim',
  held: 'members.state.held',
  invited: 'members.state.invited',
  'needs-invitation': 'members.state.needsInvitation',
  active: 'members.state.active',
  suspended: 'members.state.suspended',
} as const

const mails = {
  pending: 'members.mail.pending',
  delivered: 'members.mail.delivered',
  bounced: 'members.mail.bounced',
  accepted: null,
  declined: 'members.mail.declined',
  revoked: 'members.mail.revoked',
  expired: 'members.mail.expired',
  exhausted: 'members.mail.exhausted',
} as const

export interface MemberStateProps {
  readonly state: ManagedMemberAnswer['state']
  /** The latest of this member; `null` when there was none. */
  readonly invitation: InvitationAnswer | null
}

/** How a member stands, and what became of the invitation of one who waits. */
export function MemberState({ state, invitation }: MemberStateProps) {
  const say = useWordsOf(memberWords)
  const waits = state === 'invited' || state === 'needs-invitation'
  const mail = waits && invitation ? mails[invitation.state] : null
  const tone = tones[state]
  return (
    <>
      <Badge {...(tone && { tone })}>{say(states[state])}</Badge>
      {mail ? <span class="member-mail quiet">{say(mail)}</span> : null}
    </>
  )
}
