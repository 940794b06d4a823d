import type { ConfirmStep, NewPasswordStep } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import type { Journey, OpenStep } from './journey.ts'

/** What is asked of nobody but who accepts an invitation: an account with a name to be made, and the last word. */
export type InvitationStep = ConfirmStep | NamedAccountStep

/** A password for an account to be, and its name. */
export type NamedAccountStep = NewPasswordStep & { readonly name: NonNullable<NewPasswordStep['name']> }

/** A step of any sign-in. */
export type OrdinaryStep = Exclude<OpenStep, ConfirmStep>

export interface InvitationStepProps {
  readonly journey: Journey
  readonly step: InvitationStep
  /** Before what is asked. */
  readonly children: ComponentChildren
}

export function isOfInvitation(step: OpenStep): step is InvitationStep {
  return step.step === 'confirm' || (step.step === 'new-password' && step.name !== undefined)
}
