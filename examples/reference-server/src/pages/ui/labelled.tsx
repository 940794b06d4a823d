import type { ComponentChildren } from 'preact'
import { partWords } from '../words/parts.ts'
import { useWords, useWordsOf } from '../words-context.ts'

/** What every field of a form has beside its input. */
export interface FieldTexts {
  /** Also the name, unless another is given to the input. */
  readonly id: string
  readonly label: string
  readonly help?: string | undefined
  /** What is wrong with what was typed; `null`: nothing. */
  readonly error?: string | null
  /** Said beside the label: most fields have to be filled in, so those that need not are marked. */
  readonly optional?: boolean
}

/** Label, help, input and error, one under the other. The input names help and error by `describedBy`. */
export function Labelled({
  id,
  label,
  help,
  error = null,
  optional = false,
  children,
}: FieldTexts & { readonly children: ComponentChildren }) {
  const { say } = useWords()
  const sayPart = useWordsOf(partWords)
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional ? <span class="quiet"> {sayPart('parts.optional')}</span> : null}
      </label>
      {help ? (
        <p class="quiet" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <div class="entry">{children}</div>
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          <span class="visually-hidden">{say('error')}</span>
          {error}
        </p>
      ) : null}
    </div>
  )
}

/** The ids that describe an input, or nothing when none does. */
export function describedBy({ id, help, error }: Pick<FieldTexts, 'id' | 'help' | 'error'>): string | undefined {
  return [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ') || undefined
}
