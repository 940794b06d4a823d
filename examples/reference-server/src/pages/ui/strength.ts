/** How hard a password is to guess, as far as its letters tell; a hint while typing and never a rule. */
export type Strength = 'weak' | 'fair' | 'good'

const FAIR_BITS = 45
const GOOD_BITS = 68

/** A letter that goes on with a row or repeats one counts for a quarter of one that does not. */
export function strengthOf(password: string): Strength {
  // What is repeated is counted once.
  const period = (password + password).indexOf(password, 1)
  const points = [...password.slice(0, period)].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = points.map((point, index) => point - (points[index - 1] ?? Number.NEGATIVE_INFINITY))
  const surprises = steps.reduce((sum, step, index) => {
    const goesOn = step === 0 || (Math.abs(step) === 1 && step === steps[index - 1])
    return sum + (goesOn ? 0.25 : 1)
  }, 0)
  // What has few letters of its own, such as `abababababab`, has few surprises.
  const counted = Math.min(surprises, new Set(points).size * 2.5)
  const bits = counted * Math.log2(alphabetOf(password))
  return bits < FAIR_BITS ? 'weak' : bits < GOOD_BITS ? 'fair' : 'good'
}

const alphabets: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[!-/:-@[-`{-~ ]/, 33],
  [/[^\0-~]/, 200],
]

function alphabetOf(password: string): number {
  return alphabets.reduce((size, [letters, more]) => size + (letters.test(password) ? more : 0), 2)
}
