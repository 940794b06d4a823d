import { useWords } from '../words-context.ts'
import './choices.css'

export interface CheckboxProps {
  readonly id: string
  readonly label: string
  readonly help?: string
  readonly error?: string | null
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** Yes or no. */
export function Checkbox({ id, label, help, error = null, checked, disabled = false, onChange }: CheckboxProps) {
  const { say } = useWords()
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          id={id}
          name={id}
          checked={checked}
          disabled={disabled}
          aria-invalid={error ? 'true' : 'false'}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
        <span>
          {label}
          {help ? <span class="quiet">{help}</span> : null}
        </span>
      </label>
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          <span class="visually-hidden">{say('error')}</span>
          {error}
        </p>
      ) : null}
    </div>
  )
}

export interface RadioGroupProps<Value extends string> {
  /** Also the name of the inputs. */
  readonly id: string
  readonly label: string
  readonly error?: string | null
  readonly options: readonly { readonly value: Value; readonly label: string; readonly help?: string }[]
  /** `null`: none is chosen yet. */
  readonly value: Value | null
  readonly onChoose: (value: Value) => void
}

/** One of a few, all of them in view. */
export function RadioGroup<Value extends string>({
  id,
  label,
  error = null,
  options,
  value,
  onChoose,
}: RadioGroupProps<Value>) {
  const { say } = useWords()
  return (
    <fieldset class="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <label class="choice" key={option.value}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChoose(option.value)}
            />
            <span>
              {option.label}
              {option.help ? <span class="quiet">{option.help}</span> : null}
            </span>
          </label>
        ))}
      </div>
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          <span class="visually-hidden">{say('error')}</span>
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
