import type { AccountsProblem, CodeStep } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { timeInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { useNow } from '../ui/now.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SubmitButton } from '../ui/submit-button.tsx'
import type { Words } from '../words.ts'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { OtherWays } from './other-ways.tsx'
import { StartAgain } from './start-again.tsx'

export interface CodeFormProps {
  readonly journey: Journey
  readonly step: CodeStep
  /** This machine's clock when the step came. */
  readonly receivedAt: number
}

/** A one-time code: where it went, how long it lives, and when another can be asked for. */
export function CodeForm({ journey, step, receivedAt }: CodeFormProps) {
  const words = useWords()
  const attempt = useAttempt<'code' | 'resend' | 'factor' | 'again'>()
  const input = useRef<HTMLInputElement>(null)
  const [malformed, setMalformed] = useState(0)
  const mailed = step.factor === 'email'
  const renewed = useRenewed(step, input)

  // This machine's clock may be wrong; what passes on it since the answer came is not.
  const now = Date.parse(step.now) + useNow(mailed) - receivedAt
  const until = step.validUntil === null ? null : Date.parse(step.validUntil)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (step.factor !== 'recovery' && !isSixDigits(input.current?.value ?? '')) {
      return setMalformed((count) => count + 1)
    }
    setMalformed(0)
    attempt.run('code', () => journey.code(input.current?.value ?? ''))
  }

  const refusal = attempt.failed === 'code' ? codeError(attempt.problem, step, words) : null
  const error = malformed > 0 ? words.code.notSixDigits : refusal
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <form method="post" action="/sign-in" noValidate onSubmit={submit}>
        <p>{leadOf(step, words)}</p>
        {mailed && step.reference ? <p class="reference">{words.code.reference(step.reference)}</p> : null}
        <Field
          id="code"
          label={step.factor === 'recovery' ? words.code.recoveryLabel : words.code.label}
          help={mailed ? standing(until, now, words) : undefined}
          error={error}
          errorCount={attempt.failures + malformed}
          input={input}
          attributes={{
            type: 'text',
            inputMode: step.factor === 'recovery' ? 'text' : 'numeric',
            autocomplete: 'one-time-code',
            maxLength: 64,
            class: 'digits',
          }}
        />
        <div role="status">{renewed ? <p class="note">{words.code.resent}</p> : null}</div>
        <ProblemNote attempt={attempt} saidBesideField={error !== null} />
        <SubmitButton busy={attempt.doing === 'code'} label={words.continue} />
      </form>

      {mailed ? (
        <div class="aside">
          <Resend
            secondsLeft={step.resendAt === null ? null : Math.ceil((Date.parse(step.resendAt) - now) / 1000)}
            busy={attempt.doing === 'resend'}
            onResend={() => attempt.run('resend', journey.resend)}
          />
          <p class="quiet">{words.code.notArriving}</p>
        </div>
      ) : null}
      <OtherWays
        alternatives={step.alternatives}
        busy={attempt.doing === 'factor'}
        onChoose={(factor) => attempt.run('factor', () => journey.useFactor(factor))}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}

/** Whether another code was mailed while this form was open: the field is then emptied for it, and has the focus. */
function useRenewed(step: CodeStep, input: { current: HTMLInputElement | null }): boolean {
  const [first] = useState(step.validUntil)
  const shown = useRef(step.validUntil)
  useEffect(() => {
    if (shown.current === step.validUntil) return
    shown.current = step.validUntil
    if (!input.current) return
    input.current.value = ''
    input.current.focus()
  }, [step.validUntil])
  return step.validUntil !== null && step.validUntil !== first
}

interface ResendProps {
  /** Until another may be asked for; `null` when no more are sent. */
  readonly secondsLeft: number | null
  readonly busy: boolean
  readonly onResend: () => void
}

function Resend({ secondsLeft, busy, onResend }: ResendProps) {
  const { code, working } = useWords()
  if (secondsLeft === null) return <p class="quiet resend">{code.noMoreResends}</p>
  if (secondsLeft > 0) return <p class="quiet resend">{code.resendIn(secondsLeft)}</p>
  return (
    <p class="resend">
      <button type="button" class="link" aria-disabled={busy} onClick={onResend}>
        {busy ? working : code.resend}
      </button>
    </p>
  )
}

function standing(until: number | null, now: number, { code }: Words): string {
  if (until === null) return code.notSent
  return now < until ? code.validity(timeInJapan(until)) : code.expired
}

function leadOf({ factor, purpose, maskedDestination }: CodeStep, { code }: Words): string {
  switch (factor) {
    case 'totp':
      return code.appLead
    case 'recovery':
      return code.recoveryLead
    case 'email':
      return purpose === 'enrol' ? code.enrolLead(maskedDestination) : code.verifyLead(maskedDestination)
  }
}

function codeError(problem: AccountsProblem | null, step: CodeStep, { code }: Words): string | null {
  if (problem?.code === 'request_invalid') return code.notSixDigits
  if (problem?.code !== 'code_rejected') return null
  switch (problem.problem?.reason) {
    case 'expired':
      return code.expired
    case 'not_asked':
      return code.notSent
    case 'replayed':
      return code.replayed
    default:
      return step.factor === 'totp'
        ? code.rejectedApp(step.attemptsLeft)
        : code.rejected(step.reference, step.attemptsLeft)
  }
}

/** Full-width digits, spaces and hyphens are the server's to understand; this only spares a request for nothing. */
function isSixDigits(typed: string): boolean {
  return typed.normalize('NFKC').replace(/[^0-9]/g, '').length === 6
}
