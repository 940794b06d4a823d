import { type AccountId, type Session, type ShopId, subjectOf } from '@ecforce-accounts/core'

/**
 * Who is signed in, to the provider: an account by one session of accounts. With another session it is somebody else,
 * and everything the provider keeps of the former is good for nothing.
 */
export function principalOf({ accountId, id }: Pick<Session, 'accountId' | 'id'>): string {
  return `${accountId}.${id}`
}

/** Who that is to a shop. */
export function subjectOfPrincipal(shopId: ShopId, principal: string): string {
  return subjectOf(shopId, principal.slice(0, principal.indexOf('.')) as AccountId)
}
