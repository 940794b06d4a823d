import { useEffect, useRef } from 'preact/hooks'
import { Card } from '../ui/card.tsx'
import { SupportCode } from '../ui/support-code.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface UnusableLinkProps {
  /** `null` where the link was not even whole. */
  readonly supportCode: string | null
  /** What can be done instead. */
  readonly instead: { readonly label: string; readonly onChoose: () => void } | null
}

/** A link that was used, has expired or is void: these look alike, and lead back to the beginning. */
export function UnusableLink({ supportCode, instead }: UnusableLinkProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(mailedLinkWords)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <Card title={sayHere('mailedLink.unusable')}>
      <div class="note wrong">
        <p role="alert">{say('link.invalid')}</p>
        {supportCode === null ? null : <SupportCode code={supportCode} />}
      </div>
      {instead === null ? null : (
        <button type="button" class="primary" ref={button} onClick={instead.onChoose}>
          {instead.label}
        </button>
      )}
    </Card>
  )
}
