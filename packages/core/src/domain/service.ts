import type { Instant } from '../primitives/clock.ts'
import type { ServiceId, ShopId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import { isWebAddress } from '../primitives/web-address.ts'

/** What works here in a shop's name: its back end, known by an id and a secret. It reaches that one shop and no other. */
export interface Service {
  readonly id: ServiceId
  readonly shopId: ShopId
  /** What people call it. */
  readonly name: string
  /** The newest first; two while one takes the other's place. */
  readonly secrets: readonly ServiceSecret[]
  readonly addedAt: Instant
  /** Where people enter it; `null` when it is a back end and nothing else. */
  readonly web: ServiceWeb | null
}

/** Where a service is entered, and left. Every address is compared as a whole. */
export interface ServiceWeb {
  /** Where the portal leads: begins a sign-in there (OpenID Connect Core 4). */
  readonly startUrl: string
  /** Where a code may be sent; one to ten. */
  readonly redirectUris: readonly string[]
  /** Where a browser may be sent after signing out everywhere; at most ten. */
  readonly postLogoutUris: readonly string[]
  /** Is told that somebody has signed out (OpenID Connect Back-Channel Logout); `null`: is not told. */
  readonly backChannelLogoutUrl: string | null
  /** A PNG as a `data:` URL of 16 KiB at the most; `null`: its first letter stands for it. */
  readonly icon: string | null
}

const ICON = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/
const LONGEST_ICON = 16_384

/** Which part of it cannot be served; `null` when all of it can. */
export function unfitPart(web: ServiceWeb): keyof ServiceWeb | null {
  const { startUrl, redirectUris, postLogoutUris, backChannelLogoutUrl, icon } = web
  if (!isWebAddress(startUrl)) return 'startUrl'
  if (redirectUris.length === 0 || !areTargets(redirectUris)) return 'redirectUris'
  if (!areTargets(postLogoutUris)) return 'postLogoutUris'
  if (backChannelLogoutUrl !== null && !areTargets([backChannelLogoutUrl])) return 'backChannelLogoutUrl'
  return icon === null || (icon.length <= LONGEST_ICON && ICON.test(icon)) ? null : 'icon'
}

/** A fragment never reaches a server, so an address that is compared as a whole has none (RFC 6749 3.1.2). */
function areTargets(addresses: readonly string[]): boolean {
  return addresses.length <= 10 && addresses.every((address) => isWebAddress(address) && !address.includes('#'))
}

/** A secret as it is stored; its text is in the answer that made it, and nowhere else. */
export interface ServiceSecret {
  readonly hash: TokenHash
  readonly issuedAt: Instant
}

/** Who a service is, for the audit log. */
export function serviceActor({ id }: Pick<Service, 'id'>): string {
  return `service:${id}`
}
