import type { InvitationTicketRequest, InvitationToldAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { patiently, problemOf } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { useRoleName } from '../members/role-name.ts'
import { navigate } from '../router.ts'
import { signOut } from '../sign-out.ts'
import { dateInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { invitationWords } from '../words/invitations.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface AnswerInvitationProps {
  readonly ticket: InvitationTicketRequest
  readonly told: InvitationToldAnswer
  readonly onDeclined: () => void
  /** It has ended meanwhile. */
  readonly onEnded: (supportCode: string | null) => void
}

/** What the invitation is about, and yes or no. Whoever is signed in as somebody else is asked to switch first. */
export function AnswerInvitation({ ticket, told, onDeclined, onEnded }: AnswerInvitationProps) {
  const words = useWords()
  const say = useWordsOf(invitationWords)
  const roleName = useRoleName()
  const attempt = useAttempt<'accept' | 'decline'>()
  const [asking, setAsking] = useState(false)
  const [signedInAs, setSignedInAs] = useState(told.signedInAs)
  const { shopName, inviterName, role, maskedEmail, expiresAt } = told
  const isOther = signedInAs?.isInvited === false

  const accept = () =>
    attempt.run('accept', () =>
      unlessEnded(async () => {
        if (isOther) await signOut()
        const { locale } = words
        const step = await patiently((options) => memberApi.invited.accept({ ...ticket, locale }, options))
        if (step.step === 'switch-account') setSignedInAs({ email: step.signedInAs, isInvited: false })
        else navigate('/sign-in', { state: { at: 'flow' } })
      }),
    )
  const decline = () => {
    setAsking(false)
    attempt.run('decline', () =>
      unlessEnded(async () => {
        await patiently((options) => memberApi.invited.decline(ticket, options))
        onDeclined()
      }),
    )
  }

  async function unlessEnded(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code !== 'link_unusable') throw problem
      onEnded(problem.problem?.supportCode ?? null)
    }
  }

  return (
    <Card title={say('invite.to', { shop: shopName })}>
      <p>{say('invite.lead', { shop: shopName })}</p>
      <Facts
        facts={[
          { term: say('invite.shop'), detail: shopName },
          ...(role === null ? [] : [{ term: say('invite.role'), detail: roleName(role) }]),
          ...(inviterName === null ? [] : [{ term: say('invite.inviter'), detail: inviterName }]),
          { term: say('invite.whom'), detail: maskedEmail },
          { term: say('invite.until'), detail: dateInJapan(Date.parse(expiresAt), words) },
        ]}
      />
      {isOther ? (
        <Note tone="caution">
          <p>{say('invite.other', { current: signedInAs.email, masked: maskedEmail })}</p>
          <p class="quiet">{say('invite.other.nothing')}</p>
        </Note>
      ) : (
        <p class="quiet">
          {signedInAs
            ? say('invite.next.existing', { email: signedInAs.email, shop: shopName })
            : say('invite.next.new')}
        </p>
      )}
      <ProblemNote attempt={attempt} />
      <Button kind="primary" busy={attempt.doing === 'accept'} onClick={accept}>
        {isOther ? say('invite.other.switch') : say('invite.accept')}
      </Button>
      {isOther ? (
        <a class="plain" href="/portal/apps">
          {say('invite.other.stay')}
        </a>
      ) : null}
      <Button kind="second" busy={attempt.doing === 'decline'} onClick={() => setAsking(true)}>
        {say('invite.decline')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={say('invite.decline.title')}
        confirmLabel={say('invite.decline')}
        danger
        onConfirm={decline}
        onClose={() => setAsking(false)}
      >
        <p>{say('invite.decline.ask', { shop: shopName })}</p>
      </ConfirmDialog>
    </Card>
  )
}
