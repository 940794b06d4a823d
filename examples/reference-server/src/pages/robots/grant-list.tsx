import type { BypassGrantAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useSay } from '../ui/toasts.tsx'
import { robotWords } from '../words/robots.ts'
import { useWordsOf } from '../words-context.ts'
import { GrantFacts } from './grant-facts.tsx'
import { Missing } from './missing.tsx'

export interface GrantListProps {
  readonly shop: string
  readonly grants: readonly BypassGrantAnswer[]
  readonly onChanged: () => void
}

/** The exemptions of a shop: how each stands, what is missing, and how it is used. */
export function GrantList({ grants, ...props }: GrantListProps) {
  const say = useWordsOf(robotWords)
  return (
    <Panel title={say('grants.title')}>
      <ul class="robot-requests">
        {grants.map((grant) => (
          <li key={grant.id}>
            <Grant {...props} grant={grant} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type Act = 'renew' | 'end'

function Grant({ shop, grant, onChanged }: Omit<GrantListProps, 'grants'> & { readonly grant: BypassGrantAnswer }) {
  const say = useWordsOf(robotWords)
  const act = useAct()
  const tell = useSay()
  const attempt = useAttempt<Act>()
  const [asks, setAsks] = useState<Act | null>(null)
  const { id, member, standing } = grant
  const facts = { member: member.name ?? member.email }

  const run = (what: Act) =>
    attempt.run(what, async () => {
      if (what === 'renew') await act((options) => memberApi.robots.renew(shop, id, options))
      else await act((options) => memberApi.robots.end(shop, id, options))
      setAsks(null)
      tell(what === 'renew' ? say('request.sent') : say('grant.end.done', facts))
      onChanged()
    })

  return (
    <article class="robot-request" aria-labelledby={`grant-${id}`}>
      <h3 id={`grant-${id}`}>{facts.member}</h3>
      <GrantFacts grant={grant} />
      {standing === 'waiting' ? <Missing shop={shop} of={facts.member} missing={member.missing} /> : null}
      {standing === 'revoked' ? null : (
        <div class="actions">
          <Button kind="second" small aria-label={say('grant.renew.of', facts)} onClick={() => setAsks('renew')}>
            {say('grant.renew')}
          </Button>
          {standing === 'ended' ? null : (
            <Button kind="second" small aria-label={say('grant.end.of', facts)} onClick={() => setAsks('end')}>
              {say('grant.end')}
            </Button>
          )}
        </div>
      )}
      <ConfirmDialog
        open={asks !== null}
        danger={asks === 'end'}
        title={asks === 'end' ? say('grant.end.ask', facts) : say('grant.renew.ask', facts)}
        confirmLabel={asks === 'end' ? say('grant.end') : say('grant.renew')}
        busy={attempt.doing !== null}
        onConfirm={() => {
          if (asks !== null) run(asks)
        }}
        onClose={() => setAsks(null)}
      >
        <p>{asks === 'end' ? say('grant.end.after') : say('grant.renew.after')}</p>
        <ProblemNote attempt={attempt} />
      </ConfirmDialog>
    </article>
  )
}
