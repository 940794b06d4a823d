import { type Clock, ConfigurationError } from '@ecforce-accounts/core/gate'
import type { NextFunction, Request, Response } from 'express'
import { pages } from './accounts-pages.ts'
import type { AccountsRoutes } from './accounts-routes.ts'
import { wantedBy } from './decide-passage.ts'
import { askToSignIn, askToStepUp, leadTo, refuseRobot, send } from './gate-answers.ts'
import { gateOf, wholePath } from './gate-of.ts'
import { pageAnswer } from './gate-pages.ts'
import { CLOCK_TOLERANCE_SECONDS } from './openid-provider.ts'
import { isFreshEnough, isStrongEnough, type StepUp } from './step-up.ts'

const SHORTEST_AGE_SECONDS = 60
const LONGEST_AGE_SECONDS = 43_200

/** Stands before what not every sign-in is enough for. Throws `ConfigurationError`. */
export function stepUpBefore(
  { acr, maxAgeSeconds }: StepUp,
  { clock, routes, top }: { readonly clock: Clock; readonly routes: AccountsRoutes; readonly top: string },
): (req: Request, res: Response, next: NextFunction) => void {
  if (maxAgeSeconds !== undefined && !(maxAgeSeconds >= SHORTEST_AGE_SECONDS && maxAgeSeconds <= LONGEST_AGE_SECONDS)) {
    throw new ConfigurationError('maxAgeSeconds', 'must be from 60 to 43200')
  }
  const asked = { acr: acr ?? null, maxAgeSeconds: maxAgeSeconds ?? null }

  return (req, res, next) => {
    const { member } = gateOf(req)
    const language = req.headers['accept-language']
    const isPage = wantedBy(req.method, req.headers) === 'page'
    const isSeen = isPage && (req.method === 'GET' || req.method === 'HEAD')
    if (member === null) {
      const signInUrl = routes.startUrl(isSeen ? wholePath(req) : null)
      return send(res, isPage ? leadTo(signInUrl) : askToSignIn(signInUrl, language))
    }
    if (member.sessionClass === 'robot') {
      return send(res, isPage ? pageAnswer(pages.robot(top), language) : refuseRobot(language))
    }
    const isFresh = isFreshEnough(member, asked.maxAgeSeconds, clock.now(), CLOCK_TOLERANCE_SECONDS)
    if (isStrongEnough(member, asked.acr) && isFresh) return next()
    if (!isPage) return send(res, askToStepUp(routes.startUrl(null, asked), language))
    const stepUpUrl = routes.startUrl(isSeen ? wholePath(req) : null, asked)
    send(res, isSeen ? leadTo(stepUpUrl) : pageAnswer(pages.stepUp(stepUpUrl), language))
  }
}
