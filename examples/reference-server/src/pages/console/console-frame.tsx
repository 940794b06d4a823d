import type { OperatorSessionAnswer } from '@ecforce-accounts/client/operator'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { navigate } from '../router.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Frame } from '../ui/frame.tsx'
import type { Load } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { consoleWords } from '../words/console.ts'
import { useWordsOf } from '../words-context.ts'
import { consolePages } from './console-paths.ts'
import { operator } from './operator.ts'
import type { OperatorPage } from './operator-load.ts'

export interface ConsoleFrameProps<Value> {
  readonly current: keyof typeof consolePages
  readonly title: string
  readonly lead?: ComponentChildren
  readonly loaded: Load<OperatorPage<Value>>
  readonly children: (value: Value) => ComponentChildren
}

/** A page of the console: its sections, who is signed in, and what was loaded or what came of it. */
export function ConsoleFrame<Value>({ current, title, lead, loaded, children }: ConsoleFrameProps<Value>) {
  const say = useWordsOf(consoleWords)
  const heading = useRef<HTMLHeadingElement>(null)
  const { value: page, attempt } = loaded
  const isReady = page !== null
  useEffect(() => {
    if (isReady) heading.current?.focus()
  }, [isReady])

  if (page === null && attempt.problem === null) return <Loading />
  return (
    <Frame
      wide
      title={title}
      lead={lead}
      heading={heading}
      aside={page ? <SignedInOperator session={page.session} /> : null}
      nav={{
        label: say('console.nav'),
        sections: [
          { href: consolePages.readiness, label: say('readiness.title') },
          { href: consolePages.progress, label: say('progress.title') },
          { href: consolePages.services, label: say('services.title') },
          { href: consolePages.robots, label: say('console.robots') },
        ],
        current: consolePages[current],
      }}
    >
      {page ? children(page.value) : <ProblemNote loading attempt={attempt} />}
    </Frame>
  )
}

/** Who is signed in, and the way out. */
function SignedInOperator({ session }: { readonly session: OperatorSessionAnswer }) {
  const say = useWordsOf(consoleWords)
  const attempt = useAttempt<'sign-out'>()

  async function signOut() {
    await patiently((options) => operator.session.end(options))
    navigate(consolePages.signIn, { replace: true, state: { notice: 'signed-out' } })
  }

  return (
    <div class="signed-in">
      <span class="operator-name">{session.name}</span>
      <Button
        kind="second"
        small
        busy={attempt.doing !== null}
        busyLabel={say('console.signingOut')}
        onClick={() => attempt.run('sign-out', signOut)}
      >
        {attempt.problem ? say('console.signOut.again') : say('console.signOut')}
      </Button>
    </div>
  )
}
