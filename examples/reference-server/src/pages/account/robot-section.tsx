import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useSay } from '../ui/toasts.tsx'
import { accountWords } from '../words/account.ts'
import { useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'

type Membership = MembershipsAnswer['memberships'][number]

export interface RobotSectionProps {
  readonly memberships: readonly Membership[]
  readonly onChanged: () => void
}

/** Whether a robot uses this account; for whoever is a member of one shop and manages none, since no other account's can be. */
export function RobotSection({ memberships, onChanged }: RobotSectionProps) {
  const say = useWordsOf(accountWords)
  const [membership, ...others] = memberships
  if (!membership || others.length > 0 || membership.isAdministrator || membership.state !== 'active') return null
  return (
    <Panel title={say('robot.title')}>
      <Flag membership={membership} onChanged={onChanged} />
    </Panel>
  )
}

type FlagProps = Pick<RobotSectionProps, 'onChanged'> & { readonly membership: Membership }

/** Few accounts are a robot's: the rest see a line. */
function Flag({ membership: { id, shopName, robotSince }, onChanged }: FlagProps) {
  const say = useWordsOf(accountWords)
  const act = useAct()
  const tell = useSay()
  const attempt = useAttempt<'flag'>()
  const [asks, setAsks] = useState(false)
  const [isRobot, setIsRobot] = useState(robotSince !== null)

  const change = () =>
    attempt.run('flag', async () => {
      await act((options) =>
        isRobot ? memberApi.memberships.unflagRobot(id, options) : memberApi.memberships.flagRobot(id, options),
      )
      setIsRobot(!isRobot)
      setAsks(false)
      tell(isRobot ? say('robot.unflagged') : say('robot.flagged'))
      onChanged()
    })

  return (
    <>
      {isRobot ? (
        <p>
          <Badge tone="info">{say('robot.is')}</Badge>
        </p>
      ) : null}
      <Disclosure summary={isRobot ? say('robot.what') : say('robot.question')} open={isRobot}>
        <p>{say('robot.lead', { shop: shopName })}</p>
        <ul class="bullets">
          <li>{say('robot.needs.password')}</li>
          <li>{say('robot.needs.alone')}</li>
          <li>{say('robot.needs.grant')}</li>
        </ul>
        <Button kind="second" onClick={() => setAsks(true)}>
          {isRobot ? say('robot.unflag') : say('robot.flag')}
        </Button>
      </Disclosure>
      <ConfirmDialog
        open={asks}
        title={isRobot ? say('robot.unflag.ask') : say('robot.flag.ask')}
        confirmLabel={isRobot ? say('robot.unflag') : say('robot.flag')}
        busy={attempt.doing !== null}
        onConfirm={change}
        onClose={() => setAsks(false)}
      >
        <p>{isRobot ? say('robot.unflag.after') : say('robot.flag.after')}</p>
        <ProblemNote attempt={attempt} />
      </ConfirmDialog>
    </>
  )
}
