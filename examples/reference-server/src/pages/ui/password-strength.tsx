import { useWords } from '../words-context.ts'
import { type Strength, strengthOf } from './strength.ts'

const sentences = {
  weak: 'newPassword.strength.weak',
  fair: 'newPassword.strength.fair',
  good: 'newPassword.strength.good',
} as const satisfies Record<Strength, string>

export interface PasswordStrengthProps {
  readonly password: string
  readonly minimumLength: number
}

/** What would make the password that is being typed a better one. Nothing depends on it. */
export function PasswordStrength({ password, minimumLength }: PasswordStrengthProps) {
  const { say } = useWords()
  const length = [...password].length
  const strength = length < minimumLength ? null : strengthOf(password)
  return (
    <p class={`quiet strength ${strength ?? ''}`} aria-live="polite">
      {strength === null ? '' : say(sentences[strength])}
    </p>
  )
}
