import type { SelectHTMLAttributes } from 'preact'
import { describedBy, type FieldTexts, Labelled } from './labelled.tsx'

export interface SelectFieldProps<Value extends string> extends FieldTexts {
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly onChoose: (value: Value) => void
  readonly attributes?: SelectHTMLAttributes<HTMLSelectElement>
}

/** One of several, where there is no room to show them all. */
export function SelectField<Value extends string>({
  options,
  value,
  onChoose,
  attributes,
  ...texts
}: SelectFieldProps<Value>) {
  return (
    <Labelled {...texts}>
      <select
        name={texts.id}
        {...attributes}
        id={texts.id}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option.value === currentTarget.value)
          if (chosen) onChoose(chosen.value)
        }}
        aria-invalid={texts.error ? 'true' : 'false'}
        aria-describedby={describedBy(texts)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  )
}
