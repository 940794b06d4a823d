import { createHash, timingSafeEqual } from 'node:crypto'
import { type RequestHandler, Router } from 'express'
import { orders } from './orders.ts'

/**
 * What other systems of the shop work with: JSON, by a token that they have had from the start. Nothing about it changes
 * with accounts, in any phase.
 */
export function ordersApi(token: string): Router {
  const router = Router()
  const needsToken: RequestHandler = (req, res, next) => {
    const [, given = ''] = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '') ?? []
    if (isSame(given, token)) next()
    else res.status(401).json({ error: 'invalid_token' })
  }
  router.use(needsToken)
  router.get('/orders', (_req, res) => void res.json({ orders }))
  router.get('/orders/:id', (req, res) => {
    const order = orders.find(({ id }) => id === req.params.id)
    if (order) res.json(order)
    else res.status(404).json({ error: 'not_found' })
  })
  return router
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
