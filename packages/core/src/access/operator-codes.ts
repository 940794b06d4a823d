import type { Operator } from '../domain/operator.ts'
import type { ThrottleRule } from '../domain/throttle.ts'
import { throttleRules } from '../policy/throttle.ts'
import type { OperatorStore } from '../ports/operator-store.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { TotpAlgorithm } from '../ports/totp-algorithm.ts'
import type { Clock } from '../primitives/clock.ts'
import type { OperatorRefusal } from '../primitives/errors.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import { readNumericCode } from '../primitives/numeric-code.ts'
import type { Random } from '../primitives/random.ts'

/** Codes of operators' apps. */
export interface OperatorCodes {
  /**
   * `null` when `typed` is what the operator's app shows now, which uses it up; else why not. For nobody it does the
   * same kind of work. An attempt is spent before anything is compared, under `budget`.
   */
  verify(budget: string, operator: Operator | null, typed: string): Promise<OperatorRefusal | null>
}

export interface OperatorCodesDeps {
  readonly operators: OperatorStore
  readonly counters: ThrottleCounters
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly totp: Pick<TotpAlgorithm, 'newSecret' | 'matchStep'>
}

const rule: ThrottleRule = throttleRules.operatorCodes

export function operatorCodes({ operators, counters, keys, clock, random, totp }: OperatorCodesDeps): OperatorCodes {
  const nobodys = totp.newSecret(random)

  return {
    async verify(budget, operator, typed) {
      const now = clock.now()
      if (!(await counters.spend(budget, rule, now)).allowed) return 'too_many'

      const secret = operator && keys.decrypt(operator.totpSecret, operatorContext(operator.name))
      const digits = readNumericCode(typed)
      const step = digits === null ? null : totp.matchStep(secret ?? nobodys, digits, now)
      if (operator === null) return 'unknown'
      if (secret === null || step === null) return 'wrong_code'
      if (!(await operators.advanceStep(operator.name, step))) return 'replayed'
      await counters.clear(budget)
      return null
    },
  }
}

/** What an operator's secret is encrypted beside: it opens for nobody else's name. */
export function operatorContext(name: string): string {
  return `operator:${name}`
}

/** Under what the wrong codes of an operator are counted, wherever they are typed. */
export function codeBudget(name: string): string {
  return `operator:${name}`
}
