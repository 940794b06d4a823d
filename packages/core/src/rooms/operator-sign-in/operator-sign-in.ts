import { codeBudget, type OperatorCodes } from '../../access/operator-codes.ts'
import type { SignInThrottle, SpentPasswordAttempt } from '../../access/sign-in-throttle.ts'
import type { PasswordHash } from '../../domain/account.ts'
import { type AuditEvent, type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import { isOperatorName, type Operator, type OperatorSession } from '../../domain/operator.ts'
import { isLive, operatorSessionLifetime } from '../../policy/session-lifetime.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { OperatorSessionStore, OperatorSessionView } from '../../ports/operator-session-store.ts'
import type { OperatorStore } from '../../ports/operator-store.ts'
import type { PasswordHasher } from '../../ports/password-hasher.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { OverloadedError } from '../../primitives/errors.ts'
import { newSupportCode } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken, readSecretToken } from '../../primitives/secret-token.ts'

/** Operators in the browser: a password and a code of their app, both at once, for a session of its own kind. */
export interface OperatorSignIn {
  /**
   * Unknown name, wrong password and wrong code are one answer after the same work. A code is accepted once, here and on
   * the command line together. `formerToken`: the session this browser had, which ends.
   *
   * Throws `ThrottledError`, and `OverloadedError` when the hash queue is full.
   */
  start(proof: OperatorCredentials, client: ClientContext, formerToken: string | null): Promise<OperatorSignInOutcome>

  /** The live session behind a cookie's token, or `null`. */
  check(token: string | null | undefined): Promise<OperatorSessionView | null>

  /** Signs out here. Resolves to `false` when there was nothing to end. */
  end(token: string | null | undefined, client: ClientContext): Promise<boolean>
}

/** What an operator types. */
export interface OperatorCredentials {
  /** In whatever case. */
  readonly name: string
  readonly password: string
  readonly code: string
}

export type OperatorSignInOutcome =
  /** The token is for the cookie alone. */
  | (OperatorSessionView & { readonly outcome: 'signed-in'; readonly token: string })
  | { readonly outcome: 'rejected'; readonly supportCode: string }

export interface OperatorSignInDeps {
  readonly operators: OperatorStore
  readonly operatorSessions: OperatorSessionStore
  readonly operatorCodes: OperatorCodes
  readonly hasher: PasswordHasher
  readonly throttle: SignInThrottle
  readonly audit: AuditLog
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
}

/** How far `lastSeenAt` may lag. */
const SEEN_GRAIN_MILLISECONDS = 60_000

export function operatorSignIn(deps: OperatorSignInDeps): OperatorSignIn {
  const { operators, operatorSessions, operatorCodes, hasher, throttle, audit, keys, clock, random } = deps

  return {
    async start({ name: typed, password, code }, client, formerToken) {
      const name = typed.trim().toLowerCase()
      const attempt = await throttle.operator(name, client)
      const operator = isOperatorName(name) ? await operators.find(name) : null
      const current = await provenPassword(operator, password, attempt, client)

      // Whoever did not prove the password spends nothing of the operator's own: strangers shut nobody out.
      const proven = current === null ? null : operator
      const budget = proven === null ? `operator-unproven:${keys.pseudonym(name)}` : codeBudget(name)
      const refusal = await operatorCodes.verify(budget, proven, code)
      if (proven === null || current === null || refusal !== null) {
        await attempt.failed()
        return reject(operator, current === null ? passwordReason(operator) : (refusal ?? 'unknown'), client)
      }

      const { session, token } = newSession(proven, client)
      const issuing = { password: current, replaces: readSecretToken(formerToken) }
      const signedIn = event({ name: 'operator.signed_in', outcome: 'ok', ...by(proven.name), client })
      if (!(await operatorSessions.issue(session, issuing, { events: [signedIn] }))) {
        return reject(operator, 'changed', client)
      }
      await attempt.forgive()
      return { outcome: 'signed-in', session, operator: { name: proven.name, role: proven.role }, token }
    },

    async check(token) {
      const tokenHash = readSecretToken(token)
      const view = tokenHash === null ? null : await operatorSessions.find(tokenHash)
      const now = clock.now()
      if (view === null || !isLive(view.session, operatorSessionLifetime, now)) return null
      const { session } = view
      if (now >= session.lastSeenAt + SEEN_GRAIN_MILLISECONDS) await operatorSessions.touch(session.tokenHash, now)
      return view
    },

    async end(token, client) {
      const tokenHash = readSecretToken(token)
      const view = tokenHash === null ? null : await operatorSessions.find(tokenHash)
      if (tokenHash === null || view === null) return false
      const ended = event({ name: 'operator.signed_out', outcome: 'ok', ...by(view.operator.name), client })
      return operatorSessions.end(tokenHash, { events: [ended] })
    },
  }

  /** The hash that stands behind the password by now, where it is the operator's; the same work for nobody. */
  async function provenPassword(
    operator: Operator | null,
    password: string,
    attempt: SpentPasswordAttempt,
    client: ClientContext,
  ): Promise<PasswordHash | null> {
    const stored = operator?.password ?? null
    const { matches, rehashed } = await hasher.verify(password, stored, client.signal).catch(async (error: unknown) => {
      // What was never begun was never compared.
      if (error instanceof OverloadedError || client.signal?.aborted) await attempt.refund()
      throw error
    })
    if (operator === null || stored === null || !matches) return null
    if (rehashed === null) return stored
    await operators.rehashPassword(operator.name, stored, rehashed)
    return rehashed
  }

  async function reject(
    operator: Operator | null,
    reason: string,
    client: ClientContext,
  ): Promise<OperatorSignInOutcome> {
    const supportCode = newSupportCode(random)
    const subject = operator && `operator:${operator.name}`
    await audit.append([event({ name: 'operator.refused', outcome: 'refused', reason, supportCode, subject, client })])
    return { outcome: 'rejected', supportCode }
  }

  function newSession({ name }: Operator, client: ClientContext): { session: OperatorSession; token: string } {
    const now: Instant = clock.now()
    const token = newSecretToken(random)
    const session: OperatorSession = {
      tokenHash: hashSecretToken(token),
      operator: name,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + operatorSessionLifetime.absoluteSeconds * 1000,
      client: { address: client.address, userAgent: client.userAgent },
    }
    return { session, token }
  }

  function event(facts: EventFacts): AuditEvent {
    return newAuditEvent(random, clock.now(), facts)
  }
}

function passwordReason(operator: Operator | null): string {
  if (operator === null) return 'unknown'
  return operator.password === null ? 'no_password' : 'wrong_password'
}

function by(name: string) {
  return { actor: `operator:${name}`, subject: `operator:${name}` }
}
