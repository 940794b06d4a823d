import { operatorContext } from '../../access/operator-codes.ts'
import type { PasswordHash } from '../../domain/account.ts'
import { newAuditEvent } from '../../domain/audit-event.ts'
import { isOperatorName, type Operator, type OperatorRole } from '../../domain/operator.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import { passwordRules } from '../../policy/password.ts'
import type { OperatorStore } from '../../ports/operator-store.ts'
import type { TotpAlgorithm } from '../../ports/totp-algorithm.ts'
import type { Clock } from '../../primitives/clock.ts'
import { OperatorRefusedError } from '../../primitives/errors.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { readNumericCode } from '../../primitives/numeric-code.ts'
import type { Random } from '../../primitives/random.ts'

/** Staff of the platform, each with a password and an authenticator app of their own. `actor` is who does it. */
export interface Operators {
  /** A new app for a new operator; nothing is stored before `enrol`. Rejects with `OperatorRefusedError`. */
  begin(name: string, role: OperatorRole): Promise<OperatorDraft>

  /** The same with a password, of 15 characters at the least. Rejects with `PasswordUnacceptableError`. */
  withPassword(draft: OperatorDraft, password: string): Promise<ProtectedDraft>

  /** Makes the operator whose app shows `code`. Rejects with `OperatorRefusedError`. */
  enrol(draft: ProtectedDraft, code: string, actor: string): Promise<void>

  /**
   * Puts a password in place of the present one, if any, and ends the operator's sessions. Rejects with
   * `OperatorRefusedError` when there is none of this name, and with `PasswordUnacceptableError`.
   */
  setPassword(name: string, password: string, actor: string): Promise<void>

  /** By name, without their secrets. */
  list(): Promise<readonly ListedOperator[]>

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

export interface ProtectedDraft extends OperatorDraft {
  readonly password: PasswordHash
}

export interface ListedOperator extends Pick<Operator, 'name' | 'role' | 'enrolledAt'> {
  /** Whether the console opens to it. */
  readonly hasPassword: boolean
}

export interface OperatorsDeps {
  readonly operators: OperatorStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly totp: TotpAlgorithm
  readonly newPassword: NewPassword
}

export function operators({ operators: store, keys, clock, random, totp, newPassword }: OperatorsDeps): Operators {
  const hashOf = async (name: string, password: string) =>
    (await newPassword(password, [name], undefined, passwordRules.operatorMinimumLength)).hash

  return {
    async begin(name, role) {
      if (!isOperatorName(name)) throw new OperatorRefusedError('bad_name')
      if (await store.find(name)) throw new OperatorRefusedError('name_taken')
      const secret = totp.newSecret(random)
      return { name, role, secret, uri: totp.uri(secret, { issuer: 'ecforce accounts operators', label: name }) }
    },

    async withPassword(draft, password) {
      return { ...draft, password: await hashOf(draft.name, password) }
    },

    async enrol({ name, role, secret, password }, code, actor) {
      const now = clock.now()
      const digits = readNumericCode(code)
      const step = digits === null ? null : totp.matchStep(secret, digits, now)
      if (step === null) throw new OperatorRefusedError('wrong_code')
      const operator: Operator = {
        name,
        role,
        password,
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

    async setPassword(name, password, actor) {
      if (!(await store.find(name))) throw new OperatorRefusedError('unknown')
      const hash = await hashOf(name, password)
      const set = newAuditEvent(random, clock.now(), {
        name: 'operator.password_set',
        outcome: 'ok',
        actor,
        subject: `operator:${name}`,
      })
      if (!(await store.setPassword(name, hash, { events: [set] }))) throw new OperatorRefusedError('unknown')
    },

    async list() {
      return (await store.list()).map(({ name, role, enrolledAt, password }) => {
        return { name, role, enrolledAt, hasPassword: password !== null }
      })
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
