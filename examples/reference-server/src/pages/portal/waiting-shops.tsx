import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { useRoleName } from '../members/role-name.ts'
import { dateInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { waitingShopWords } from '../words/waiting-shops.ts'
import { useWords, useWordsOf } from '../words-context.ts'

type WaitingShop = MembershipsAnswer['waiting'][number]

export interface WaitingShopsProps {
  readonly waiting: readonly WaitingShop[]
  /** One was joined, so that there are other services. */
  readonly onJoined: () => void
}

/** Shops that list the address and wait for an answer: until there is one, they learn nothing of the account. */
export function WaitingShops({ waiting, onJoined }: WaitingShopsProps) {
  const { say: sayAll } = useWords()
  const say = useWordsOf(waitingShopWords)
  const [answered, setAnswered] = useState<readonly string[]>([])
  const [told, setTold] = useState<string | null>(null)
  const open = waiting.filter(({ id }) => !answered.includes(id))

  function answer({ id, shopName }: WaitingShop, joined: boolean) {
    setAnswered((ids) => [...ids, id])
    setTold(
      joined
        ? `${say('waiting.joined', { shop: shopName })} ${sayAll('portal.ready')}`
        : say('waiting.declined', { shop: shopName }),
    )
    if (joined) onJoined()
  }

  return (
    <>
      <p class={told === null ? 'visually-hidden' : 'note good'} role="status">
        {told}
      </p>
      {open.map((shop) => (
        <Waiting key={shop.id} shop={shop} onAnswered={(joined) => answer(shop, joined)} />
      ))}
    </>
  )
}

interface WaitingProps {
  readonly shop: WaitingShop
  readonly onAnswered: (joined: boolean) => void
}

function Waiting({ shop, onAnswered }: WaitingProps) {
  const words = useWords()
  const say = useWordsOf(waitingShopWords)
  const roleName = useRoleName()
  const attempt = useAttempt<'accept' | 'decline'>()
  const [asking, setAsking] = useState(false)
  const { id, shopName, role, inviterName, expiresAt } = shop

  const accept = () =>
    attempt.run('accept', async () => {
      await patiently((options) => memberApi.memberships.accept(id, options))
      onAnswered(true)
    })
  const decline = () => {
    setAsking(false)
    attempt.run('decline', async () => {
      await patiently((options) => memberApi.memberships.decline(id, options))
      onAnswered(false)
    })
  }

  return (
    <Note title={say('waiting.title', { shop: shopName })}>
      <p>{say('waiting.lead', { shop: shopName })}</p>
      <ul class="quiet">
        {role === null ? null : <li>{say('waiting.role', { role: roleName(role) })}</li>}
        {inviterName === null ? null : <li>{say('waiting.inviter', { name: inviterName })}</li>}
        {expiresAt === null ? null : (
          <li>{say('waiting.until', { time: dateInJapan(Date.parse(expiresAt), words) })}</li>
        )}
      </ul>
      <ProblemNote
        attempt={attempt}
        help={
          attempt.problem?.problem?.reason === 'own_password_first' ? (
            <p>
              <a href="/portal/profile">{words.say('profile.title')}</a>
            </p>
          ) : null
        }
      />
      <div class="actions">
        <Button
          kind="primary"
          small
          busy={attempt.doing === 'accept'}
          aria-label={say('waiting.accept.of', { shop: shopName })}
          onClick={accept}
        >
          {say('waiting.accept')}
        </Button>
        <Button
          kind="second"
          small
          busy={attempt.doing === 'decline'}
          aria-label={say('waiting.decline.of', { shop: shopName })}
          onClick={() => setAsking(true)}
        >
          {say('waiting.decline')}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={say('waiting.decline.title', { shop: shopName })}
        confirmLabel={say('waiting.decline')}
        danger
        onConfirm={decline}
        onClose={() => setAsking(false)}
      >
        <p>{say('waiting.decline.ask', { shop: shopName })}</p>
      </ConfirmDialog>
    </Note>
  )
}
