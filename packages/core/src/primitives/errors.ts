import type { Instant } from './clock.ts'

/** Every way in which a request can be unable to go on; stable, and safe to show. */
export type AccountsErrorCode =
  | 'flow_not_found'
  | 'flow_conflict'
  | 'session_required'
  | 'session_restricted'
  | 'step_up_required'
  | 'throttled'
  | 'proof_required'
  | 'operator_refused'
  | 'operator_required'
  | 'factor_lift_refused'
  | 'overloaded'
  | 'password_unacceptable'
  | 'link_unusable'
  | 'code_malformed'
  | 'factor_refused'
  | 'import_unreadable'
  | 'shop_not_found'
  | 'member_not_found'
  | 'member_refused'
  | 'rollout_refused'
  | 'service_refused'
  | 'readiness_refused'
  | 'bypass_refused'
  | 'bypass_not_found'
  | 'storage_failed'
  | 'mail_failed'
  | 'configuration_invalid'

/**
 * The request cannot go on. `code` is one of a closed set; facts are fields of the subclasses.
 *
 * No message, field or cause holds a secret or tells whether an account exists.
 */
export class AccountsError extends Error {
  readonly code: AccountsErrorCode

  constructor(code: AccountsErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** The flow is unknown, expired, finished or ended: the journey has to begin anew. */
export class FlowNotFoundError extends AccountsError {
  constructor() {
    super('flow_not_found', 'no such flow is open')
  }
}

/** Nothing was evaluated: another tab's flow is the browser's now, or another request advanced this one first. */
export class FlowConflictError<Step = unknown> extends AccountsError {
  /** Where the browser's flow stands. */
  readonly step: Step

  constructor(step: Step) {
    super('flow_conflict', 'the flow stands elsewhere than this request assumed')
    this.step = step
  }
}

/** There is no live session behind this request. */
export class SessionRequiredError extends AccountsError {
  constructor() {
    super('session_required', 'a session is required')
  }
}

/** This session may not do that, and proving oneself again would not change it. */
export class SessionRestrictedError extends AccountsError {
  /** From when on it may; `null` when not at all. */
  readonly until: Instant | null

  constructor(until: Instant | null) {
    super('session_restricted', 'this session may not do that')
    this.until = until
  }
}

/** A factor has to be proven once more, now, before this can be done; then the same request is heard. */
export class StepUpRequiredError extends AccountsError {
  constructor() {
    super('step_up_required', 'a fresh proof of a factor is required')
  }
}

/** What was typed is no code of the factor that was asked for; nothing was counted or compared. */
export class CodeMalformedError extends AccountsError {
  readonly factor: 'email' | 'totp' | 'recovery'

  constructor(factor: 'email' | 'totp' | 'recovery') {
    super('code_malformed', `that is no code of the factor ${factor}`)
    this.factor = factor
  }
}

/** The mailed link was used, has expired, or is void; to whoever holds it these are one. */
export class LinkUnusableError extends AccountsError {
  readonly supportCode: string

  constructor(supportCode: string) {
    super('link_unusable', 'the link cannot be used, or not any more')
    this.supportCode = supportCode
  }
}

/** Why a change of factors cannot be made; nothing was changed. */
export type FactorRefusal =
  /** It is the last that the account could prove itself by. */
  | 'last_factor'
  /** A shop of the account asks for it. */
  | 'required_by_policy'
  /** No shop of the account lets a mailed code be a factor. */
  | 'barred_by_policy'
  /** It is switched on already. */
  | 'enrolled'
  /** There is no such factor, or no such factor any more. */
  | 'not_enrolled'
  /** No app is being enrolled, or not any more. */
  | 'not_begun'

/** The account's factors cannot be changed so. */
export class FactorRefusedError extends AccountsError {
  readonly reason: FactorRefusal

  constructor(reason: FactorRefusal) {
    super('factor_refused', `the factors cannot be changed so: ${reason}`)
    this.reason = reason
  }
}

/** Too many attempts from here or for this name; nothing was compared. */
export class ThrottledError extends AccountsError {
  /** From when on the next attempt is heard. */
  readonly retryAt: Instant
  readonly supportCode: string

  constructor(retryAt: Instant, supportCode: string) {
    super('throttled', 'too many attempts')
    this.retryAt = retryAt
    this.supportCode = supportCode
  }
}

/** A small piece of work has to be done before this is heard; nothing was compared. */
export class ProofRequiredError extends AccountsError {
  /** What the work is done on: SHA-256 of `challenge.solution` has to begin with `difficultyBits` zero bits. */
  readonly challenge: string
  readonly difficultyBits: number

  constructor(challenge: string, difficultyBits: number) {
    super('proof_required', 'a proof of work is required')
    this.challenge = challenge
    this.difficultyBits = difficultyBits
  }
}

/** The server has more work waiting than it will take on; nothing was done. */
export class OverloadedError extends AccountsError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('overloaded', `no room for more work; try again in ${retryAfterSeconds} s`)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Why an operator is not let through. */
export type OperatorRefusal =
  | 'unknown'
  | 'wrong_code'
  | 'replayed'
  | 'too_many'
  | 'bad_name'
  | 'name_taken'
  /** Two have to stand behind it, not one twice. */
  | 'same_operator'
  /** One of the two has to be an engineer. */
  | 'no_engineer'

/** An operator could not be proven, or not be made; `reason` says why, for operators alone. */
export class OperatorRefusedError extends AccountsError {
  readonly reason: OperatorRefusal

  constructor(reason: OperatorRefusal) {
    super('operator_refused', `the operator was refused: ${reason}`)
    this.reason = reason
  }
}

/** Why a factor's lift is refused. */
export type FactorLiftRefusal =
  | 'not_found'
  | 'not_enrolled'
  | 'outstanding'
  | 'settled'
  | 'self_approval'
  | 'not_engineer'

/** A factor cannot be lifted so; `reason` says why, for operators alone. */
export class FactorLiftRefusedError extends AccountsError {
  readonly reason: FactorLiftRefusal

  constructor(reason: FactorLiftRefusal) {
    super('factor_lift_refused', `the lift was refused: ${reason}`)
    this.reason = reason
  }
}

/** No shop has this name; `shopId` repeats it. */
export class ShopNotFoundError extends AccountsError {
  readonly shopId: string

  constructor(shopId: string) {
    super('shop_not_found', `there is no shop ${shopId}`)
    this.shopId = shopId
  }
}

/** No member answers to that name in the state it would have to be in. */
export class MemberNotFoundError extends AccountsError {
  constructor() {
    super('member_not_found', 'there is no such member')
  }
}

/** Why something cannot be done with a shop's member or invitation; nothing was changed. */
export type MemberRefusal =
  /** The row does not stand where that could be done. */
  | 'wrong_state'
  /** One cannot do that to oneself. */
  | 'oneself'
  /** The shop would have no administrator left who can act. */
  | 'last_administrator'
  /** Others changed it at the same time. */
  | 'conflict'
  /** The invitation has ended, or its member is not waiting for one any more. */
  | 'invitation_over'
  | 'sent_too_often'
  /** The account's password is still one that a shop has known: another shop comes after a new one. */
  | 'own_password_first'
  /** Whoever is to stand for a shared account is no other active member of the shop. */
  | 'responsible_unusable'
  /** The day is not from tomorrow on and within ninety days. */
  | 'day_unusable'

/** That cannot be done with this member or invitation. */
export class MemberRefusedError extends AccountsError {
  readonly reason: MemberRefusal

  constructor(reason: MemberRefusal) {
    super('member_refused', `that cannot be done with this member: ${reason}`)
    this.reason = reason
  }
}

/** Members cannot be marked: the shop is announced, or others changed them at the same time. */
export class ReadinessRefusedError extends AccountsError {
  readonly reason: 'announced' | 'conflict'

  constructor(reason: 'announced' | 'conflict') {
    super('readiness_refused', `the members cannot be marked: ${reason}`)
    this.reason = reason
  }
}

/** A setting is missing, malformed or contradicts another; `setting` names it. */
export class ConfigurationError extends AccountsError {
  readonly setting: string

  constructor(setting: string, message: string) {
    super('configuration_invalid', `${setting}: ${message}`)
    this.setting = setting
  }
}

/** The database could not do what was asked; `cause` says why. */
export class StorageError extends AccountsError {
  constructor(message: string, cause: unknown) {
    super('storage_failed', message, { cause })
  }
}
