import type { Accounts, ServiceId } from '@ecforce-accounts/core'
import type { RequestReader } from '@ecforce-accounts/express-adapter'
import type { Request, Response } from 'express'
import type { KoaContextWithOIDC } from 'oidc-provider'

/** The few pages that the provider shows itself, as HTML. */
export interface ProviderPages {
  /** Asks whether to sign out; `form` is the provider's, by the id `op.logoutForm`. */
  askToSignOut(form: string): string
  failed(code: string): string
}

export interface SigningOutDeps {
  readonly accounts: Pick<Accounts, 'sessions' | 'entry'>
  readonly reader: RequestReader
  readonly pages: ProviderPages
}

/** Signing out by a service (OpenID Connect RP-Initiated Logout): everywhere, since the session here is what all rest on. */
export function signingOut({ accounts, reader, pages }: SigningOutDeps) {
  return {
    sources: {
      /** A service that shows an ID token of this very session speaks for its user. Everybody else is asked. */
      async logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void> {
        if (await isOfThisSession(ctx)) {
          await signOut(ctx)
          await ctx.oidc.session?.destroy()
          leave(ctx)
        } else {
          ctx.set('Content-Security-Policy', leavingAllowed(ctx))
          ctx.body = pages.askToSignOut(form)
        }
      },

      postLogoutSuccessSource: (ctx: KoaContextWithOIDC): void => ctx.redirect(SIGNED_OUT),
    },

    /** What is left to do once the provider has answered. */
    async after(ctx: KoaContextWithOIDC): Promise<void> {
      const { oidc } = ctx
      // Nobody was signed in: there is nothing to ask, and no form to send by itself.
      if (oidc?.route === 'end_session' && ctx.status === 200 && oidc.session?.accountId === undefined) leave(ctx)
      if (oidc?.route === 'end_session_confirm' && ctx.status === 303 && oidc.params?.logout) await signOut(ctx)
    },
  }

  async function isOfThisSession({ req, res, oidc }: KoaContextWithOIDC): Promise<boolean> {
    const hint = oidc.entities.IdTokenHint?.payload
    if (typeof hint?.sid !== 'string' || !oidc.client) return false
    const client = reader.client(req as Request, res as Response)
    const [view, entrant] = await Promise.all([
      accounts.sessions.check(client.sessionToken, () => client),
      accounts.entry.standing(hint.sid, oidc.client.clientId as ServiceId, () => client),
    ])
    return view !== null && view.session.id === entrant?.sessionId
  }

  function signOut({ req, res }: KoaContextWithOIDC): Promise<void> {
    return reader.signOut(req as Request, res as Response)
  }
}

const SIGNED_OUT = '/signed-out'

interface Leaving {
  readonly postLogoutRedirectUri?: string | undefined
  readonly state?: string | undefined
}

/** On to where the service wants them, which the provider has held against what was registered. */
function leave(ctx: KoaContextWithOIDC): void {
  const { postLogoutRedirectUri, state } = (ctx.oidc.session?.state ?? {}) as Leaving
  const target = new URL(postLogoutRedirectUri ?? SIGNED_OUT, ctx.oidc.issuer)
  if (postLogoutRedirectUri !== undefined && state !== undefined) target.searchParams.set('state', state)
  ctx.status = 303
  ctx.redirect(target.href)
}

/** Browsers hold the answer to a form against the policy of its page, and this one leads on to the service. */
function leavingAllowed(ctx: KoaContextWithOIDC): string {
  const { postLogoutRedirectUri } = (ctx.oidc.session?.state ?? {}) as Leaving
  const further = postLogoutRedirectUri === undefined ? '' : ` ${new URL(postLogoutRedirectUri).origin}`
  return ctx.response.get('Content-Security-Policy').replace("form-action 'self'", `form-action 'self'${further}`)
}
