import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Provider } from 'oidc-provider'
import * as client from 'openid-client'
import type { ServiceClient } from './visitor.ts'

/** The library alone, with its storage in memory and one person who is always let in: the least such a sign-in can be. */
export async function openBareProvider() {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const callback = 'https://shop.example/accounts/callback'
  const secret = 'the-secret-of-the-bench'
  const provider: Provider = new Provider(origin, {
    clients: [
      { client_id: 'bench', client_secret: secret, redirect_uris: [callback], id_token_signed_response_alg: 'EdDSA' },
    ],
    jwks: { keys: [signingKey()] },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA', 'RS256'] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 43_200, IdToken: 600, Interaction: 900, Session: 43_200 },
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, email: 'hiro@shop.example', name: 'hiro' }),
    }),
    async loadExistingGrant({ oidc }) {
      const { session, client: asking } = oidc
      if (!session?.accountId || !asking) return undefined
      const kept = session.grantIdFor(asking.clientId)
      if (kept) return provider.Grant.find(kept)
      const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  app.get('/interaction/:uid', async (req, res) => {
    await provider.interactionFinished(req, res, { login: { accountId: 'hiro' } })
  })
  app.use(provider.callback())
  const config = await client.discovery(new URL(origin), 'bench', secret, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  })
  return {
    origin,
    service: { config, callback } satisfies ServiceClient,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function signingKey() {
  return { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), alg: 'EdDSA', use: 'sig' }
}
