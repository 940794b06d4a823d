import type { Accounts } from '@ecforce-accounts/core'
import { Router } from 'express'

const PATIENCE_MILLISECONDS = 2000

export interface HealthOptions {
  readonly accounts: Pick<Accounts, 'ping'>
  /** Whether this process is about to end: it is alive and wants no more work. */
  readonly isStopping: () => boolean
}

/** `GET /healthz`: the process lives. `GET /readyz`: it can serve, so its database answers. */
export function healthRoutes({ accounts, isStopping }: HealthOptions): Router {
  const router = Router()
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    const reason = isStopping() ? 'stopping' : (await databaseAnswers(accounts)) ? null : 'database'
    res.status(reason === null ? 200 : 503).json(reason === null ? { status: 'ok' } : { status: 'unavailable', reason })
  })
  return router
}

/** Whether the database answers in time. Why it does not, the requests that need it say in the log. */
export async function databaseAnswers({ ping }: HealthOptions['accounts']): Promise<boolean> {
  const answered = ping().then(
    () => true,
    () => false,
  )
  const late = new Promise<false>((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS, false).unref())
  return Promise.race([answered, late])
}
