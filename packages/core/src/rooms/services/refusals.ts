import { AccountsError } from '../../primitives/errors.ts'

/** Why nothing was changed about a service. */
export type ServiceRefusal =
  /** An id is 2 to 63 lower-case letters, digits and inner hyphens. */
  | 'bad_id'
  | 'bad_name'
  | 'id_taken'
  | 'unknown'
  /** It has two already: the older has to be retired first. */
  | 'two_secrets'
  /** It has no older one to retire. */
  | 'one_secret'
  /** Two operators have to stand behind it. */
  | 'two_operators'

/** A service cannot be changed so; nothing was changed. */
export class ServiceRefusedError extends AccountsError {
  readonly reason: ServiceRefusal

  constructor(reason: ServiceRefusal) {
    super('service_refused', `the service cannot be changed so: ${reason}`)
    this.reason = reason
  }
}
