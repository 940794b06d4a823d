import express, { Router } from 'express'
import { z } from 'zod'
import type { Authenticator } from './authenticator.ts'
import { jsonOnly, otherMethods, ownPagesOnly, refuse, unreadableBody } from './own-machine.ts'

const Name = z.string().trim().min(1).max(200)
const AdditionRequest = z.union([
  z.strictObject({ uri: z.string().max(2_000), label: Name.optional() }),
  z.strictObject({ secret: z.string().max(500), label: Name, issuer: Name.optional() }),
])

/**
 * `GET /authenticator` → `{ now, entries }`; `POST /authenticator { uri }` or `{ label, secret }` → 201 and the entry;
 * `DELETE /authenticator/:id` → 204.
 */
export function authenticatorRoutes(authenticator: Authenticator, now: () => number): Router {
  const router = Router()
  router.get('/authenticator', (_req, res) => {
    res.json({ now: new Date(now()).toISOString(), entries: authenticator.entries() })
  })
  router.post('/authenticator', ownPagesOnly, jsonOnly, express.json({ limit: '8kb', inflate: false }), (req, res) => {
    const read = AdditionRequest.safeParse(req.body)
    if (!read.success)
      return refuse(res, 400, 'request_invalid', 'Send { "uri": "otpauth://totp/…" } or { "label", "secret" }.')
    const addition = authenticator.add(read.data)
    if (addition.added) res.status(201).json(addition.entry)
    else if (addition.reason === 'not-time-based')
      refuse(res, 422, 'not_time_based', 'Codes by counter (HOTP) are not kept here.')
    else
      refuse(res, 422, 'secret_unreadable', 'That is neither an otpauth link nor a base32 secret of ten bytes or more.')
  })
  router.all('/authenticator', otherMethods('GET', 'POST'))
  router.delete('/authenticator/:id', ownPagesOnly, (req, res) => {
    if (authenticator.remove(String(req.params.id))) res.status(204).end()
    else refuse(res, 404, 'entry_not_found', 'There is no such entry, or no longer.')
  })
  router.all('/authenticator/:id', otherMethods('DELETE'))
  router.use(unreadableBody)
  return router
}
