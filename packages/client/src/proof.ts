import type { ProofOfWork } from './wire.ts'

/** Hashes asked for at once: the browser makes them beside the page, which stays alive between two lots. */
const LOT = 256

/**
 * What makes SHA-256 of `challenge.solution` begin with as many zero bits as asked for, by trying.
 *
 * Rejects with the signal's reason when it is aborted meanwhile.
 */
export async function solveProof({ challenge, difficultyBits }: ProofOfWork, signal?: AbortSignal): Promise<string> {
  const encoder = new TextEncoder()
  for (let first = 0; ; first += LOT) {
    signal?.throwIfAborted()
    const hashes = await Promise.all(
      Array.from({ length: LOT }, (_, n) =>
        crypto.subtle.digest('SHA-256', encoder.encode(`${challenge}.${first + n}`)),
      ),
    )
    const found = hashes.findIndex((hash) => Math.clz32(new DataView(hash).getUint32(0)) >= difficultyBits)
    if (found >= 0) return `${first + found}`
  }
}
