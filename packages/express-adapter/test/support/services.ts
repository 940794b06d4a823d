import type { OperatorRole, ServiceActBy } from '@ecforce-accounts/core'
import { appCode } from '../../../core/test/support/totp-oracle.ts'
import { type Answer, browser, type Server, shopId } from './server.ts'

/** The back end of a shop with its secret. */
export type ShopBackEnd = Awaited<ReturnType<typeof addService>>

/** Gives a shop its first service; every answer it gets is held to the document. */
export async function addService(server: Server, shop = 'renshu-shoes') {
  const request = { id: `${shop}-admin`, shopId: shopId(shop) }
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
    delete: (path: string): Promise<Answer> => call('DELETE', path, undefined, headers),
  }
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

/** Two operators with their apps: each call has fresh codes of both. */
export async function twoOperators({ accounts, clock }: Server): Promise<() => ServiceActBy> {
  const enrolled: { readonly name: string; readonly secret: string }[] = []
  for (const [name, role] of [
    ['akira', 'support'],
    ['botan', 'engineer'],
  ] satisfies [string, OperatorRole][]) {
    const draft = await accounts.operators.begin(name, role)
    await accounts.operators.enrol(draft, appCode(draft.secret, clock.now()), 'operator:root')
    enrolled.push(draft)
  }
  return () => {
    clock.advance(30_000) // a code is heard once
    const [one, other] = enrolled.map(({ name, secret }) => ({ name, code: appCode(secret, clock.now()) }))
    if (!one || !other) throw new TypeError('there are two')
    return { actor: 'operator:akira', operators: [one, other] }
  }
}
