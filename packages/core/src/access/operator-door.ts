import type { Operator } from '../domain/operator.ts'
import type { ThrottleRule } from '../domain/throttle.ts'
import { throttleRules } from '../policy/throttle.ts'
import type { OperatorStore } from '../ports/operator-store.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import { OperatorRefusedError } from '../primitives/errors.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'

/**
 * The one door to what operators do: resolves to the operator whose app shows `code` now, and rejects with
 * `OperatorRefusedError` otherwise. A code opens it once.
 */
export type OperatorDoor = (name: string, code: string) => Promise<Operator>

export interface OperatorDoorDeps {
  readonly operators: OperatorStore
  readonly counters: ThrottleCounters
  readonly keys: KeyRing
  readonly clock: Clock
  /** The time step whose code this is, or `null` (RFC 6238). */
  readonly matchStep: (secret: string, code: string, now: Instant) => number | null
}

const rule: ThrottleRule = throttleRules.operatorCodes

export function operatorDoor({ operators, counters, keys, clock, matchStep }: OperatorDoorDeps): OperatorDoor {
  return async (name, code) => {
    const now = clock.now()
    const key = `operator:${name}`
    const spend = await counters.spend(key, rule, now)
    if (!spend.allowed) throw new OperatorRefusedError('too_many')
    const operator = await operators.find(name)
    if (!operator) throw new OperatorRefusedError('unknown')

    const secret = keys.decrypt(operator.totpSecret, operatorContext(name))
    const digits = readNumericCode(code)
    const step = secret === null || digits === null ? null : matchStep(secret, digits, now)
    if (step === null) throw new OperatorRefusedError('wrong_code')
    if (!(await operators.advanceStep(name, step))) throw new OperatorRefusedError('replayed')
    await counters.clear(key)
    return operator
  }
}

/** What an operator's secret is encrypted beside: it opens for nobody else's name. */
export function operatorContext(name: string): string {
  return `operator:${name}`
}
