/** What counters say of an address whose password is typed in a browser that no account knows. */
export interface ProofFacts {
  /** Its attempts of the last quarter of an hour are used up. */
  readonly many: boolean
  /** A hundred in a row were wrong. */
  readonly inARow: boolean
  /** Wrong passwords abound on the whole installation. */
  readonly alarmed: boolean
}

/** Zero bits at the head of a SHA-256: about 16,000 hashes, which a browser makes in a second. */
export const PROOF_BITS = 14

/** Where a hundred in a row were wrong: four times that. */
export const HARDER_PROOF_BITS = 16

export const PROOF_LIFETIME_MILLISECONDS = 5 * 60_000

/**
 * How much work is asked for before a password is compared; `null` for none.
 *
 * Never a refusal: failures of others cost the owner's new browser a moment, and nothing more.
 */
export function decideProof({ many, inARow, alarmed }: ProofFacts): number | null {
  if (inARow) return HARDER_PROOF_BITS
  return many || alarmed ? PROOF_BITS : null
}
