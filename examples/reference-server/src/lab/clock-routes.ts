import express, { type Response, Router } from 'express'
import { z } from 'zod'
import type { LabClock } from './clock.ts'
import { jsonOnly, otherMethods, ownPagesOnly, refuse, unreadableBody } from './own-machine.ts'

/** The first and last instants that every part of the product can write down. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z')
const LATEST = Date.parse('2100-01-01T00:00:00Z')

const ClockRequest = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)) }),
  z.strictObject({
    advanceSeconds: z
      .number()
      .min(0)
      .max(100 * 366 * 86_400),
  }),
])

/**
 * `GET /clock` and `POST /clock { now | advanceSeconds }`, both answering `{ now, offsetSeconds }`; the latter once `onMoved`
 * has done what became due meanwhile.
 */
export function clockRoutes(clock: LabClock, onMoved: () => Promise<void>): Router {
  const router = Router()
  router.get('/clock', (_req, res) => answer(res, clock))
  router.post('/clock', ownPagesOnly, jsonOnly, express.json({ limit: '1kb', inflate: false }), async (req, res) => {
    const read = ClockRequest.safeParse(req.body)
    if (!read.success)
      return refuse(res, 400, 'request_invalid', 'Send { "now": ISO 8601 } or { "advanceSeconds": number }.')
    const wanted = 'now' in read.data ? read.data.now : clock.now() + read.data.advanceSeconds * 1000
    if (wanted < EARLIEST || wanted >= LATEST)
      return refuse(res, 400, 'request_invalid', 'The clock runs from 2000 to 2100.')
    clock.set(wanted)
    await onMoved()
    answer(res, clock)
  })
  router.all('/clock', otherMethods('GET', 'POST'))
  router.use(unreadableBody)
  return router
}

function answer(res: Response, clock: LabClock): void {
  res.json({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offsetMilliseconds() / 1000 })
}
