import { useState } from 'preact/hooks'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useWords } from '../words-context.ts'
import type { AskFormProps } from './ask-form.tsx'

const AskForm = lazyPart<AskFormProps>(() => import('./ask-form.tsx').then((module) => module.AskForm))

/** For who shares an account whose app somebody else has: a way to an account of their own. */
export function AskForInvitation({ onAsk }: AskFormProps) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <div class="ways">
      <button type="button" class="second" aria-expanded={open} aria-controls="ask" onClick={() => setOpen(!open)}>
        {say('ask.link')}
      </button>
      <div id="ask" hidden={!open}>
        {open ? <AskForm onAsk={onAsk} /> : null}
      </div>
    </div>
  )
}
