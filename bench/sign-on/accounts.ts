import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAccounts, type ServiceId, type ShopId } from '@ecforce-accounts/core'
import { collectingMailer } from '@ecforce-accounts/core/testing'
import { accountsRouter } from '@ecforce-accounts/express-adapter'
import { openStorage } from '@ecforce-accounts/storage-sql'
import express from 'express'
import * as client from 'openid-client'
import { providerRoutes } from '../../examples/reference-server/src/provider/provider-routes.ts'
import type { ServiceClient } from './visitor.ts'

export const password = 'correct horse battery'
const shop = 'bench-shop' as ShopId
const trustedProxies = ['127.0.0.1']

/** Accounts with its provider on a database, a shop that is announced, and a service of it. */
export async function openAccounts(databaseUrl: string, emails: readonly string[], passwordHash: string) {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const storage = await openStorage(databaseUrl)
  const mailer = collectingMailer()
  const accounts = await createAccounts({
    issuer: origin,
    storage,
    mailer,
    keys: [{ kid: 'k1', key: randomBytes(32) }],
    passwordStepFloorMilliseconds: 350,
  })
  const onError = (error: unknown) => {
    throw error
  }
  app.use('/api', accountsRouter(accounts, { trustedProxies, onError }))
  app.use(providerRoutes(accounts, { trustedProxies, onError, styleSheets: '' }))
  app.get('/sign-in/:uid', (_req, res) => void res.send('the document'))

  const lines = emails.map((email, at) =>
    JSON.stringify({ shop_id: shop, legacy_id: String(at), email, password_hash: passwordHash }),
  )
  const source = (async function* () {
    yield Buffer.from(lines.join('\n'))
  })()
  const actor = 'operator:bench'
  await accounts.migration.importMembers({ source, format: 'jsonl', shops: [shop], actor })
  await accounts.rollouts.announce(shop, actor)
  const callback = 'https://shop.example/accounts/callback'
  const web = {
    startUrl: 'https://shop.example/accounts/start',
    redirectUris: [callback],
    postLogoutUris: [],
    backChannelLogoutUrl: null,
    icon: null,
  }
  const { service, secret } = await accounts.services.add({ id: 'bench' as ServiceId, shopId: shop, web }, { actor })
  const config = await client.discovery(new URL(origin), service.id, secret, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  })

  return {
    origin,
    service: { config, callback } satisfies ServiceClient,
    async code(email: string): Promise<string> {
      await accounts.mailDelivery.deliverDue()
      const mail = mailer.ofKind('code').findLast(({ to }) => to === email)
      if (!mail) throw new Error(`no code was mailed to ${email}`)
      return mail.code
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await storage.close()
    },
  }
}
