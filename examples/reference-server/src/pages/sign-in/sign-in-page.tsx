import { useEffect, useState } from 'preact/hooks'
import { Card } from '../ui/card.tsx'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import type { Words } from '../words.ts'
import { useWords } from '../words-context.ts'
import { AddressForm } from './address-form.tsx'
import { CodeForm } from './code-form.tsx'
import { createJourney, type Journey, type JourneyState, type Notice, type OpenStep } from './journey.ts'
import { NewPasswordForm } from './new-password-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { Refused } from './refused.tsx'

/** The sign-in: one card, whose content is what the server asks for next. */
export function SignInPage() {
  const words = useWords()
  const [state, setState] = useState<JourneyState>({ screen: { at: 'loading' }, notice: null })
  const [journey] = useState(() => createJourney(setState))

  useEffect(() => {
    const travel = () => {
      if (location.pathname.startsWith('/sign-in')) journey.travel()
    }
    // A page kept alive by the browser knows nothing of what happened since.
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) void journey.arrive()
    }
    addEventListener('popstate', travel)
    addEventListener('pageshow', comeBack)
    void journey.arrive()
    return () => {
      removeEventListener('popstate', travel)
      removeEventListener('pageshow', comeBack)
      journey.stop()
    }
  }, [journey])

  const { screen, notice } = state
  switch (screen.at) {
    case 'loading':
    case 'leaving':
      return <Loading />
    case 'unreachable':
      return (
        <Card title={words.signIn.title}>
          <ProblemNote
            loading
            attempt={{ problem: screen.problem, failures: 1, doing: null, retryAt: null, retry: journey.arrive }}
          />
        </Card>
      )
    case 'address':
      return (
        <Card title={words.signIn.title}>
          <NoticeLine notice={notice} />
          <AddressForm journey={journey} email={screen.email} />
        </Card>
      )
    case 'step':
      return (
        <Card title={titleOf(screen.step, words)}>
          <NoticeLine notice={notice} />
          <StepForm key={keyOf(screen.step)} journey={journey} step={screen.step} receivedAt={screen.receivedAt} />
        </Card>
      )
  }
}

function StepForm({ journey, step, receivedAt }: { journey: Journey; step: OpenStep; receivedAt: number }) {
  switch (step.step) {
    case 'password':
      return <PasswordForm journey={journey} step={step} />
    case 'code':
      return <CodeForm journey={journey} step={step} receivedAt={receivedAt} />
    case 'new-password':
      return <NewPasswordForm journey={journey} step={step} />
    case 'refused':
      return <Refused journey={journey} step={step} />
  }
}

/** The same key keeps the form, and what was typed into it. */
function keyOf(step: OpenStep): string {
  return [step.step, step.flow, step.step === 'code' ? step.factor : ''].join(' ')
}

function titleOf(step: OpenStep, words: Words): string {
  switch (step.step) {
    case 'password':
      return words.password.title
    case 'code':
      return step.purpose === 'enrol' ? words.code.enrolTitle : words.code.verifyTitle
    case 'new-password':
      return words.newPassword.title
    case 'refused':
      return words.refused.title
  }
}

function NoticeLine({ notice }: { notice: Notice | null }) {
  const words = useWords()
  const texts: Readonly<Record<Notice, string>> = {
    conflict: words.flow.conflict,
    expired: words.flow.expired,
    exhausted: words.code.exhausted,
    'signed-out': words.signIn.signedOut,
  }
  return <div role="status">{notice ? <p class="note">{texts[notice]}</p> : null}</div>
}
