import type { OperatorProof } from '../../src/access/two-operators.ts'
import type { OperatorRole } from '../../src/domain/operator.ts'
import { appCode } from './totp-oracle.ts'
import type { World } from './world.ts'

/** Every operator's password, where none is said. */
export const operatorPassword = 'tsuki no ura made aruku'

/** Operators with their apps in the hand. */
export function operatorDesk(world: World) {
  const secrets = new Map<string, string>()
  /** What the operator's app shows now. */
  const code = (name: string) => appCode(secrets.get(name) ?? '', world.clock.now())
  return {
    code,

    async enrol(name: string, role: OperatorRole, password = operatorPassword): Promise<void> {
      const { operators } = world.accounts
      const draft = await operators.withPassword(await operators.begin(name, role), password)
      secrets.set(name, draft.secret)
      await operators.enrol(draft, appCode(draft.secret, world.clock.now()), 'operator:root')
    },

    /** The operator with the code that the app shows half a minute later: each is accepted once. */
    showing(name: string): OperatorProof {
      world.clock.advance(30_000)
      return { name, code: code(name) }
    },
  }
}
