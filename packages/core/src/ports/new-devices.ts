import type { NewDevice } from '../domain/new-device.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Sign-ins from unknown browsers that are told in one mail. They come in by the `along` of the sign-in that they are. */
export interface NewDevices {
  /** Accounts with something to tell that were told last before or at `toldBy`, or never; at most `limit`. */
  due(toldBy: Instant, limit: number): Promise<readonly UntoldDevices[]>

  /**
   * Takes these sign-ins away with the mail that tells of them. `true` for one caller; `false`, with nothing written, when
   * the account was told meanwhile. What has come in since stays for the next time.
   */
  tell(untold: UntoldDevices, at: Instant, along: Along): Promise<boolean>

  /** Forgets when accounts were told, of those who were before then; some at a time. */
  sweep(toldBefore: Instant): Promise<void>
}

export interface UntoldDevices {
  readonly accountId: AccountId
  /** The oldest first; one at least. */
  readonly devices: readonly NewDevice[]
  /** When its owner was told of new devices last; `null` when that is long ago, or never was. */
  readonly toldAt: Instant | null
}
