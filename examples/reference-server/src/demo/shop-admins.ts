import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '@ecforce-accounts/core'
import {
  type AdoptedGate,
  adoptAccounts,
  legacySessions,
  type Members,
  openMembers,
  type ShopAdmin,
  shopAdmin,
} from '@ecforce-accounts/shop-admin'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { adminUrlOf, type CastShop, castPeppers, castShops, shopHost } from './cast.ts'
import type { ServiceCredentials } from './seed.ts'

export interface ShopAdminsOptions {
  readonly port: number
  readonly issuer: string
  readonly clock: Clock
  /** The folder of the cast's files. */
  readonly files: URL
  /** What accounts knows each shop's back end by, by the shop's id. */
  readonly services: ReadonlyMap<string, ServiceCredentials>
  /** The folder of the admins' style sheet. */
  readonly assets: URL
  /** Whose word it is believed who comes from where. */
  readonly trustedProxies: readonly string[]
  /** The file of `<accounts-banner>`. */
  readonly bannerScript: string | null
}

export interface RunningShopAdmins {
  readonly port: number
  close(): Promise<void>
}

/** The token of every shop's API: in the demonstration anybody may try it. */
export const demoApiToken = 'demo-api-token'

/** How often the gates ask, in seconds: soon after the lab's clock was moved, people look. */
const REFRESH_SECONDS = 1

const Row = z.object({
  legacy_id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  password_hash: z.string(),
})

/**
 * The admins of the shops, as they were before accounts and with its gate: each on a host of its own, such as
 * `mihon-tea.localhost`, since cookies know no ports.
 */
export async function startShopAdmins(options: ShopAdminsOptions): Promise<RunningShopAdmins> {
  const { port, services } = options
  const opened = await Promise.all(
    castShops.flatMap((shop) => {
      const client = services.get(shop.id)
      return client ? [open(shop, client, options)] : []
    }),
  )
  await Promise.all(opened.map(({ accounts }) => accounts.gate.ready()))
  const byHost = new Map(opened.map(({ host, app }) => [host, app]))

  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    const app = byHost.get(hostOf(req))
    if (app) return app(req, res)
    res.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
    res.end(`${[...byHost.keys()].map((host) => `http://${host}:${portOf(server)}/admin`).join('\n')}\n`)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server),
    async close() {
      for (const { accounts, members } of opened) {
        accounts.gate.close()
        members.close()
      }
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

interface OpenedShop {
  readonly host: string
  readonly app: ShopAdmin
  readonly accounts: AdoptedGate
  readonly members: Members
}

async function open(
  shop: CastShop,
  client: ServiceCredentials,
  { port, issuer, clock, files, assets, bannerScript, trustedProxies }: ShopAdminsOptions,
): Promise<OpenedShop> {
  const rows = z.array(Row).parse(parse(await readFile(new URL(shop.file, files), 'utf8'), { columns: true }))
  const members = openMembers({
    ...(shop.pepper !== undefined && { pepper: castPeppers.get(shop.pepper) ?? '' }),
    members: rows.map(({ legacy_id, email, name, role, password_hash }) => ({
      id: legacy_id,
      email,
      name,
      role,
      passwordHash: password_hash === '' ? null : password_hash,
    })),
  })
  const sessions = legacySessions(shop.id, clock.now)
  const origin = new URL(adminUrlOf(shop.id, port)).origin
  const adopting = {
    issuer,
    origin,
    shop: shop.id,
    client,
    clock,
    idTokenClock: systemClock,
    refreshSeconds: REFRESH_SECONDS,
    trustedProxies,
  }
  const accounts = adoptAccounts(adopting, sessions, members)
  const app = shopAdmin({
    shopName: shop.name,
    members,
    sessions,
    apiToken: demoApiToken,
    accounts,
    assets,
    ...(bannerScript !== null && { bannerScript }),
  })
  return { host: shopHost(shop.id), app, accounts, members }
}

function hostOf({ headers: { host = '' } }: IncomingMessage): string {
  return host.replace(/:\d+$/, '')
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
