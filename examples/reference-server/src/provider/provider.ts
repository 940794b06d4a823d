import type { Accounts, Entrant, ServiceId, ShopId } from '@ecforce-accounts/core'
import { ThrottledError } from '@ecforce-accounts/core'
import type { RequestReader } from '@ecforce-accounts/express-adapter'
import type { Request, Response } from 'express'
import { type Account, type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { adoptSession, PROVIDER_SESSION_SECONDS } from './browser-session.ts'
import { clients } from './clients.ts'
import { entryPrompt } from './entry-prompt.ts'
import { ASKED_AT, acrValues } from './entry-request.ts'
import { principalOf, subjectOfPrincipal } from './principal.ts'
import { providerPaths } from './provider-paths.ts'
import { providerRecords } from './provider-records.ts'
import { type ProviderPages, signingOut } from './signing-out.ts'

export interface ProviderDeps {
  readonly accounts: Accounts
  readonly reader: RequestReader
  readonly pages: ProviderPages
  readonly onError: (error: unknown) => void
}

const MINUTE = 60

/**
 * The OpenID provider: `oidc-provider` as it is, over the storage and the sign-in of accounts.
 *
 * It has no users, no sign-in and no sessions of its own. Who is signed in, who may enter which service and how strong
 * a sign-in has to be is asked of accounts each time.
 */
export async function openProvider({ accounts, reader, pages, onError }: ProviderDeps): Promise<Provider> {
  const { issuer, entry } = accounts
  const isSecure = issuer.startsWith('https:')
  const leaving = signingOut({ accounts, reader, pages })
  const provider = new Provider(issuer, {
    ...withoutExtras,
    adapter: (kind: string) => (kind === 'Client' ? clients(entry) : providerRecords(kind, accounts.providerState)),
    jwks: { keys: [...(await accounts.providerKeys())] },
    routes: providerPaths,
    cookies: {
      // Cookies that belong to one path cannot carry the stricter prefix.
      names: {
        session: isSecure ? '__Host-eca_sso' : 'eca_sso',
        interaction: isSecure ? '__Secure-eca_entry' : 'eca_entry',
        resume: isSecure ? '__Secure-eca_resume' : 'eca_resume',
      },
      long: { httpOnly: true, sameSite: 'lax', path: '/', signed: false },
      short: { httpOnly: true, sameSite: 'lax', signed: false },
    },
    acrValues,
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time', 'shop', 'member_id', 'role'],
      email: ['email', 'email_verified'],
      profile: ['name', 'locale'],
      iss: null,
      sid: null,
    },
    discovery: {
      // By accounts itself: see `withoutExtras`.
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      service_session_endpoint: `${issuer}/api/services/introspect`,
      ui_locales_supported: ['ja', 'en'],
    },
    extraParams: [ASKED_AT],
    extraClientMetadata: { properties: ['shop'] },
    features: { ...withoutExtras.features, rpInitiatedLogout: { enabled: true, ...leaving.sources } },
    interactions: { policy: entryPrompt(accounts, reader), url: (_ctx, { uid }) => `/sign-in/${uid}` },
    pairwiseIdentifier: (_ctx, principal, client) => subjectOfPrincipal(client.shop as ShopId, principal),
    findAccount,
    loadExistingGrant,
    renderError(ctx, out) {
      ctx.type = 'html'
      ctx.body = pages.failed(out.error)
    },
  })

  // Its addresses and whether it is secure are the issuer's, whatever a request says (`provider-routes.ts`).
  provider.proxy = true
  provider.use(async (ctx, next) => {
    const { authorization, end_session } = providerPaths
    const isBrowsers = ctx.path.startsWith(authorization) || ctx.path === end_session
    if (isBrowsers) await adoptSession(ctx, provider, accounts, reader)
    await next()
    await leaving.after(ctx as KoaContextWithOIDC)
  })

  const { Client } = provider
  // Accounts keeps no secret, and of some services two.
  Client.prototype.compareClientSecret = function (this: { readonly clientId: string }, secret: string) {
    return isSecretOf(this.clientId, secret)
  }
  // Every service is told how it knows a session, since it may ask how that stands.
  Client.prototype.includeSid = () => true

  provider.on('server_error', (_ctx, error) => onError(error))
  return provider

  /** At the authorization endpoint it was just decided who enters; later it is asked how the entry stands. */
  async function findAccount(
    _ctx: KoaContextWithOIDC,
    principal: string,
    token?: object,
  ): Promise<Account | undefined> {
    if (token === undefined) return { accountId: principal, claims: () => ({ sub: principal }) }
    const { sid, clientId } = token as { readonly sid?: string; readonly clientId?: string }
    const entrant = sid === undefined ? null : await entry.standing(sid, clientId as ServiceId, 'service')
    if (!entrant || principalOf({ accountId: entrant.accountId, id: entrant.sessionId }) !== principal) return undefined
    return { accountId: principal, claims: () => claimsOf(principal, entrant) }
  }

  async function isSecretOf(id: string, secret: string): Promise<boolean> {
    const { req, res } = Provider.ctx ?? {}
    if (!req || !res) throw new TypeError('a secret is presented in a request')
    try {
      return (await accounts.services.authenticate(id, secret, reader.client(req as Request, res as Response))) !== null
    } catch (error) {
      // Too many were wrong from there, and so is this one.
      if (error instanceof ThrottledError) return false
      throw error
    }
  }
}

/** What a service learns; which of it, its scopes say. */
function claimsOf(principal: string, { shopId, legacyId, role, email, name, locale }: Entrant) {
  return {
    sub: principal,
    shop: shopId,
    member_id: legacyId,
    ...(role !== null && { role }),
    email,
    email_verified: true,
    ...(name !== null && { name }),
    locale,
  }
}

/** Nobody is asked for consent: the services are the shop's own, and what they may know is decided here. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { account, client, session, provider } = oidc
  if (!account || !client || !session) return undefined
  const id = session.grantIdFor(client.clientId)
  const kept = id === undefined ? undefined : await provider.Grant.find(id)
  if (kept) return kept
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(scopes.join(' '))
  await grant.save()
  return grant
}

const scopes = ['openid', 'email', 'profile']

/** The code flow with PKCE for confidential clients, and nothing else that the library can do. */
const withoutExtras = {
  scopes,
  responseTypes: ['code'],
  subjectTypes: ['pairwise'],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
  clientDefaults: {
    grant_types: ['authorization_code'],
    response_types: ['code'],
    id_token_signed_response_alg: 'EdDSA',
    require_auth_time: true,
    subject_type: 'pairwise',
    token_endpoint_auth_method: 'client_secret_basic',
  },
  enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
  pkce: { required: () => true },
  // What a service learns stands in its ID token too: one request less for each sign-in.
  conformIdTokenClaims: false,
  allowOmittingSingleRegisteredRedirectUri: false,
  clientBasedCORS: () => false,
  features: {
    // Telling them is the work of accounts, which knows of every way a session ends, and tries again.
    backchannelLogout: { enabled: false },
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    userinfo: { enabled: true },
  },
  ttl: {
    AccessToken: 10 * MINUTE,
    AuthorizationCode: MINUTE,
    Grant: PROVIDER_SESSION_SECONDS,
    IdToken: 10 * MINUTE,
    Interaction: 15 * MINUTE,
    Session: PROVIDER_SESSION_SECONDS,
  },
} satisfies Configuration
