import type { ComponentChildren } from 'preact'
import type { Attempt } from './attempt.ts'
import { ProblemNote, useClosed } from './problem-note.tsx'
import { SubmitButton } from './submit-button.tsx'

export interface FormEndProps {
  readonly attempt: Attempt<string>
  readonly busy: boolean
  readonly label: string
  /** Whether what is wrong stands beside the field: nothing then comes between the field and the button. */
  readonly saidBesideField: boolean
  readonly help?: ComponentChildren
}

/** The button of a form, and what became of its request. */
export function FormEnd({ attempt, busy, label, saidBesideField, help = null }: FormEndProps) {
  const closed = useClosed(attempt)
  const note = <ProblemNote attempt={attempt} saidBesideField={saidBesideField} help={help} />
  return (
    <>
      {saidBesideField ? null : note}
      <SubmitButton busy={busy} closed={closed} label={label} />
      {saidBesideField ? note : null}
    </>
  )
}
