import type { ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { useParameter } from '../router.ts'
import { Facts } from '../ui/facts.tsx'
import { useLoad } from '../ui/load.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'
import { useWordsOf } from '../words-context.ts'
import { everybody, rolesOf } from './everybody.ts'
import { type ManagedShop, MembersFrame, membersPath } from './members-frame.tsx'
import { SharedMailbox } from './shared-mailbox.tsx'
import { SharedSteps } from './shared-steps.tsx'
import './members.css'

/** One account each for whoever shares the account that `?member=` names; or, where that cannot be, a shared mailbox. */
export function SharedAccountPage() {
  const say = useWordsOf(sharedWords)
  const member = useParameter('member')
  return (
    <MembersFrame title={say('shared.title')} lead={() => say('shared.found')}>
      {(shop) => <OfMember key={`${shop.shop} ${member}`} shop={shop} memberId={member} />}
    </MembersFrame>
  )
}

function OfMember({
  shop: { shop, shopName },
  memberId,
}: {
  readonly shop: ManagedShop
  readonly memberId: string | null
}) {
  const say = useWordsOf(sharedWords)
  const sayMember = useWordsOf(memberWords)
  const { value, attempt } = useLoad(load)
  if (value === null) return attempt.problem ? <ProblemNote loading attempt={attempt} /> : <Skeleton lines={6} />

  const { members, wishes } = value
  const back = (
    <p>
      <a href={`${membersPath}?shop=${encodeURIComponent(shop)}`}>{say('shared.back')}</a>
    </p>
  )
  const member = members.find(({ id }) => id === memberId)
  if (member?.state !== 'active') {
    return (
      <>
        <EmptyState title={say('shared.nobody.title')}>
          <p>{say('shared.nobody')}</p>
        </EmptyState>
        {back}
      </>
    )
  }
  return (
    <>
      <Facts facts={factsOf(member)} />
      <SharedSteps
        shop={shop}
        shopName={shopName}
        member={member}
        roles={rolesOf(members)}
        wishes={wishes}
        onChanged={attempt.retry}
      />
      <SharedMailbox shop={shop} member={member} members={members} onChanged={attempt.retry} />
      {back}
    </>
  )

  async function load(signal: AbortSignal) {
    const [members, { wishes }] = await Promise.all([
      everybody(shop, signal),
      patiently((options) => memberApi.wishes.list(shop, options), signal),
    ])
    return { members, wishes: wishes.filter(({ status }) => status === 'open') }
  }

  function factsOf({ name, email }: ManagedMemberAnswer) {
    return [
      ...(name === null ? [] : [{ term: sayMember('members.member'), detail: name }]),
      { term: sayMember('invite.email'), detail: email },
    ]
  }
}
