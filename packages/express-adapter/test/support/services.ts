import type { ServiceActBy, ServiceWeb } from '@ecforce-accounts/core'
import { enrolOperator } from './operators.ts'
import { type Answer, browser, type Server, shopId } from './server.ts'

/** The back end of a shop with its secret. */
export type ShopBackEnd = Awaited<ReturnType<typeof addService>>

/** Gives a shop its first service; every answer it gets is held to the document. */
export async function addService(server: Server, shop = 'renshu-shoes', web?: ServiceWeb) {
  const request = { id: `${shop}-admin`, shopId: shopId(shop), ...(web && { web }) }
  const { service, secret } = await server.accounts.services.add(request, { actor: 'operator:test' })
  const { id } = service
  return { id, secret, authorization: basic(id, secret), ...callerOf(server, basic(id, secret)) }
}

/** Somebody who shows this in the `Authorization` header, and sends no other header that a browser would. */
export function callerOf(server: Server, authorization: string) {
  const { call } = browser(server)
  const headers = { authorization, 'sec-fetch-site': 'none' }
  return {
    /** `other`: what is shown in its place, from the same address. */
    get: (path: string, other = authorization): Promise<Answer> =>
      call('GET', path, undefined, { ...headers, authorization: other }),
    put: (path: string, json: unknown): Promise<Answer> => call('PUT', path, json, headers),
    post: (path: string, json: unknown): Promise<Answer> => call('POST', path, json, headers),
    delete: (path: string): Promise<Answer> => call('DELETE', path, undefined, headers),
  }
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

/** Two operators with their apps: each call has fresh codes of both. */
export async function twoOperators(server: Server): Promise<() => ServiceActBy> {
  const one = await enrolOperator(server, 'akira', 'support')
  const other = await enrolOperator(server, 'botan', 'engineer')
  return () => {
    server.clock.advance(30_000) // a code is heard once
    const proofOf = ({ name, code }: typeof one) => ({ name, code: code() })
    return { actor: 'operator:akira', operators: [proofOf(one), proofOf(other)] }
  }
}
