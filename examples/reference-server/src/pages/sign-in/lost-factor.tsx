import type { CodeStep, LostFactorAnswer } from '@ecforce-accounts/client'
import { useEffect, useRef } from 'preact/hooks'
import { CopyButton } from '../ui/copy-button.tsx'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { useWords } from '../words-context.ts'
import { AskForInvitation } from './ask-for-invitation.tsx'
import type { AskFormProps } from './ask-form.tsx'
import { nameOfWay } from './other-ways.tsx'

export interface LostFactorProps {
  /** `null` until it was asked. */
  readonly waysOut: LostFactorAnswer | null
  readonly busy: boolean
  /** Only one way is asked for at all. */
  readonly only?: boolean
  readonly onAsk: () => void
  /** Absent where no other way is open. */
  readonly onChoose?: (factor: CodeStep['factor']) => void
  readonly choosing?: boolean
  /** Asks for an account of one's own; `null` where that cannot be, or was done. */
  readonly onInvitation: AskFormProps['onAsk'] | null
}

/** For who can use none of the ways: the ways out, whom to ask, and the number of the case. */
export function LostFactor(props: LostFactorProps) {
  const { waysOut, busy, only = false, onAsk, onChoose, choosing = false, onInvitation } = props
  const { say } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (waysOut) heading.current?.focus()
  }, [waysOut])

  if (waysOut === null) {
    return (
      <p class="lost">
        <button type="button" class="link" aria-disabled={busy} onClick={onAsk}>
          {busy ? say('working') : say(only ? 'lost.link.only' : 'lost.link')}
        </button>
      </p>
    )
  }
  const { otherFactors, administratorsOf, caseNumber } = waysOut
  return (
    <section class="aside lost" aria-labelledby="lost-title">
      <h2 id="lost-title" ref={heading} tabIndex={-1}>
        {say('lost.title')}
      </h2>
      <ul class="ways-out">
        {onInvitation ? (
          <li>
            <p>{say('lost.shared')}</p>
            <AskForInvitation onAsk={onInvitation} />
          </li>
        ) : null}
        {onChoose && otherFactors.length > 0 ? (
          <li>
            <p>{say('lost.otherWays')}</p>
            <div class="ways">
              {otherFactors.map((factor) => (
                <button
                  type="button"
                  class="second small"
                  key={factor}
                  aria-disabled={choosing}
                  onClick={() => onChoose(factor)}
                >
                  {say(nameOfWay[factor])}
                </button>
              ))}
            </div>
          </li>
        ) : null}
        {administratorsOf.length > 0 ? (
          <li>
            <p>{say('lost.administrators')}</p>
            <ul class="shops">
              {administratorsOf.map((shop) => (
                <li key={shop}>{shop}</li>
              ))}
            </ul>
          </li>
        ) : null}
        <li>
          <p>
            {say('lost.support')} <SupportLink />
          </p>
          <p class="case-number">
            <span class="support-code-label">{say('supportCode.label')}</span>
            <strong translate={false}>{caseNumber}</strong>
            <CopyButton text={caseNumber} what={say('supportCode.label')} />
          </p>
        </li>
      </ul>
      <p class="quiet">{say('lost.neverAsked')}</p>
    </section>
  )
}
