import type { AccountsProblem, CodeStep, LostFactorAnswer } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { timeInJapan } from '../times.ts'
import { pageSettings } from '../told-settings.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { useNow } from '../ui/now.ts'
import { HelpLink } from '../ui/ways-to-help.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { useWords, type Words } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import { CodeEntry } from './code-entry.tsx'
import { appCodeError } from './code-error.ts'
import type { Journey } from './journey.ts'
import { LostFactor } from './lost-factor.tsx'
import { OtherWays } from './other-ways.tsx'
import { StartAgain } from './start-again.tsx'

export interface CodeFormProps {
  readonly journey: Journey
  readonly step: CodeStep
  /** This machine's clock when the step came. */
  readonly receivedAt: number
}

/** A code: where it comes from, how long it lives, when another can be asked for, and what to do without it. */
export function CodeForm({ journey, step, receivedAt }: CodeFormProps) {
  const words = useWords()
  const { say } = words
  const attempt = useAttempt<'code' | 'resend' | 'factor' | 'lost' | 'again'>()
  const [waysOut, setWaysOut] = useState<LostFactorAnswer | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const mailed = step.factor === 'email'
  const renewed = useRenewed(step, input)

  // This machine's clock may be wrong; what passes on it since the answer came is not.
  const now = Date.parse(step.now) + useNow(mailed) - receivedAt
  const until = step.validUntil === null ? null : Date.parse(step.validUntil)
  const choose = (factor: CodeStep['factor']) => attempt.run('factor', () => journey.useFactor(factor))

  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <CodeEntry
        of={step.factor === 'recovery' ? 'recovery' : 'digits'}
        attempt={attempt}
        busy={attempt.doing === 'code'}
        help={mailed ? standingOf(until, now, words) : undefined}
        refusal={attempt.failed === 'code' ? codeError(attempt.problem, step, say) : null}
        input={input}
        onCode={(code) => attempt.run('code', () => journey.code(code))}
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
      {step.factor === 'totp' ? (
        <Disclosure summary={say('app.verify.shared.title')}>
          <p class="quiet">{say('app.verify.shared')}</p>
        </Disclosure>
      ) : null}
      <OtherWays alternatives={step.alternatives} busy={attempt.doing === 'factor'} onChoose={choose} />
      <LostFactor
        waysOut={waysOut}
        busy={attempt.doing === 'lost'}
        choosing={attempt.doing === 'factor'}
        onAsk={() => attempt.run('lost', () => journey.lostFactor().then(setWaysOut))}
        onChoose={choose}
      />
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
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
