import type { Instant } from './clock.ts'

/** Every way in which a request can be unable to go on; stable, and safe to show. */
export type AccountsErrorCode =
  | 'flow_not_found'
  | 'flow_conflict'
  | 'session_required'
  | 'session_restricted'
  | 'step_up_required'
  | 'throttled'
  | 'overloaded'
  | 'password_unacceptable'
  | 'import_unreadable'
  | 'shop_not_found'
  | 'member_not_found'
  | 'rollout_refused'
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

/** The server has more work waiting than it will take on; nothing was done. */
export class OverloadedError extends AccountsError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('overloaded', `no room for more work; try again in ${retryAfterSeconds} s`)
    this.retryAfterSeconds = retryAfterSeconds
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
