import type { AccountsProblem, CodeStep } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { timeInJapan } from '../times.ts'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Field } from '../ui/field.tsx'
import { useNow } from '../ui/now.ts'
import { ProblemNote, useClosed } from '../ui/problem-note.tsx'
import { SubmitButton } from '../ui/submit-button.tsx'
import { HelpLink } from '../ui/ways-to-help.tsx'
import { useWords, type Words } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import type { Journey } from './journey.ts'
import { OtherWays } from './other-ways.tsx'
import { codeIn, isSixDigits } from './six-digits.ts'
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
  const { say } = words
  const attempt = useAttempt<'code' | 'resend' | 'factor' | 'again'>()
  const input = useRef<HTMLInputElement>(null)
  const [malformed, setMalformed] = useState(0)
  const mailed = step.factor === 'email'
  const renewed = useRenewed(step, input)
  const closed = useClosed(attempt)

  // This machine's clock may be wrong; what passes on it since the answer came is not.
  const now = Date.parse(step.now) + useNow(mailed) - receivedAt
  const until = step.validUntil === null ? null : Date.parse(step.validUntil)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (closed) return
    if (step.factor !== 'recovery' && !isSixDigits(input.current?.value ?? '')) {
      return setMalformed((count) => count + 1)
    }
    setMalformed(0)
    attempt.run('code', () => journey.code(input.current?.value ?? ''))
  }

  /** A whole mail pasted is a code pasted. */
  function paste(event: ClipboardEvent) {
    const code = step.factor === 'recovery' ? null : codeIn(event.clipboardData?.getData('text') ?? '')
    if (code === null || !input.current) return
    event.preventDefault()
    input.current.value = code
  }

  const refusal = attempt.failed === 'code' ? codeError(attempt.problem, step, say) : null
  const error = malformed > 0 ? say('code.notSixDigits') : refusal
  const standing = mailed ? standingOf(until, now, words) : undefined
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <form method="post" action="/sign-in" noValidate onSubmit={submit}>
        <p>{leadOf(step, say)}</p>
        {mailed && step.reference ? <Reference letters={step.reference} /> : null}
        <Field
          id="code"
          label={step.factor === 'recovery' ? say('recovery.label') : say('code.label')}
          help={standing === error ? undefined : standing}
          error={error}
          errorCount={attempt.failures + malformed}
          input={input}
          attributes={{
            type: 'text',
            inputMode: step.factor === 'recovery' ? 'text' : 'numeric',
            autocomplete: 'one-time-code',
            maxLength: 64,
            class: 'digits',
            onPaste: paste,
          }}
        />
        <div role="status">{renewed ? <p class="note good">{say('code.resent')}</p> : null}</div>
        <ProblemNote attempt={attempt} saidBesideField={error !== null} />
        <SubmitButton busy={attempt.doing === 'code'} closed={closed} label={say('continue')} />
      </form>

      {mailed ? (
        <div class="aside">
          <Resend
            secondsLeft={step.resendAt === null ? null : Math.ceil((Date.parse(step.resendAt) - now) / 1000)}
            busy={attempt.doing === 'resend'}
            onResend={() => attempt.run('resend', journey.resend)}
          />
          <p class="quiet">
            {say('code.notArriving', { senderDomain: pageSettings.senderDomain })}{' '}
            <HelpLink about="code" newTab>
              {say('code.notArriving.more')}
            </HelpLink>
          </p>
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

/** Tells this code's mail from those of other attempts. */
function Reference({ letters }: { readonly letters: string }) {
  const { say } = useWords()
  return (
    <div class="reference">
      <p>
        <span class="reference-label">{say('code.reference.label')}</span> <strong translate={false}>{letters}</strong>
      </p>
      <p class="quiet">{say('code.reference.help')}</p>
    </div>
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
  const { say } = useWords()
  if (secondsLeft === null) return <p class="quiet resend">{say('code.noMoreResends')}</p>
  if (secondsLeft > 0) return <p class="quiet resend">{say('code.resendIn', { seconds: secondsLeft })}</p>
  return (
    <p class="resend">
      <button type="button" class="link" aria-disabled={busy} onClick={onResend}>
        {busy ? say('working') : say('code.resend')}
      </button>
    </p>
  )
}

function standingOf(until: number | null, now: number, words: Words): string {
  if (until === null) return words.say('code.notSent')
  return now < until ? words.say('code.validity', { time: timeInJapan(until, words) }) : words.say('code.expired')
}

function leadOf({ factor, purpose, maskedDestination: maskedEmail }: CodeStep, say: Words['say']): string {
  switch (factor) {
    case 'totp':
      return say('app.verify.lead')
    case 'recovery':
      return say('recovery.lead')
    case 'email':
      return purpose === 'enrol' ? say('code.enrol.lead', { maskedEmail }) : say('code.verify.lead', { maskedEmail })
  }
}

function codeError(
  problem: AccountsProblem | null,
  { factor, reference: ref, attemptsLeft: n }: CodeStep,
  say: Words['say'],
): string | null {
  if (problem?.code === 'request_invalid') return say('code.notSixDigits')
  if (problem?.code !== 'code_rejected') return null
  switch (problem.problem?.reason) {
    case 'expired':
      return say('code.expired')
    case 'not_asked':
      return say('code.notSent')
    case 'replayed':
      return say('code.replayed')
    default:
      if (factor === 'totp') return say('code.rejected.app', { n })
      return ref === null ? say('code.rejected.unnamed', { n }) : say('code.rejected', { ref, n })
  }
}
