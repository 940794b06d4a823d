import type { SessionAnswer } from '@ecforce-accounts/client'
import { codeSignIn } from '../return-path.ts'
import { navigate } from '../router.ts'
import { signOut } from '../sign-out.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { robotNoteWords } from '../words/robot-note.ts'
import { useWordsOf } from '../words-context.ts'

/** What a robot's session is, for a person who finds it; and the way to an ordinary one. */
export function RobotNote({ memberships }: Pick<SessionAnswer, 'memberships'>) {
  const say = useWordsOf(robotNoteWords)
  const attempt = useAttempt<'ask'>()

  // What a robot has proven never becomes more: it begins anew.
  async function askForCode() {
    await signOut()
    navigate(codeSignIn, { replace: true })
  }

  return (
    <Note title={say('portal.robot.title')}>
      <p>{say('portal.robot', { shop: memberships[0]?.shopName ?? '' })}</p>
      <ProblemNote attempt={attempt} loading />
      <Button kind="second" busy={attempt.doing !== null} onClick={() => attempt.run('ask', askForCode)}>
        {say('portal.robot.code')}
      </Button>
    </Note>
  )
}
