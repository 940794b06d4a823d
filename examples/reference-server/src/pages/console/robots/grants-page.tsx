import type { OperatorBypassGrantAnswer } from '@ecforce-accounts/client/operator'
import { useState } from 'preact/hooks'
import { GrantFacts } from '../../robots/grant-facts.tsx'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Toasts, useSay } from '../../ui/toasts.tsx'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { robotWords } from '../../words/robots.ts'
import { useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { operator } from '../operator.ts'
import { asOperator, useOperatorLoad } from '../operator-load.ts'
import { CodeDialog, type Question } from './code-dialog.tsx'
import { RobotLinks } from './robot-links.tsx'

/** Every exemption, shop by shop, and the switches that stop one, a shop's, or all. */
export function GrantsPage() {
  const say = useWordsOf(consoleRobotWords)
  const loaded = useOperatorLoad((options) => operator.bypasses.grants(options))
  return (
    <Toasts>
      <ConsoleFrame current="robots" title={say('desk.grants.title')} lead={say('desk.grants.lead')} loaded={loaded}>
        {({ grants }) => (
          <>
            <RobotLinks current="grants" />
            <Grants
              grants={grants}
              isEngineer={loaded.value?.session.role === 'engineer'}
              onChanged={loaded.attempt.retry}
            />
          </>
        )}
      </ConsoleFrame>
    </Toasts>
  )
}

interface GrantsProps {
  readonly grants: readonly OperatorBypassGrantAnswer[]
  /** Support stops; engineers resume and revoke, too. */
  readonly isEngineer: boolean
  readonly onChanged: () => void
}

function Grants({ grants, isEngineer, onChanged }: GrantsProps) {
  const say = useWordsOf(consoleRobotWords)
  const tell = useSay()
  const [question, setQuestion] = useState<Question | null>(null)
  const shops = new Map(grants.map(({ shop, shopName }) => [shop, shopName]))

  const stop = (title: string, which: { readonly shop: string } | 'all'): Question => ({
    title,
    confirm: say('desk.grants.stop'),
    after: say('desk.grants.stop.after'),
    isDanger: true,
    async act(code) {
      const { stopped } = await asOperator((options) => operator.bypasses.stop(which, code, options))
      return say('desk.grants.stopped', { n: stopped })
    },
  })

  if (grants.length === 0)
    return <EmptyState title={say('desk.grants.none')}>{say('desk.grants.none.help')}</EmptyState>
  return (
    <>
      {[...shops].map(([shop, shopName]) => (
        <Panel title={shopName} key={shop}>
          <ul class="robot-requests">
            {grants
              .filter((grant) => grant.shop === shop)
              .map((grant) => (
                <li key={grant.id}>
                  <Grant grant={grant} isEngineer={isEngineer} onAsk={setQuestion} />
                </li>
              ))}
          </ul>
          <div class="actions">
            <Button
              kind="danger"
              small
              onClick={() => setQuestion(stop(say('desk.grants.stopShop.ask', { shop: shopName }), { shop }))}
            >
              {say('desk.grants.stopShop', { shop: shopName })}
            </Button>
          </div>
        </Panel>
      ))}
      <Panel title={say('desk.grants.everything')}>
        <div class="actions">
          <Button kind="danger" onClick={() => setQuestion(stop(say('desk.grants.stopAll.ask'), 'all'))}>
            {say('desk.grants.stopAll')}
          </Button>
        </div>
      </Panel>
      <CodeDialog
        question={question}
        onDone={(sentence) => {
          setQuestion(null)
          tell(sentence)
          onChanged()
        }}
        onClose={() => setQuestion(null)}
      />
    </>
  )
}

interface GrantProps extends Pick<GrantsProps, 'isEngineer'> {
  readonly grant: OperatorBypassGrantAnswer
  readonly onAsk: (question: Question) => void
}

/** One member's exemption, and what stops it. */
function Grant({ grant, isEngineer, onAsk }: GrantProps) {
  const say = useWordsOf(consoleRobotWords)
  const sayRobots = useWordsOf(robotWords)
  const { id, member, standing } = grant
  const facts = { member: member.name ?? member.email }

  const act = (verb: keyof typeof done, after: string): Question => ({
    title: say(`desk.grants.${verb}.ask`, facts),
    after,
    confirm: say(`desk.grants.${verb}`),
    isDanger: verb !== 'resume',
    async act(code) {
      await asOperator((options) => operator.bypasses[verb](id, code, options))
      return say(done[verb], facts)
    },
  })
  const button = (verb: keyof typeof done, after: string) => (
    <Button
      kind="second"
      small
      aria-label={say(`desk.grants.${verb}.of`, facts)}
      onClick={() => onAsk(act(verb, after))}
    >
      {say(`desk.grants.${verb}`)}
    </Button>
  )

  return (
    <article class="robot-request" aria-labelledby={`grant-${id}`}>
      <h3 id={`grant-${id}`}>{facts.member}</h3>
      <GrantFacts grant={grant} />
      {standing === 'waiting' ? (
        <ul class="bullets">
          {member.missing.map((what) => (
            <li key={what}>{sayRobots(`missing.${what}`)}</li>
          ))}
        </ul>
      ) : null}
      <div class="actions">
        {standing === 'active' || standing === 'waiting' ? button('suspend', say('desk.grants.stop.after')) : null}
        {isEngineer && standing === 'suspended' ? button('resume', say('desk.grants.resume.after')) : null}
        {isEngineer && standing !== 'revoked' && standing !== 'ended'
          ? button('revoke', say('desk.grants.revoke.after'))
          : null}
      </div>
    </article>
  )
}

const done = { suspend: 'desk.grants.suspended', resume: 'desk.grants.resumed', revoke: 'desk.grants.revoked' } as const
