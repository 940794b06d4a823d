import { type Accounts, type ClientContext, systemRandom, trustedProxies } from '@ecforce-accounts/core'
import type { Request, Response } from 'express'
import { clientContext, goneSignal } from './client-context.ts'
import { accountsCookies } from './cookies.ts'
import { ownOrigin } from './own-origin.ts'
import { requestIds } from './request-id.ts'
import { signsOut } from './sign-out.ts'

/** The browser behind a request, for a host's own routes that hand it on to accounts: read as the API reads it. */
export interface RequestReader {
  /** Where the request comes from, and the tokens it has. */
  client(req: Request, res: Response): ClientContext

  /** Whether one of the issuer's own pages sent it. */
  isOwnPage(req: Request): boolean

  /** Signs the browser out, as `DELETE /session` does. It sets cookies and answers nothing. */
  signOut(req: Request, res: Response): Promise<void>
}

/** `trustedProxies` as `accountsRouter` takes them. Throws `ConfigurationError` for a range that cannot be read. */
export function requestReader(
  accounts: Pick<Accounts, 'issuer' | 'sessions' | 'signIn' | 'trustedProxies'>,
  options: { readonly trustedProxies?: readonly string[] } = {},
): RequestReader {
  const cookies = accountsCookies(accounts.issuer)
  const own = ownOrigin(accounts.issuer)
  const isTrustedProxy = trustedProxies(options.trustedProxies ?? accounts.trustedProxies)
  const nextRequestId = requestIds(systemRandom)
  const signOut = signsOut(accounts, cookies)
  const client = (req: Request, res: Response) =>
    clientContext(req, { cookies, isTrustedProxy, requestId: nextRequestId(), signal: goneSignal(res) })

  return {
    client,
    isOwnPage: ({ headers }) => own.isOwnPage(headers),
    async signOut(req, res) {
      res.append('Set-Cookie', [...(await signOut(req, client(req, res)))])
    },
  }
}
