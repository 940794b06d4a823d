import type { CodeStep } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useWords } from '../words-context.ts'

export interface OtherWaysProps {
  readonly alternatives: CodeStep['alternatives']
  readonly busy: boolean
  readonly onChoose: (factor: CodeStep['factor']) => void
  /** What else there is, below them. */
  readonly children?: ComponentChildren
}

/** What the ways are called. */
export const nameOfWay = { email: 'other.email', totp: 'other.app', recovery: 'other.recovery' } as const

/** The other ways that are open; nothing at all when there is none. */
export function OtherWays({ alternatives, busy, onChoose, children = null }: OtherWaysProps) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  if (alternatives.length === 0 && children === null) return null
  return (
    <div class="aside">
      <button type="button" class="link" aria-expanded={open} aria-controls="other-ways" onClick={() => setOpen(!open)}>
        {say('other.link')}
      </button>
      <div id="other-ways" hidden={!open}>
        {alternatives.length === 0 ? null : (
          <>
            <h2>{say('other.title')}</h2>
            <ul class="ways">
              {alternatives.map((factor) => (
                <li key={factor}>
                  <button type="button" class="second" aria-disabled={busy} onClick={() => onChoose(factor)}>
                    {say(nameOfWay[factor])}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {children}
      </div>
    </div>
  )
}
