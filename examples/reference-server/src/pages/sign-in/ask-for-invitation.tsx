import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { lazyPart } from '../ui/lazy-part.tsx'
import { useWords } from '../words-context.ts'
import type { AskFormProps } from './ask-form.tsx'

const AskForm = lazyPart<AskFormProps>(() => import('./ask-form.tsx').then((module) => module.AskForm))

/** For who shares an account whose app somebody else has: a way to an account of their own. */
export function AskForInvitation({ onAsk }: AskFormProps) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div class="ways">
      <button type="button" class="second" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {say('ask.link')}
      </button>
      <div id={id} hidden={!open}>
        {open ? <AskForm onAsk={onAsk} /> : null}
      </div>
    </div>
  )
}

/** That an account of one's own was asked for. Whoever has just asked is led to it: the form is gone. */
export function InvitationAsked({ asked }: { readonly asked: boolean }) {
  const { say } = useWords()
  const [before] = useState(asked)
  const note = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (asked && !before) note.current?.focus()
  }, [asked])
  if (!asked) return null
  return (
    <p class="note good" role="status" tabIndex={-1} ref={note}>
      {say('ask.asked')}
    </p>
  )
}
