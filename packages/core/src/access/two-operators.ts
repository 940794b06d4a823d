import type { Operator } from '../domain/operator.ts'
import { OperatorRefusedError } from '../primitives/errors.ts'
import type { OperatorDoor } from './operator-door.ts'

/** An operator who shows the code of an own app. */
export interface OperatorProof {
  readonly name: string
  readonly code: string
}

/**
 * Lets two different operators through together, one of them an engineer (R32). Rejects with `OperatorRefusedError`;
 * whoever is heard has used up that code.
 */
export async function twoOperators(
  door: OperatorDoor,
  [first, second]: readonly [OperatorProof, OperatorProof],
): Promise<readonly [Operator, Operator]> {
  if (first.name === second.name) throw new OperatorRefusedError('same_operator')
  const one = await door(first.name, first.code)
  const other = await door(second.name, second.code)
  if (one.role !== 'engineer' && other.role !== 'engineer') throw new OperatorRefusedError('no_engineer')
  return [one, other]
}
