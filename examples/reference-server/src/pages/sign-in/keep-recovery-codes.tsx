import { useEffect, useRef } from 'preact/hooks'
import { RecoveryCodes } from '../ui/recovery-codes.tsx'
import { useWords } from '../words-context.ts'

export interface KeepRecoveryCodesProps {
  /** `null`: they were shown here before, and are gone. */
  readonly codes: readonly string[] | null
  readonly email: string
  readonly onSaved: () => void
}

/** The recovery codes of an app that was just enrolled; after a reload, where to make new ones. */
export function KeepRecoveryCodes({ codes, email, onSaved }: KeepRecoveryCodesProps) {
  const { say } = useWords()
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => next.current?.focus(), [])
  if (codes) return <RecoveryCodes codes={codes} email={email} onSaved={onSaved} />
  return (
    <>
      <p class="note caution" role="alert">
        {say('recoveryCodes.gone')}
      </p>
      <button type="button" class="primary" ref={next} onClick={onSaved}>
        {say('continue')}
      </button>
    </>
  )
}
