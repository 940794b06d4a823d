import { once } from 'node:events'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { BackChannel } from '@ecforce-accounts/core'

/** Longer than a shop that is well takes; whoever is told late is told again. */
const PATIENCE_MILLISECONDS = 5_000

/** Tells services over HTTP. A redirect is not followed: the token is for the address that was registered. */
export const backChannel: BackChannel = {
  async tell(url, logoutToken) {
    const target = new URL(url)
    const request = target.protocol === 'https:' ? secureRequest : plainRequest
    const sending = request(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      ...(target.hostname.endsWith('.localhost') && { lookup: loopback }),
    })
    sending.end(new URLSearchParams({ logout_token: logoutToken }).toString())
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    response.resume()
    const { statusCode } = response
    if (statusCode !== 200 && statusCode !== 204) throw new Error(`it answered ${statusCode}`)
  },
}

/** What browsers do with such names by themselves (RFC 6761 6.3), and not every resolver does. */
const loopback: LookupFunction = (_name, { all }, done) => {
  if (all) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
