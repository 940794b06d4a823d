import { useEffect, useRef, useState } from 'preact/hooks'
import { accounts, patiently } from '../accounts.ts'
import { signInAddress } from '../return-path.ts'
import { navigate } from '../router.ts'
import { Frame } from '../ui/frame.tsx'
import { useLoad } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { AccountMenu } from './account-menu.tsx'
import { managesMembers } from './manages-members.ts'
import { usePortalNav } from './portal-nav.ts'
import { welcomeHere } from './welcome.ts'

/** The services a member can enter. Whoever is not signed in is sent to sign in, and back. */
export function PortalPage() {
  const { say } = useWords()
  const { value, attempt } = useLoad(load)
  const [welcome] = useState(welcomeHere)
  const nav = usePortalNav('/portal/apps', value?.signedIn === true && managesMembers(value.standing))
  // Nothing but this page is open to one.
  const isRobot = value?.signedIn === true && value.session.session.class === 'robot'
  const heading = useRef<HTMLHeadingElement>(null)

  const isReady = value?.signedIn === true
  const nobody = value?.signedIn === false
  useEffect(() => {
    if (isReady) heading.current?.focus()
    if (nobody) navigate(signInAddress('/portal/apps'), { replace: true })
  }, [isReady, nobody])

  if (value?.signedIn === false || (value === null && attempt.problem === null)) return <Loading />
  return (
    <Frame
      title={say('portal.title')}
      heading={heading}
      {...(isRobot ? {} : { nav })}
      aside={value ? <AccountMenu account={value.session.account} hasProfile={!isRobot} /> : null}
    >
      {value ? (
        <value.PortalContent {...value} welcome={welcome} onJoined={attempt.retry} />
      ) : (
        <ProblemNote loading attempt={attempt} />
      )}
    </Frame>
  )
}

/** Without a session there are no services to ask for. */
async function load(signal: AbortSignal) {
  const session = await patiently((options) => accounts.session.get(options), signal)
  if (!session) return { signedIn: false } as const
  const [apps, content] = await Promise.all([
    patiently((options) => accounts.apps.list(options), signal),
    import('./portal-content.tsx').then(async ({ PortalContent, loadStanding }) => ({
      PortalContent,
      standing: await loadStanding(session, signal),
    })),
  ])
  return { signedIn: true, session, apps, ...content } as const
}
