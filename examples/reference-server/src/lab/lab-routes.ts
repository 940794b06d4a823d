import type { Accounts } from '@ecforce-accounts/core'
import { Router } from 'express'
import { leadHome } from '../lead-home.ts'
import type { CastSheet } from './cast-sheet.ts'
import type { LabClock } from './clock.ts'
import { clockRoutes } from './clock-routes.ts'
import { type LabAddresses, readLabPages } from './lab-pages.ts'
import { thisMachineOnly, wantsPage } from './own-machine.ts'

export interface LabOptions {
  /** What becomes due when the clock is moved is done at once, and not at the worker's next turn. */
  readonly accounts: Pick<Accounts, 'doDue'>
  readonly clock: LabClock
  readonly issuer: string
  /** Where the mailbox is; `null`: mails go elsewhere. */
  readonly mailbox: LabAddresses['mailbox']
  /** `null`: nobody was put in. */
  readonly cast: CastSheet | null
}

/**
 * What stands under `/lab` at the server's own address: the start page, the clock, the cast, the design system. A page for
 * browsers and JSON for programs, at the same path.
 *
 * For demonstrations and tests alone: only this machine is answered, under the issuer's own name, and no page of
 * another site can change anything.
 */
export function labRoutes({ accounts, clock, issuer, mailbox, cast }: LabOptions): Router {
  const { host } = new URL(issuer)
  const pages = readLabPages({ accounts: issuer, mailbox })
  const router = Router()
  router.get('/{*path}', leadHome(issuer))
  router.use(thisMachineOnly((asked) => asked === host))
  router.use('/assets', pages.assets)
  router.get(['/', '/support', '/design', '/design/card', '/design/loading'], pages.document)
  router.get(['/clock', '/cast'], (req, res, next) => {
    if (wantsPage(req)) pages.document(req, res, next)
    else next()
  })
  router.get('/cast', (_req, res) => {
    res.json(cast ?? { shops: [], people: [], operators: [] })
  })
  router.use(clockRoutes(clock, accounts.doDue))
  return router
}
