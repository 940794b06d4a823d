import { useEffect, useErrorBoundary, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { ConsolePageProps } from './console/console-page.tsx'
import { preferredLocale, rememberLocale, watchLocale } from './locale-choice.ts'
import { PortalPage } from './portal/portal-page.tsx'
import { navigate, usePath } from './router.ts'
import { interactionAt } from './sign-in/interaction.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { Announcer } from './ui/announcer.tsx'
import { Card } from './ui/card.tsx'
import { lazyPage } from './ui/lazy-page.tsx'
import { useWords, WordsContext, wordsOf } from './words-context.ts'

const ProfilePage = lazyPage(() => import('./account/profile-page.tsx').then((module) => module.ProfilePage))
const PasswordResetPage = lazyPage(() =>
  import('./mailed-link/password-reset-page.tsx').then((module) => module.PasswordResetPage),
)
const AddressChangePage = lazyPage(() =>
  import('./mailed-link/address-change-page.tsx').then((module) => module.AddressChangePage),
)
const AddressRevertPage = lazyPage(() =>
  import('./mailed-link/address-revert-page.tsx').then((module) => module.AddressRevertPage),
)
const InvitationsPage = lazyPage(() =>
  import('./invitations/invitations-page.tsx').then((module) => module.InvitationsPage),
)
const MembersPage = lazyPage(() => import('./members/members-page.tsx').then((module) => module.MembersPage))
const SharedAccountPage = lazyPage(() =>
  import('./members/shared-account-page.tsx').then((module) => module.SharedAccountPage),
)
const RobotsPage = lazyPage(() => import('./robots/robots-page.tsx').then((module) => module.RobotsPage))
const ConsolePage = lazyPage<ConsolePageProps>(() =>
  import('./console/console-page.tsx').then((module) => module.ConsolePage),
)
const HelpPage = lazyPage(() => import('./help/help-page.tsx').then((module) => module.HelpPage))

/** Everything that is served as this one document. */
export function App() {
  const [locale, setLocale] = useState(preferredLocale)
  useEffect(() => watchLocale(setLocale), [])
  useLayoutEffect(() => {
    document.documentElement.lang = locale
  }, [locale])

  const words = useMemo(
    () =>
      wordsOf(locale, (chosen) => {
        rememberLocale(chosen)
        setLocale(chosen)
      }),
    [locale],
  )
  return (
    <WordsContext.Provider value={words}>
      <Announcer />
      <Guarded />
    </WordsContext.Provider>
  )
}

/** The page, or what to do when it is broken. */
function Guarded() {
  const [error] = useErrorBoundary((thrown: unknown) => reportError(thrown))
  return error ? <BrokenPage /> : <Page />
}

function Page() {
  const path = usePath()
  const home = path === '/'
  useEffect(() => {
    if (home) navigate('/portal/apps', { replace: true })
  }, [home])

  switch (path) {
    case '/':
      return null
    case '/sign-in':
      return <SignInPage key={path} />
    case '/signed-out':
      return <SignedOutPage />
    case '/portal/apps':
      return <PortalPage />
    case '/portal/profile':
      return <ProfilePage />
    case '/portal/members':
      return <MembersPage />
    case '/portal/members/shared':
      return <SharedAccountPage />
    case '/portal/robots':
      return <RobotsPage />
    case '/invitations':
      return <InvitationsPage />
    case '/password-reset':
      return <PasswordResetPage />
    case '/address-change':
      return <AddressChangePage />
    case '/address-change/revert':
      return <AddressRevertPage />
    case '/help':
      return <HelpPage />
    default:
      if (interactionAt(path)) return <SignInPage key={path} />
      return path.startsWith('/console') ? <ConsolePage otherwise={<NotFoundPage />} /> : <NotFoundPage />
  }
}

/** Where a service leads whoever has signed out everywhere. */
function SignedOutPage() {
  const { say } = useWords()
  return (
    <Card title={say('signedOut.title')}>
      <p>{say('signedOut.lead')}</p>
      <a class="button" href="/sign-in">
        {say('signedOut.signIn')}
      </a>
    </Card>
  )
}

function NotFoundPage() {
  const { say } = useWords()
  return (
    <Card title={say('notFound.title')}>
      <p>{say('notFound.lead')}</p>
      <a class="button" href="/portal/apps">
        {say('portal.title')}
      </a>
    </Card>
  )
}

function BrokenPage() {
  const { say } = useWords()
  return (
    <Card title={say('broken.title')}>
      <p role="alert">{say('broken.lead')}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {say('broken.reload')}
      </button>
    </Card>
  )
}
