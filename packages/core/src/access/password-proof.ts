import { createHash } from 'node:crypto'
import type { ThrottleRule } from '../domain/throttle.ts'
import { PROOF_LIFETIME_MILLISECONDS } from '../policy/proof.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock } from '../primitives/clock.ts'
import { ProofRequiredError } from '../primitives/errors.ts'
import type { FlowId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'

/** Work that a browser did: SHA-256 of `challenge.solution` begins with as many zero bits as were asked for. */
export interface SolvedProof {
  readonly challenge: string
  readonly solution: string
}

export interface PasswordProofDeps {
  readonly counters: ThrottleCounters
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
}

/** A solution is good once, and remembered for longer than its challenge lives. */
const once: ThrottleRule = { kind: 'budget', limit: 1, windowSeconds: (2 * PROOF_LIFETIME_MILLISECONDS) / 1000 }

/**
 * Small pieces of work that are asked for before a password is compared.
 *
 * Nothing is stored of a challenge: it carries when it ends and how hard it is, under a keyed hash that binds it to its
 * flow. What is stored is that a solution was used.
 */
export function passwordProof({ counters, keys, clock, random }: PasswordProofDeps) {
  return {
    ask(flow: FlowId, difficultyBits: number): ProofRequiredError {
      const expiresAt = clock.now() + PROOF_LIFETIME_MILLISECONDS
      const facts = [expiresAt, difficultyBits, Buffer.from(random.bytes(16)).toString('base64url')].join('.')
      return new ProofRequiredError(`${facts}.${keys.keyedHash('proof', bound(flow, facts))}`, difficultyBits)
    },

    /** Whether this flow's challenge was solved in time, at least that hard; `true` once for each. */
    async accept(flow: FlowId, { challenge, solution }: SolvedProof, leastBits: number): Promise<boolean> {
      const [, facts = '', expiresAt, bits, mac = ''] =
        /^((\d{1,16})\.(\d{1,2})\.[\w-]{22})\.(.{1,100})$/.exec(challenge) ?? []
      const now = clock.now()
      if (!keys.matches(mac, 'proof', bound(flow, facts))) return false
      if (now >= Number(expiresAt) || Number(bits) < leastBits) return false
      const hash = createHash('sha256').update(`${challenge}.${solution}`).digest()
      if (Math.clz32(hash.readUInt32BE(0)) < Number(bits)) return false
      return (await counters.spend(`proof:${facts}`, once, now)).allowed
    },
  }
}

type PasswordProofs = ReturnType<typeof passwordProof>

export type { PasswordProofs }

function bound(flow: FlowId, facts: string): string {
  return `${flow}:${facts}`
}
