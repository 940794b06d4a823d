import type { Account } from '../domain/account.ts'
import { isAdministratorRole } from '../domain/member.ts'
import type { FactorPolicy } from '../domain/shop.ts'
import { decideCoexistence } from '../policy/coexistence.ts'
import { combinePolicies, mildestPolicy } from '../policy/factor-policy.ts'
import type { MemberOfShop } from '../ports/member-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'

/** What somebody's shops ask of them together. */
export interface Standing {
  readonly policy: FactorPolicy
  readonly administrator: boolean
}

/** The rows that count for an account: accepted memberships of announced shops, and nobody else's word (R10). */
export function ownRows(account: Pick<Account, 'id'>, rows: readonly MemberOfShop[], now: Instant): MemberOfShop[] {
  return rows.filter(
    ({ member, shop }) =>
      member.accountId === account.id &&
      member.state === 'active' &&
      decideCoexistence(shop.rollout, now).accountsSignIn,
  )
}

/** The strictest of what these rows' shops ask. */
export function standingOf(rows: readonly MemberOfShop[]): Standing {
  return {
    policy: rows.map(({ shop }) => shop.factorPolicy).reduce(combinePolicies, mildestPolicy),
    administrator: rows.some(({ member }) => isAdministratorRole(member.role)),
  }
}

/** Words that stand around whoever has this address and these rows; no password should be made of them. */
export function wordsAround(key: EmailKey, rows: readonly MemberOfShop[]): string[] {
  return [key.slice(0, key.lastIndexOf('@')), ...rows.flatMap(shopWords)]
}

function shopWords({ shop }: MemberOfShop): string[] {
  const host = shop.adminUrl && URL.canParse(shop.adminUrl) ? new URL(shop.adminUrl).hostname.split('.')[0] : undefined
  return [shop.id, shop.name, ...(host ? [host] : [])]
}
