import type { ComponentChildren, InputHTMLAttributes, RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import { useWords } from '../words-context.ts'

export interface FieldProps {
  /** Also the name: both are promised to scripts that fill in these forms (`docs/rpa-scripts.md`). */
  readonly id: 'email' | 'password' | 'current-password' | 'code' | 'step-up-code' | 'operator-name' | 'name'
  readonly label: string
  readonly help?: string | undefined
  /** What is wrong with what was typed. */
  readonly error: string | null
  /** Counts refusals, so that the same words are heard again. */
  readonly errorCount: number
  readonly input: RefObject<HTMLInputElement | null>
  /** Whether it has the focus when it appears. Default: it has. */
  readonly takesFocus?: boolean | undefined
  readonly attributes: InputHTMLAttributes<HTMLInputElement>
  /** Beside the input. */
  readonly children?: ComponentChildren
}

/**
 * An input with its label, its help and what is wrong with it. What was typed is the browser's: it stays whatever
 * happens to the request. The input has the focus when it appears, unless another has, and when it was refused.
 */
export function Field(props: FieldProps) {
  const { id, label, help, error, errorCount, input, takesFocus = true, attributes, children } = props
  const { say } = useWords()
  useEffect(() => {
    if (errorCount === 0 && takesFocus) return input.current?.focus()
    if (!error) return
    input.current?.focus()
    input.current?.select()
  }, [errorCount])

  const describedBy = [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help ? (
        <p class="quiet" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <div class="entry">
        <input
          {...attributes}
          id={id}
          name={id}
          ref={input}
          required
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          aria-invalid={error ? 'true' : 'false'}
          aria-describedby={describedBy || undefined}
        />
        {children}
      </div>
      {error ? (
        <p class="error" id={`${id}-error`} role="alert" key={errorCount}>
          <span class="visually-hidden">{say('error')}</span>
          {error}
        </p>
      ) : null}
    </div>
  )
}
