import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { AccountId, NewDeviceId } from '../primitives/ids.ts'

/** A sign-in from a browser that the account did not know, of which its owner is still to be told. */
export interface NewDevice {
  readonly id: NewDeviceId
  readonly accountId: AccountId
  readonly at: Instant
  readonly userAgent: string | null
  readonly address: IpAddress | null
}

/** How long after one telling of new devices the next one waits, for accounts that several people share. */
export const DEVICE_TELLING_MILLISECONDS = 24 * 3_600_000
