import type { RequestOptions } from '@ecforce-accounts/client'
import type { InvitationAnswer, ManagedMemberAnswer, MemberChangeRequest } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { dateInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { partWords } from '../words/parts.ts'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { MemberState } from './member-state.tsx'
import { useRoleName } from './role-name.ts'
import { sharedAddress } from './shared-hint.tsx'

export interface MemberDialogProps {
  readonly shop: string
  readonly shopName: string
  /** `null`: no dialog is shown. */
  readonly member: ManagedMemberAnswer | null
  /** The latest of this member. */
  readonly invitation: InvitationAnswer | null
  /** The roles that can be given. */
  readonly roles: readonly string[]
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** What can be done with one member. */
export function MemberDialog({ member, onClose, ...props }: MemberDialogProps) {
  const say = useWordsOf(partWords)
  return (
    <Dialog
      open={member !== null}
      title={member ? (member.name ?? member.email) : ''}
      onClose={onClose}
      actions={
        <Button kind="second" onClick={onClose}>
          {say('parts.close')}
        </Button>
      }
    >
      {member ? <MemberActs key={member.id} {...props} member={member} onClose={onClose} /> : null}
    </Dialog>
  )
}

type MemberActsProps = Omit<MemberDialogProps, 'member'> & { readonly member: ManagedMemberAnswer }

/** Taken away only after a question that says what ends. */
type Question = 'suspend' | 'remove'

function MemberActs({ shop, shopName, member, invitation, roles, onChanged, onClose }: MemberActsProps) {
  const words = useWords()
  const say = useWordsOf(memberWords)
  const sayShared = useWordsOf(sharedWords)
  const roleName = useRoleName()
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<string>()
  const [role, setRole] = useState(member.role ?? '')
  const [question, setQuestion] = useState<Question | null>(null)
  const { id, email, name, state, isSelf } = member
  const who = name ?? email
  const facts = { member: who, shop: shopName }

  const done = (sentence: string) => {
    tell(sentence)
    onChanged()
    onClose()
  }
  const run = (name: string, request: (options: RequestOptions) => Promise<unknown>, sentence: string) =>
    attempt.run(name, async () => {
      await act(request)
      done(sentence)
    })
  const change = (name: string, wanted: MemberChangeRequest, sentence: string) =>
    run(name, (options) => memberApi.members.change(shop, id, wanted, options), sentence)
  const remove = () =>
    run('remove', (options) => memberApi.members.remove(shop, id, options), say('member.removed', facts))
  const suspend = () => change('suspend', { state: 'suspended' }, say('member.suspended', facts))
  const resend = ({ id: invitationId, sentAt }: InvitationAnswer) =>
    attempt.run('resend', async () => {
      const sent = await act((options) => memberApi.invitations.resend(shop, invitationId, options))
      done(sent.sentAt === sentAt ? say('member.resend.early') : say('member.resent', facts))
    })
  const revoke = ({ id: invitationId }: InvitationAnswer) =>
    run('revoke', (options) => memberApi.invitations.revoke(shop, invitationId, options), say('member.revoked', facts))
  const invite = () =>
    run(
      'invite',
      (options) => memberApi.invitations.invite(shop, { people: [{ email }], locale: words.locale }, options),
      say('member.invited', facts),
    )

  if (question !== null) {
    const isRemoval = question === 'remove'
    return (
      <>
        <p>{isRemoval ? say('member.remove.ask', facts) : say('member.suspend.ask', facts)}</p>
        <p class="quiet">{isRemoval ? say('member.remove.after', facts) : say('member.suspend.after', facts)}</p>
        <ProblemNote attempt={attempt} />
        <div class="actions">
          <Button kind="danger" busy={attempt.doing === question} onClick={isRemoval ? remove : suspend}>
            {isRemoval ? say('member.remove.do') : say('member.suspend.do')}
          </Button>
          <Button kind="second" onClick={() => setQuestion(null)}>
            {say('member.back')}
          </Button>
        </div>
      </>
    )
  }

  const underWay = state === 'invited' ? invitation : null
  const hasRole = state === 'active' || state === 'suspended' || state === 'invited' || state === 'needs-invitation'
  return (
    <>
      <p class="quiet">{email}</p>
      <p>
        <MemberState state={state} invitation={invitation} />
      </p>
      {state === 'claim' ? <p class="quiet">{say('member.claim')}</p> : null}
      {state === 'held' ? <p class="quiet">{say('member.held')}</p> : null}
      {underWay ? (
        <p class="quiet">{say('member.until', { time: dateInJapan(Date.parse(underWay.expiresAt), words) })}</p>
      ) : null}
      <ProblemNote attempt={attempt} />
      {hasRole ? (
        <div class="member-role">
          <SelectField
            id="member-role"
            label={say('members.role')}
            value={role}
            options={[
              ...(member.role === null ? [{ value: '', label: say('members.role.none') }] : []),
              ...roles.map((one) => ({ value: one, label: roleName(one) })),
            ]}
            onChoose={setRole}
          />
          <Button
            kind="second"
            busy={attempt.doing === 'role'}
            onClick={() => {
              if (role !== '' && role !== member.role) change('role', { role }, say('member.role.changed', facts))
            }}
          >
            {say('member.role.change')}
          </Button>
        </div>
      ) : null}
      <div class="actions">
        {state === 'held' ? (
          <Button
            kind="second"
            busy={attempt.doing === 'confirm'}
            onClick={() => change('confirm', { state: 'confirmed' }, say('member.confirmed', facts))}
          >
            {say('member.confirm')}
          </Button>
        ) : null}
        {state === 'needs-invitation' ? (
          <Button kind="primary" busy={attempt.doing === 'invite'} onClick={invite}>
            {say('member.invite')}
          </Button>
        ) : null}
        {underWay ? (
          <>
            <Button kind="second" busy={attempt.doing === 'resend'} onClick={() => resend(underWay)}>
              {say('member.resend')}
            </Button>
            <Button kind="second" busy={attempt.doing === 'revoke'} onClick={() => revoke(underWay)}>
              {say('member.revoke')}
            </Button>
          </>
        ) : null}
        {state === 'suspended' ? (
          <Button
            kind="second"
            busy={attempt.doing === 'resume'}
            onClick={() => change('resume', { state: 'active' }, say('member.resumed', facts))}
          >
            {say('member.resume')}
          </Button>
        ) : null}
        {state === 'active' && !isSelf ? (
          <a class="second" href={sharedAddress(shop, id)}>
            {sayShared('shared.open')}
          </a>
        ) : null}
        {state === 'active' && !isSelf ? (
          <Button kind="second" onClick={() => setQuestion('suspend')}>
            {say('member.suspend')}
          </Button>
        ) : null}
        <Button kind="second" onClick={() => setQuestion('remove')}>
          {say('member.remove')}
        </Button>
      </div>
    </>
  )
}
