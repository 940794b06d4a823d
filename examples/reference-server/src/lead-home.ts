import { isLoopbackHost } from '@ecforce-accounts/core'
import type { RequestHandler } from 'express'

/**
 * Leads from another name of this machine, such as `localhost` where the issuer says `127.0.0.1`, to the issuer's own,
 * which alone the API serves and the cookies know.
 */
export function leadHome(issuer: string): RequestHandler {
  const { host: ownHost, port: ownPort, protocol } = new URL(issuer)
  return (req, res, next) => {
    const sent = `http://${req.headers.host ?? ownHost}`
    const asked = URL.canParse(sent) ? new URL(sent) : null
    const isNickname =
      protocol === 'http:' &&
      asked !== null &&
      asked.host !== ownHost &&
      asked.port === ownPort &&
      isLoopbackHost(asked.hostname)
    if (isNickname) res.redirect(302, issuer + req.originalUrl)
    else next()
  }
}
