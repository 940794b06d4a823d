import type { Robot } from '@ecforce-accounts/client/members'
import { robotWords } from '../words/robots.ts'
import { useWordsOf } from '../words-context.ts'

export interface MissingProps {
  readonly shop: string
  /** Whose it is. */
  readonly of: string
  readonly missing: Robot['missing']
}

/** What has to be done before anything is waived for a robot, in this order, with the places to do it. */
export function Missing({ shop, of, missing }: MissingProps) {
  const say = useWordsOf(robotWords)
  if (missing.length === 0) return null
  return (
    <div class="robot-missing">
      <h4>{say('grant.missing.of', { member: of })}</h4>
      <ol class="bullets">
        {missing.map((what) => (
          <li key={what}>
            {say(`missing.${what}`)} <Place shop={shop} what={what} />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The robot's own page for what its owner does, the shop's for what administrators do. */
function Place({ shop, what }: { readonly shop: string; readonly what: Robot['missing'][number] }) {
  const say = useWordsOf(robotWords)
  switch (what) {
    case 'first-sign-in':
      return <a href="/sign-in?ask=code">{say('missing.toSignIn')}</a>
    case 'own-password':
    case 'robot-flag':
      return <a href="/portal/profile">{say('missing.toProfile')}</a>
    case 'readable-mailbox':
    case 'active-member':
    case 'not-administrator':
    case 'no-other-membership':
      return <a href={`/portal/members?shop=${shop}`}>{say('missing.toMembers')}</a>
  }
}
