import type { IncomingMessage } from 'node:http'
import { deriveClientAddress, type IpAddress, type TrustedProxies } from '@ecforce-accounts/core/gate'

/** What is looked at of a request to tell whose it is, and where it comes from. */
export interface Arriving {
  readonly headers: IncomingMessage['headers']
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>
}

/** A request as it arrived. Its socket is asked at once: one that has closed meanwhile no longer knows its peer. */
export function arrivalOf({ headers, socket: { remoteAddress } }: Arriving): Arriving {
  return { headers, socket: { remoteAddress } }
}

/**
 * Where a request comes from: the socket's peer, or what our own proxies say of it in `X-Forwarded-For`. No other header
 * is looked at, whoever has set it, and Express' `trust proxy` has no part in it.
 */
export function addressOf({ headers, socket }: Arriving, isTrustedProxy: TrustedProxies): IpAddress | null {
  return deriveClientAddress(socket.remoteAddress, forwardedForOf(headers), isTrustedProxy)
}

/** Node joins repeated lines of this header by commas, in the order they came. */
export function forwardedForOf({ 'x-forwarded-for': chain }: IncomingMessage['headers']): string | undefined {
  return Array.isArray(chain) ? chain.join(',') : chain
}
