import express, { type Express } from 'express'

/** One way of answering who is signed in. */
export interface SessionServer {
  readonly app: Express
  /** What answers with 200 and the address of whoever is signed in, with 401 otherwise: paths by name. */
  readonly paths: Readonly<Record<string, string>>
  /** A `Cookie` header that is signed in. */
  readonly cookie: string
  /** The address of whoever it signs in. */
  readonly email: string
  /** The same checks without HTTP, by name; each resolves to who is signed in. */
  readonly checks: Readonly<Record<string, () => unknown>>
}

/** Accounts and sessions in every database besides the one that is asked for. */
export const OTHERS = 10_000

/** An Express application without what nobody here measures. */
export function plainExpress(): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  return app
}
