import type { AccountsProblem } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Card } from '../ui/card.tsx'
import { lazyPage } from '../ui/lazy-page.tsx'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useRetry } from '../ui/retry.ts'
import { useWords } from '../words-context.ts'
import { AddressForm } from './address-form.tsx'
import { CodeForm } from './code-form.tsx'
import { EnrolAppForm } from './enrol-app-form.tsx'
import { ForService } from './for-service.tsx'
import { FromShop } from './from-shop.tsx'
import type { InteractionPageProps } from './interaction-page.tsx'
import { type InvitationStepProps, isOfInvitation, type OrdinaryStep } from './invitation-step.ts'
import { createJourney, type Journey, type JourneyState, type Notice, type OpenStep } from './journey.ts'
import { KeepRecoveryCodes } from './keep-recovery-codes.tsx'
import { LegacyAppForm } from './legacy-app-form.tsx'
import { NewPasswordForm } from './new-password-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { Refused } from './refused.tsx'

const InteractionPage = lazyPage<InteractionPageProps>(() =>
  import('./interaction-page.tsx').then((module) => module.InteractionPage),
)
const InvitationStepPage = lazyPage<InvitationStepProps>(() =>
  import('./invitation-step-page.tsx').then((module) => module.InvitationStepPage),
)

/** The sign-in: one card, whose content is what the server asks for next. */
export function SignInPage() {
  const { say, locale } = useWords()
  const shown = useRef(locale)
  shown.current = locale
  const [state, setState] = useState<JourneyState>({
    screen: { at: 'loading' },
    notice: null,
    shop: null,
    interaction: null,
  })
  const [journey] = useState(() => createJourney(setState, () => shown.current))

  useEffect(() => {
    const travel = () => {
      if (location.pathname.startsWith('/sign-in')) journey.travel()
    }
    // A page kept alive by the browser knows nothing of what happened since.
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) void journey.arrive()
    }
    const look = () => {
      if (document.visibilityState === 'visible') void journey.look()
    }
    addEventListener('popstate', travel)
    addEventListener('pageshow', comeBack)
    document.addEventListener('visibilitychange', look)
    void journey.arrive()
    return () => {
      removeEventListener('popstate', travel)
      removeEventListener('pageshow', comeBack)
      document.removeEventListener('visibilitychange', look)
      journey.stop()
    }
  }, [journey])

  const { screen, notice, shop, interaction } = state
  switch (screen.at) {
    case 'loading':
    case 'leaving':
      return <Loading />
    case 'unreachable':
      return <Unreachable {...screen} onRetry={journey.arrive} />
    case 'interaction':
      return (
        <InteractionPage
          uid={screen.uid}
          interaction={screen.interaction}
          onOtherAccount={journey.otherAccount}
          onSignedOut={journey.arrive}
        />
      )
    case 'address':
      return (
        <Card title={say('signIn.title')} key="address">
          <NoticeLine notice={notice} />
          <Sender shop={shop} interaction={interaction} />
          <AddressForm journey={journey} email={screen.email} />
        </Card>
      )
    case 'recovery-codes':
      return (
        <Card title={screen.codes ? say('recoveryCodes.title') : say('recoveryCodes.gone.title')} key="recovery-codes">
          <KeepRecoveryCodes codes={screen.codes} email={screen.email} onSaved={journey.leaveCodes} />
        </Card>
      )
    case 'step':
      if (isOfInvitation(screen.step)) {
        return (
          <InvitationStepPage journey={journey} step={screen.step} key={keyOf(screen.step)}>
            <NoticeLine notice={notice} />
          </InvitationStepPage>
        )
      }
      return (
        <Card title={say(titleOf(screen.step))} key={keyOf(screen.step)}>
          <NoticeLine notice={notice} />
          {screen.step.step === 'password' ? <Sender shop={shop} interaction={interaction} /> : null}
          <StepForm journey={journey} step={screen.step} receivedAt={screen.receivedAt} />
        </Card>
      )
  }
}

/** Who sent this tab here. */
function Sender({ shop, interaction }: Pick<JourneyState, 'shop' | 'interaction'>) {
  if (interaction) return <ForService interaction={interaction} />
  return shop ? <FromShop shop={shop} /> : null
}

interface UnreachableProps {
  readonly problem: AccountsProblem
  readonly failures: number
  readonly trying: boolean
  readonly onRetry: () => void
}

function Unreachable({ problem, failures, trying, onRetry }: UnreachableProps) {
  const { say } = useWords()
  const retrying = useRetry(problem, failures, onRetry)
  return (
    <Card title={say('signIn.title')}>
      <ProblemNote loading attempt={{ problem, failures, doing: trying ? 'arrive' : null, retrying, retry: onRetry }} />
    </Card>
  )
}

function StepForm({ journey, step, receivedAt }: { journey: Journey; step: OrdinaryStep; receivedAt: number }) {
  switch (step.step) {
    case 'password':
      return <PasswordForm journey={journey} step={step} />
    case 'code':
      return <CodeForm journey={journey} step={step} receivedAt={receivedAt} />
    case 'legacy-app':
      return <LegacyAppForm journey={journey} step={step} />
    case 'enrol-app':
      return <EnrolAppForm journey={journey} step={step} />
    case 'new-password':
      return <NewPasswordForm journey={journey} step={step} />
    case 'refused':
      return <Refused journey={journey} step={step} />
  }
}

/** The same key keeps the form, and what was typed into it; another begins a screen whose parts have never moved. */
function keyOf(step: OpenStep): string {
  return [step.step, step.flow, step.step === 'code' ? step.factor : ''].join(' ')
}

function titleOf(step: OrdinaryStep) {
  switch (step.step) {
    case 'password':
      return 'password.title'
    case 'code':
      if (step.factor === 'recovery') return 'recovery.title'
      return step.purpose === 'enrol' ? 'code.enrol.title' : 'code.verify.title'
    case 'legacy-app':
      return 'legacyApp.title'
    case 'enrol-app':
      return 'app.enrol.title'
    case 'new-password':
      return 'newPassword.title'
    case 'refused':
      return 'refused.title'
  }
}

const sentences = {
  conflict: 'flow.conflict',
  expired: 'flow.expired',
  exhausted: 'code.exhausted',
  'signed-out': 'signIn.signedOut',
} as const

/** Comes with its text, so that it is part of what a new screen says; heard because it is an alert. */
function NoticeLine({ notice }: { notice: Notice | null }) {
  const { say } = useWords()
  if (notice === null) return null
  return (
    <p class={notice === 'signed-out' ? 'note good' : 'note caution'} role="alert">
      {say(sentences[notice])}
    </p>
  )
}
