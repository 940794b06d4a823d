/** What a soak saw: how often things happened, and everything that must not. */
export interface Findings {
  readonly counts: ReadonlyMap<string, number>
  /** Sentences, each once, with how often it was so. */
  readonly violations: ReadonlyMap<string, number>
  count(what: string): void
  violate(sentence: string): void
}

export function newFindings(): Findings {
  const counts = new Map<string, number>()
  const violations = new Map<string, number>()
  const add = (to: Map<string, number>, what: string) => void to.set(what, (to.get(what) ?? 0) + 1)
  return {
    counts,
    violations,
    count: (what) => add(counts, what),
    violate: (sentence) => add(violations, sentence),
  }
}
