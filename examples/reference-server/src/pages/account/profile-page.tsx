import { AccountsProblem, type ShownAppAnswer } from '@ecforce-accounts/client'
import type { FactorsAnswer, ProfileAnswer } from '@ecforce-accounts/client/account'
import type { MembershipsAnswer } from '@ecforce-accounts/client/members'
import { useEffect, useRef, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'
import { AccountMenu } from '../portal/account-menu.tsx'
import { managesMembers } from '../portal/manages-members.ts'
import { usePortalNav } from '../portal/portal-nav.ts'
import { signInAddress, wantedReturn } from '../return-path.ts'
import { navigate } from '../router.ts'
import { Card } from '../ui/card.tsx'
import { Frame } from '../ui/frame.tsx'
import { useLoad } from '../ui/load.ts'
import { Loading } from '../ui/loading.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RecoveryCodes } from '../ui/recovery-codes.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { Acting, useAct } from './acting.tsx'
import { AddressSection } from './address-section.tsx'
import { DetailsSection } from './details-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { EnrolApp } from './enrol-app.tsx'
import { EventsSection } from './events-section.tsx'
import { type Done, FactorsSection } from './factors-section.tsx'
import { useKeptCodes } from './kept-codes.ts'
import { account } from './own-account.ts'
import { PasswordSection } from './password-section.tsx'
import { RobotSection } from './robot-section.tsx'
import { StandingNotes } from './standing-notes.tsx'
import './profile.css'

const profilePath = '/portal/profile'

/** The member's own account. Whoever is not signed in is sent to sign in, and back. */
export function ProfilePage() {
  const { say } = useWords()
  const { value, attempt } = useLoad(load)
  const nobody = value?.signedIn === false
  useEffect(() => {
    if (nobody) navigate(signInAddress(profilePath + location.search), { replace: true })
  }, [nobody])

  if (value?.signedIn === false || (value === null && attempt.problem === null)) return <Loading />
  if (value === null) {
    return (
      <Frame title={say('profile.title')}>
        <ProblemNote loading attempt={attempt} />
      </Frame>
    )
  }
  return (
    <Toasts>
      <Acting>
        <OwnAccount profile={value.profile} factors={value.factors} memberships={value.memberships} />
      </Acting>
    </Toasts>
  )
}

async function load(signal: AbortSignal) {
  try {
    const [profile, factors, standing] = await Promise.all([
      patiently((options) => account.profile.get(options), signal),
      patiently((options) => account.factors.list(options), signal),
      patiently((options) => memberApi.memberships.list(options), signal),
    ])
    return { signedIn: true, profile, factors, memberships: standing.memberships } as const
  } catch (error) {
    if (error instanceof AccountsProblem && error.code === 'session_required') return { signedIn: false } as const
    throw error
  }
}

interface OwnAccountProps {
  readonly profile: ProfileAnswer
  readonly factors: FactorsAnswer
  readonly memberships: MembershipsAnswer['memberships']
}

function OwnAccount(loaded: OwnAccountProps) {
  const { say } = useWords()
  const sayAccount = useWordsOf(accountWords)
  const nav = usePortalNav(profilePath, managesMembers(loaded))
  const act = useAct()
  const heading = useRef<HTMLHeadingElement>(null)
  const [profile, setProfile] = useState(loaded.profile)
  const [factors, setFactors] = useState(loaded.factors)
  const [done, setDone] = useState<Done | null>(null)
  const [app, setApp] = useState<ShownAppAnswer | null>(null)
  const [codes, keepCodes] = useKeptCodes()
  const [changes, setChanges] = useState(0)
  const changed = () => setChanges((count) => count + 1)

  // After a screen of its own the page begins anew.
  const screen = codes ? 'codes' : app ? 'app' : 'overview'
  useEffect(() => {
    if (screen === 'overview') heading.current?.focus()
  }, [screen])

  function onFactors({ recoveryCodes, ...answer }: FactorsAnswer, what: Done) {
    setFactors({ ...answer, recoveryCodes: null })
    setDone(what)
    setApp(null)
    if (recoveryCodes) keepCodes(recoveryCodes)
    changed()
  }

  async function setUpApp() {
    setApp(await act((options) => account.factors.beginApp(options)))
  }

  if (codes) {
    return (
      <Card title={say('recoveryCodes.title')}>
        <RecoveryCodes codes={codes} email={profile.email} onSaved={() => keepCodes(null)} />
      </Card>
    )
  }
  if (app) {
    const has = (kind: 'email' | 'totp') => factors.factors.some((factor) => factor.kind === kind)
    return (
      <EnrolApp
        app={app}
        replaces={has('totp')}
        asksAboutMail={has('email') && factors.mail === 'allowed'}
        onRenew={setUpApp}
        onDone={(answer) => onFactors(answer, 'profile.app.done')}
        onLeave={() => setApp(null)}
      />
    )
  }
  return (
    <Frame
      title={say('profile.title')}
      lead={sayAccount('profile.lead')}
      nav={nav}
      heading={heading}
      aside={<AccountMenu account={profile} />}
    >
      <WayBack />
      <StandingNotes profile={profile} />
      <DetailsSection
        profile={profile}
        onChanged={(answer) => {
          setProfile(answer)
          changed()
        }}
      />
      <AddressSection onChanged={changed} />
      <PasswordSection profile={profile} onChanged={changed} />
      <FactorsSection factors={factors} done={done} onChanged={onFactors} onSetUpApp={setUpApp} />
      <DevicesSection changes={changes} onChanged={changed} />
      <RobotSection memberships={loaded.memberships} onChanged={changed} />
      <EventsSection changes={changes} />
    </Frame>
  )
}

/** For who was sent here to set something up: back to what it was needed for. */
function WayBack() {
  const say = useWordsOf(accountWords)
  const [target] = useState(wantedReturn)
  if (target === null) return null
  return (
    <Note>
      <p>{say('profile.wayBack')}</p>
      <a class="button" href={target}>
        {say('profile.wayBack.go')}
      </a>
    </Note>
  )
}
