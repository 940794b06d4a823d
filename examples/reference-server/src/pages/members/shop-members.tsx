import type { InvitationsAnswer, ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { pastInJapan } from '../times.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useLoad } from '../ui/load.ts'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { everybody, rolesOf } from './everybody.ts'
import { InvitationLifetime } from './invitation-lifetime.tsx'
import { InviteMany } from './invite-many.tsx'
import { InviteOne } from './invite-one.tsx'
import { InviteWaiting } from './invite-waiting.tsx'
import { MemberDialog } from './member-dialog.tsx'
import { MemberState } from './member-state.tsx'
import { useRoleName } from './role-name.ts'
import { SharedHint } from './shared-hint.tsx'
import { Wishes } from './wishes.tsx'
import './members.css'

export interface ShopMembersProps {
  readonly shop: string
  readonly shopName: string
}

const ROWS_PER_PAGE = 50

/** Everybody in a shop with what can be done, and the ways to invite. */
export function ShopMembers({ shop, shopName }: ShopMembersProps) {
  const words = useWords()
  const say = useWordsOf(memberWords)
  const roleName = useRoleName()
  const { value, attempt } = useLoad(load)
  const [chosen, setChosen] = useState<string | null>(null)

  if (value === null) return attempt.problem ? <ProblemNote loading attempt={attempt} /> : <Skeleton lines={6} />
  const { members, invitations, wishes, lifetimeDays } = value
  const roles = rolesOf(members)
  // The newest come first.
  const latestOf = (id: string) => invitations.find(({ member }) => member === id) ?? null
  // Whoever has declined is invited by name or not at all.
  const waiting = members.filter(
    ({ id, state }) => state === 'needs-invitation' && latestOf(id)?.state !== 'declined',
  ).length
  const member = members.find(({ id }) => id === chosen) ?? null
  const factorName = { email: say('factor.email'), totp: say('factor.totp'), recovery: say('factor.recovery') }
  const lastSignIn = ({ lastSignInAt, neverSignedIn }: ManagedMemberAnswer) => {
    if (lastSignInAt !== null) return pastInJapan(Date.parse(lastSignInAt), words)
    return neverSignedIn ? say('members.never') : say('members.unknown')
  }

  return (
    <>
      <Wishes shop={shop} wishes={wishes} roles={roles} onAnswered={attempt.retry} />
      {waiting > 0 ? <InviteWaiting shop={shop} count={waiting} onInvited={attempt.retry} /> : null}
      <Panel title={say('members.list')}>
        <DataTable
          caption={say('members.list')}
          keyOf={({ id }) => id}
          rows={members}
          initialSorting={{ column: 'name', direction: 'ascending' }}
          rowsPerPage={ROWS_PER_PAGE}
          searchLabel={say('members.search')}
          searchText={({ name, email, role }) => `${name ?? ''} ${email} ${role === null ? '' : roleName(role)}`}
          empty={<EmptyState title={say('members.empty.title')}>{say('members.empty')}</EmptyState>}
          columns={[
            {
              id: 'name',
              label: say('members.member'),
              order: ({ name, email }) => name ?? email,
              cell: (member) => (
                <>
                  {member.name ?? member.email}{' '}
                  {member.isSelf ? <span class="quiet">{say('members.self')}</span> : null}
                  {member.name === null ? null : <span class="member-address quiet">{member.email}</span>}
                  <SharedHint shop={shop} member={member} />
                </>
              ),
            },
            {
              id: 'state',
              label: say('members.state'),
              order: ({ state }) => state,
              cell: ({ id, state }) => <MemberState state={state} invitation={latestOf(id)} />,
            },
            {
              id: 'role',
              label: say('members.role'),
              order: ({ role }) => role ?? '',
              cell: ({ role }) => (role === null ? say('members.role.none') : roleName(role)),
            },
            {
              id: 'factors',
              label: say('members.factors'),
              cell: ({ factors }) =>
                factors.length === 0
                  ? say('members.factors.none')
                  : factors.map((kind) => factorName[kind]).join(say('members.and')),
            },
            {
              id: 'seen',
              label: say('members.lastSignIn'),
              order: ({ lastSignInAt }) => (lastSignInAt === null ? 0 : Date.parse(lastSignInAt)),
              cell: lastSignIn,
            },
            {
              id: 'act',
              label: say('members.act'),
              cell: ({ id, name, email }) => (
                <Button
                  kind="second"
                  small
                  aria-label={say('members.manage.of', { member: name ?? email })}
                  onClick={() => setChosen(id)}
                >
                  {say('members.manage')}
                </Button>
              ),
            },
          ]}
        />
        <ProblemNote attempt={attempt} loading />
      </Panel>
      <InviteOne shop={shop} roles={roles} lifetimeDays={lifetimeDays} onInvited={attempt.retry} />
      <InviteMany shop={shop} onInvited={attempt.retry} />
      <InvitationLifetime shop={shop} lifetimeDays={lifetimeDays} onChanged={attempt.retry} />
      <MemberDialog
        shop={shop}
        shopName={shopName}
        member={member}
        invitation={member && latestOf(member.id)}
        roles={roles}
        onChanged={attempt.retry}
        onClose={() => setChosen(null)}
      />
    </>
  )

  async function load(signal: AbortSignal) {
    const [members, invitations, { wishes }, { lifetimeDays }] = await Promise.all([
      everybody(shop, signal),
      everyInvitation(shop, signal),
      patiently((options) => memberApi.wishes.list(shop, options), signal),
      patiently((options) => memberApi.invitations.policy(shop, options), signal),
    ])
    return { members, invitations, wishes, lifetimeDays }
  }
}

/** Page after page, the newest first. */
async function everyInvitation(shop: string, signal: AbortSignal): Promise<InvitationsAnswer['invitations']> {
  const invitations: InvitationsAnswer['invitations'][number][] = []
  let after: string | null = null
  do {
    const from: string | null = after
    const page: InvitationsAnswer = await patiently(
      (options) => memberApi.invitations.list(shop, from, options),
      signal,
    )
    invitations.push(...page.invitations)
    after = page.next
  } while (after !== null)
  return invitations
}
