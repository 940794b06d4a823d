import type { ClientContext, TrustedProxies } from '@ecforce-accounts/core'
import { localeHeader } from '@ecforce-accounts/core/wire'
import type { Response } from 'express'
import { type Arriving, addressOf } from './address-of.ts'
import type { AccountsCookies } from './cookies.ts'

const LONGEST_USER_AGENT = 512

/** What a request tells about where it comes from. */
export function clientContext(
  arrived: Arriving,
  about: {
    readonly cookies: AccountsCookies
    readonly isTrustedProxy: TrustedProxies
    readonly requestId: string
    readonly signal: AbortSignal
  },
): ClientContext {
  const { headers } = arrived
  const locale = localeHeader.schema.safeParse(headers[localeHeader.name])
  return {
    address: addressOf(arrived, about.isTrustedProxy),
    userAgent: headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
    deviceToken: about.cookies.device.read(headers.cookie),
    sessionToken: about.cookies.session.read(headers.cookie),
    requestId: about.requestId,
    ...(locale.success && { locale: locale.data }),
    signal: about.signal,
  }
}

/** Aborted when the connection closes before the answer was sent. */
export function goneSignal(res: Response): NonNullable<ClientContext['signal']> {
  const gone = new AbortController()
  if (res.destroyed) gone.abort()
  else res.once('close', () => void (res.writableFinished || gone.abort()))
  return gone.signal
}
