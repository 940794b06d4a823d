import { operatorContext } from '../../access/operator-door.ts'
import { newAuditEvent } from '../../domain/audit-event.ts'
import { isOperatorName, type Operator, type OperatorRole } from '../../domain/operator.ts'
import type { OperatorStore } from '../../ports/operator-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { OperatorRefusedError } from '../../primitives/errors.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { readNumericCode } from '../../primitives/numeric-code.ts'
import type { Random } from '../../primitives/random.ts'

/** Staff of the platform with an authenticator app of their own. `actor` is who does it. */
export interface Operators {
  /** A new app for a new operator; nothing is stored before `enrol`. Rejects with `OperatorRefusedError`. */
  begin(name: string, role: OperatorRole): Promise<OperatorDraft>

  /** Makes the operator whose app shows `code`. Rejects with `OperatorRefusedError`. */
  enrol(draft: OperatorDraft, code: string, actor: string): Promise<void>

  /** By name, without their secrets. */
  list(): Promise<readonly Omit<Operator, 'totpSecret' | 'lastStep'>[]>

  /** Rejects with `OperatorRefusedError` when there is none of this name. */
  remove(name: string, actor: string): Promise<void>
}

/** An operator to be: the secret stands in the answer that makes it, and nowhere else. */
export interface OperatorDraft {
  readonly name: string
  readonly role: OperatorRole
  readonly secret: string
  /** For a QR code. */
  readonly uri: string
}

export interface OperatorsDeps {
  readonly operators: OperatorStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly totp: {
    newSecret(random: Random): string
    uri(secret: string, names: { issuer: string; label: string }): string
    matchStep(secret: string, code: string, now: Instant): number | null
  }
}

export function operators({ operators: store, keys, clock, random, totp }: OperatorsDeps): Operators {
  return {
    async begin(name, role) {
      if (!isOperatorName(name)) throw new OperatorRefusedError('bad_name')
      if (await store.find(name)) throw new OperatorRefusedError('name_taken')
      const secret = totp.newSecret(random)
      return { name, role, secret, uri: totp.uri(secret, { issuer: 'ecforce accounts operators', label: name }) }
    },

    async enrol({ name, role, secret }, code, actor) {
      const now = clock.now()
      const digits = readNumericCode(code)
      const step = digits === null ? null : totp.matchStep(secret, digits, now)
      if (step === null) throw new OperatorRefusedError('wrong_code')
      const operator: Operator = {
        name,
        role,
        totpSecret: keys.encrypt(secret, operatorContext(name)),
        // The code that confirmed the app opens nothing afterwards.
        lastStep: step,
        enrolledAt: now,
      }
      const added = newAuditEvent(random, now, {
        name: 'operator.added',
        outcome: 'ok',
        actor,
        subject: `operator:${name}`,
        details: { role },
      })
      if (!(await store.create(operator, { events: [added] }))) throw new OperatorRefusedError('name_taken')
    },

    async list() {
      return (await store.list()).map(({ name, role, enrolledAt }) => ({ name, role, enrolledAt }))
    },

    async remove(name, actor) {
      const removed = newAuditEvent(random, clock.now(), {
        name: 'operator.removed',
        outcome: 'ok',
        actor,
        subject: `operator:${name}`,
      })
      if (!(await store.remove(name, { events: [removed] }))) throw new OperatorRefusedError('unknown')
    },
  }
}
