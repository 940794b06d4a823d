import type { ConfirmStep } from '@ecforce-accounts/client'
import { useRoleName } from '../members/role-name.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWordsOf } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { StartAgain } from './start-again.tsx'

/** Whoever was invited and has proven everything says whether they want to be the shop's member. */
export function ConfirmForm({ journey, step }: { readonly journey: Journey; readonly step: ConfirmStep }) {
  const say = useWordsOf(invitationWords)
  const roleName = useRoleName()
  const attempt = useAttempt<'join' | 'again'>()
  const { email, shopName, role, inviterName } = step
  return (
    <>
      <AddressLine journey={journey} email={email} />
      <p>{say('invite.accept.lead', { email, shop: shopName })}</p>
      <Facts
        facts={[
          { term: say('invite.shop'), detail: shopName },
          ...(role === null ? [] : [{ term: say('invite.role'), detail: roleName(role) }]),
          ...(inviterName === null ? [] : [{ term: say('invite.inviter'), detail: inviterName }]),
        ]}
      />
      <ProblemNote attempt={attempt} />
      <Button kind="primary" busy={attempt.doing === 'join'} onClick={() => attempt.run('join', journey.confirm)}>
        {say('invite.accept.join')}
      </Button>
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
