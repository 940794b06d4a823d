import type { InputHTMLAttributes, RefObject, TextareaHTMLAttributes } from 'preact'
import { describedBy, type FieldTexts, Labelled } from './labelled.tsx'

export interface TextFieldProps extends FieldTexts {
  readonly input?: RefObject<HTMLInputElement | null>
  readonly attributes?: InputHTMLAttributes<HTMLInputElement>
}

/** One line of text. What was typed is the browser's. */
export function TextField({ input, attributes, ...texts }: TextFieldProps) {
  return (
    <Labelled {...texts}>
      <input
        name={texts.id}
        type="text"
        {...attributes}
        id={texts.id}
        {...(input && { ref: input })}
        required={!texts.optional}
        aria-invalid={texts.error ? 'true' : 'false'}
        aria-describedby={describedBy(texts)}
      />
    </Labelled>
  )
}

export interface TextAreaProps extends FieldTexts {
  readonly input?: RefObject<HTMLTextAreaElement | null>
  readonly attributes?: TextareaHTMLAttributes<HTMLTextAreaElement>
}

/** Several lines: a list of addresses, a reason. */
export function TextArea({ input, attributes, ...texts }: TextAreaProps) {
  return (
    <Labelled {...texts}>
      <textarea
        name={texts.id}
        {...attributes}
        id={texts.id}
        {...(input && { ref: input })}
        required={!texts.optional}
        aria-invalid={texts.error ? 'true' : 'false'}
        aria-describedby={describedBy(texts)}
      />
    </Labelled>
  )
}
