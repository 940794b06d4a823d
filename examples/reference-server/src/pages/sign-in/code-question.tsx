import type { AccountsProblem, CodeStep } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { timeInJapan } from '../times.ts'
import { pageSettings } from '../told-settings.ts'
import type { Attempt } from '../ui/attempt.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { useNow } from '../ui/now.ts'
import { HelpLink } from '../ui/ways-to-help.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { useWords, type Words } from '../words-context.ts'
import { CodeEntry, type CodeEntryProps } from './code-entry.tsx'
import { appCodeError } from './code-error.ts'
import { OtherWays } from './other-ways.tsx'

export interface CodeQuestionProps {
  readonly step: CodeStep
  /** This machine's clock when the step came. */
  readonly receivedAt: number
  /** Runs `code`, `resend` and `factor` by what is called here. */
  readonly attempt: Attempt<string>
  readonly field?: CodeEntryProps['field']
  readonly onCode: (code: string) => void
  readonly onResend: () => void
  readonly onChoose: (factor: CodeStep['factor']) => void
  /** Another way that is no factor. */
  readonly otherWay?: ComponentChildren
}

/** A code: where it comes from, how long it lives, when another can be asked for, and the other ways. */
export function CodeQuestion(props: CodeQuestionProps) {
  const { step, receivedAt, attempt, field, onCode, onResend, onChoose, otherWay = null } = props
  const words = useWords()
  const { say } = words
  const input = useRef<HTMLInputElement>(null)
  const mailed = step.factor === 'email'
  const renewed = useRenewed(step, input)

  // This machine's clock may be wrong; what passes on it since the answer came is not.
  const now = Date.parse(step.now) + useNow(mailed) - receivedAt
  const until = step.validUntil === null ? null : Date.parse(step.validUntil)

  return (
    <>
      <CodeEntry
        of={step.factor === 'recovery' ? 'recovery' : 'digits'}
        field={field}
        attempt={attempt}
        busy={attempt.doing === 'code'}
        help={mailed ? standingOf(until, now, words) : undefined}
        refusal={attempt.failed === 'code' ? codeError(attempt.problem, step, say) : null}
        input={input}
        onCode={onCode}
        after={<div role="status">{renewed ? <p class="note good">{say('code.resent')}</p> : null}</div>}
      >
        <Lead step={step} />
        {mailed && step.reference ? <Reference letters={step.reference} /> : null}
      </CodeEntry>

      {mailed ? (
        <div class="aside">
          <Resend
            secondsLeft={step.resendAt === null ? null : Math.ceil((Date.parse(step.resendAt) - now) / 1000)}
            busy={attempt.doing === 'resend'}
            needed={until === null || now >= until}
            onResend={onResend}
          />
          <p class="quiet">
            {say('code.notArriving', { senderDomain: pageSettings.senderDomain })}{' '}
            <HelpLink about="code" newTab>
              {say('code.notArriving.more')}
            </HelpLink>
          </p>
        </div>
      ) : null}
      {step.factor === 'totp' ? (
        <Disclosure summary={say('app.verify.shared.title')}>
          <p class="quiet">{say(otherWay ? 'app.verify.shared.ask' : 'app.verify.shared')}</p>
        </Disclosure>
      ) : null}
      <OtherWays alternatives={step.alternatives} busy={attempt.doing === 'factor'} onChoose={onChoose}>
        {otherWay}
      </OtherWays>
    </>
  )
}

function Lead({ step: { factor, purpose, maskedDestination } }: { readonly step: CodeStep }) {
  const { say } = useWords()
  if (factor === 'totp') return <p>{say('app.verify.lead')}</p>
  if (factor === 'recovery') return <p>{say('recovery.lead')}</p>
  const facts = { maskedEmail: hole }
  return (
    <p>
      <Whole
        sentence={purpose === 'enrol' ? say('code.enrol.lead', facts) : say('code.verify.lead', facts)}
        fact={maskedDestination ?? ''}
      />
    </p>
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
  /** There is no code that could still be typed. */
  readonly needed: boolean
  readonly onResend: () => void
}

function Resend({ secondsLeft, busy, needed, onResend }: ResendProps) {
  const { say } = useWords()
  if (secondsLeft === null) return <p class="quiet resend">{say('code.noMoreResends')}</p>
  if (secondsLeft > 0) return <p class="quiet resend">{say('code.resendIn', { seconds: secondsLeft })}</p>
  return (
    <p class="resend">
      <button type="button" class={needed ? 'second' : 'link'} aria-disabled={busy} onClick={onResend}>
        {busy ? say('working') : say('code.resend')}
      </button>
    </p>
  )
}

function standingOf(until: number | null, now: number, words: Words): string {
  if (until === null) return words.say('code.notSent')
  return now < until ? words.say('code.validity', { time: timeInJapan(until, words) }) : words.say('code.expired')
}

function codeError(
  problem: AccountsProblem | null,
  { factor, reference: ref, attemptsLeft: n }: CodeStep,
  say: Words['say'],
): string | null {
  if (factor === 'totp') return appCodeError(problem, n, say)
  if (problem?.code !== 'code_rejected') return null
  const { reason } = problem.problem ?? {}
  if (factor === 'recovery') {
    return reason === 'replayed' ? say('recovery.replayed', { n }) : say('recovery.rejected', { n })
  }
  switch (reason) {
    case 'expired':
      return say('code.expired')
    case 'not_asked':
      return say('code.notSent')
    case 'replayed':
      return say('code.replayed')
    default:
      return ref === null ? say('code.rejected.unnamed', { n }) : say('code.rejected', { ref, n })
  }
}
