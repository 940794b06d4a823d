import type { Operator } from '../domain/operator.ts'
import type { OperatorStore } from '../ports/operator-store.ts'
import { OperatorRefusedError } from '../primitives/errors.ts'
import { codeBudget, type OperatorCodes } from './operator-codes.ts'

/**
 * The one door to what operators do on the command line: resolves to the operator whose app shows `code` now, and
 * rejects with `OperatorRefusedError` otherwise. A code opens it once.
 */
export type OperatorDoor = (name: string, code: string) => Promise<Operator>

export interface OperatorDoorDeps {
  readonly operators: OperatorStore
  readonly operatorCodes: OperatorCodes
}

export function operatorDoor({ operators, operatorCodes }: OperatorDoorDeps): OperatorDoor {
  return async (name, code) => {
    const operator = await operators.find(name)
    const refusal = await operatorCodes.verify(codeBudget(name), operator, code)
    if (refusal !== null || operator === null) throw new OperatorRefusedError(refusal ?? 'unknown')
    return operator
  }
}
