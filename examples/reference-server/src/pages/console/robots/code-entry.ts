import type { RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { isSixDigits } from '../../sign-in/six-digits.ts'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWordsOf } from '../../words-context.ts'

/** The field for a code of the operator's own app, which stands behind every decision. */
export interface CodeEntry {
  readonly field: {
    readonly id: string
    readonly label: string
    readonly help: string
    readonly error: string | null
    readonly input: RefObject<HTMLInputElement | null>
    readonly attributes: { readonly [name: string]: string | number }
  }
  /** What was typed; `null`, with the field marked, where that is no code. */
  read(): string | null
}

export function useCodeEntry(id: string): CodeEntry {
  const say = useWordsOf(consoleRobotWords)
  const input = useRef<HTMLInputElement>(null)
  const [isMissing, setIsMissing] = useState(false)
  return {
    field: {
      id,
      label: say('desk.request.code'),
      help: say('desk.request.code.new'),
      error: isMissing ? say('desk.request.code.missing') : null,
      input,
      attributes: { inputMode: 'numeric', autocomplete: 'one-time-code', class: 'digits', maxLength: 32 },
    },
    read() {
      const code = input.current?.value ?? ''
      const isCode = isSixDigits(code)
      setIsMissing(!isCode)
      if (!isCode) input.current?.focus()
      return isCode ? code : null
    },
  }
}
