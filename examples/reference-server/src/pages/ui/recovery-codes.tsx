import { useEffect, useRef, useState } from 'preact/hooks'
import { dateInJapan } from '../times.ts'
import { useWords } from '../words-context.ts'
import { Button } from './button.tsx'
import { Checkbox } from './choices.tsx'
import { CopyButton } from './copy-button.tsx'
import './recovery-codes.css'

export interface RecoveryCodesProps {
  readonly codes: readonly string[]
  /** Whose they are: written beside them on paper. */
  readonly email: string
  /** They are kept, and need not be shown any longer. */
  readonly onSaved: () => void
}

/** Codes that are shown this once: ways to keep them, and going on only when they are kept. */
export function RecoveryCodes({ codes, email, onSaved }: RecoveryCodesProps) {
  const words = useWords()
  const { say } = words
  const [saved, setSaved] = useState(false)
  const [refused, setRefused] = useState(false)
  const [madeAt] = useState(() => Date.now())
  const region = useRef<HTMLElement>(null)

  useEffect(() => region.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    if (saved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [saved])

  const facts = [
    `${say('signIn.address.label')}: ${email}`,
    `${say('recoveryCodes.made')}: ${dateInJapan(madeAt, words)}`,
  ]
  function goOn() {
    if (saved) return onSaved()
    setRefused(true)
    document.getElementById('codes-saved')?.focus()
  }

  return (
    <section class="recovery-codes" ref={region} tabIndex={-1} aria-label={say('recoveryCodes.name')}>
      <p>{say('recoveryCodes.lead')}</p>
      <div class="codes-sheet">
        <p class="for-paper">
          {say('product')} {say('recoveryCodes.name')}
        </p>
        <ol translate={false}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        {facts.map((fact) => (
          <p class="for-paper" key={fact}>
            {fact}
          </p>
        ))}
      </div>
      <div class="actions">
        <Button
          kind="second"
          small
          onClick={() => download([`${say('product')} ${say('recoveryCodes.name')}`, ...facts, '', ...codes])}
        >
          {say('recoveryCodes.download')}
        </Button>
        <Button kind="second" small onClick={() => print()}>
          {say('recoveryCodes.print')}
        </Button>
        <CopyButton text={codes.join('\n')} what={say('recoveryCodes.name')} />
      </div>
      <p class="quiet">{say('recoveryCodes.keep')}</p>
      <Checkbox
        id="codes-saved"
        label={say('recoveryCodes.saved')}
        checked={saved}
        error={refused && !saved ? say('recoveryCodes.notSaved') : null}
        onChange={setSaved}
      />
      <Button kind="primary" onClick={goOn}>
        {say('continue')}
      </Button>
    </section>
  )
}

function download(lines: readonly string[]) {
  const file = new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/plain;charset=utf-8' })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = 'ecforce-accounts-recovery-codes.txt'
  link.click()
  // The browser may not have begun to read it yet.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
