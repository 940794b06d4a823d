/** What is asked of a password chosen here. Lengths count code points. */
export const passwordRules = {
  minimumLength: 12,
  maximumLength: 128,
  maximumBytes: 512,
  /** An operator's password, which reaches every shop. */
  operatorMinimumLength: 15,
  /** A password carried over from a shop is kept from this length on. */
  legacyMinimumLength: 8,
} as const

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'context'

export interface PasswordFacts {
  readonly password: string
  /** Whether it is on the list of common and breached passwords. */
  readonly common: boolean
  /** Words that stand around the account: the address's local part, the shops' names and hosts. */
  readonly context: readonly string[]
  /** Default: that of members. */
  readonly minimumLength?: number
}

/** Why a password cannot be chosen, or `null`. No rules of composition (SP 800-63B 3.1.1.2). */
export function decideNewPassword(facts: PasswordFacts): PasswordProblem | null {
  const { password, common, context, minimumLength = passwordRules.minimumLength } = facts
  const length = [...password].length
  if (length < minimumLength) return 'too_short'
  if (length > passwordRules.maximumLength || isOverlong(password)) return 'too_long'
  if (common) return 'common'
  return leansOn(password, context) ? 'context' : null
}

/** Whether a password carried over from a shop must be replaced before it is anybody's. */
export function isBelowRules({ password, common }: Pick<PasswordFacts, 'password' | 'common'>): boolean {
  return [...password].length < passwordRules.legacyMinimumLength || common
}

/**
 * What a password comes down to without the digits at its ends and without repetition, itself first: who guesses one of
 * these guesses the password next.
 */
export function coresOf(password: string): readonly string[] {
  const folded = password.toLowerCase()
  const once = unitOf(folded)
  const trimmed = [folded, once].map((text) => text.replace(/^[0-9\W_]+|[0-9\W_]+$/g, ''))
  return [...new Set([folded, once, ...trimmed, ...trimmed.map(unitOf)])].filter((text) => text !== '')
}

/** Whether it is one character or one run of neighbours after another, such as `aaaaaaaaaaaa` or `123456789012`. */
export function isMonotonous(password: string): boolean {
  const points = [...unitOf(password.toLowerCase())].map((character) => character.codePointAt(0) ?? 0)
  const steps = points.slice(1).map((point, index) => point - (points[index] ?? 0))
  // From 9 to 0 and back a row of digits goes on.
  const even = (step: number) => steps.every((each) => each === step || each === -9 * step)
  return points.length < 4 || [-1, 0, 1].some(even)
}

/** The part that the text repeats, or the whole text. */
function unitOf(text: string): string {
  const period = (text + text).indexOf(text, 1)
  return text.slice(0, period)
}

/** Whether a typed password is longer than any that was ever accepted, so that it need not be hashed at all. */
export function isOverlong(password: string): boolean {
  return Buffer.byteLength(password) > passwordRules.maximumBytes
}

/** The product's own names; a password made of one of them and little else is guessed first. */
export const productWords: readonly string[] = ['ecforce', 'ec-force', 'ecforceaccounts']

/** Whether what is left beside the words and their parts is too little to be a password of its own. */
function leansOn(password: string, words: readonly string[]): boolean {
  const folded = password.toLowerCase()
  const rest = words
    .flatMap((word) => needlesOf(word.toLowerCase()))
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, needle) => left.replaceAll(needle, ''), folded)
  return rest !== folded && [...rest].length < passwordRules.legacyMinimumLength
}

/** The word as it is, run together, and part by part; what is shorter than four says nothing. */
function needlesOf(word: string): readonly string[] {
  const parts = word.split(/[^\p{L}\p{N}]+/u)
  return [word, parts.join(''), ...parts].filter((needle) => needle.length >= 4)
}
