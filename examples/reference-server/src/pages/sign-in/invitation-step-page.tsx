import { Card } from '../ui/card.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWordsOf } from '../words-context.ts'
import { ConfirmForm } from './confirm-form.tsx'
import type { InvitationStepProps } from './invitation-step.ts'
import { NamedAccountForm } from './named-account-form.tsx'

/** The steps of a sign-in that only an invitation has. Fetched when they are come to. */
export function InvitationStepPage({ journey, step, children }: InvitationStepProps) {
  const say = useWordsOf(invitationWords)
  if (step.step === 'confirm') {
    return (
      <Card title={say('invite.to', { shop: step.shopName })}>
        {children}
        <ConfirmForm journey={journey} step={step} />
      </Card>
    )
  }
  return (
    <Card title={say('invite.account.title')}>
      {children}
      <NamedAccountForm journey={journey} step={step} />
    </Card>
  )
}
