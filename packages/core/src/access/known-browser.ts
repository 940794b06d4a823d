import type { Account } from '../domain/account.ts'
import type { ClientContext } from '../domain/flow.ts'
import type { AccountStore } from '../ports/account-store.ts'
import type { Clock } from '../primitives/clock.ts'
import { readSecretToken } from '../primitives/secret-token.ts'

export interface KnownBrowserDeps {
  readonly accounts: AccountStore
  readonly clock: Clock
}

/** Whether the account has signed in from this browser, and its credentials are those of that time. */
export type KnownBrowser = (account: Pick<Account, 'id'>, client: ClientContext) => Promise<boolean>

export function knownBrowser({ accounts, clock }: KnownBrowserDeps): KnownBrowser {
  return async ({ id }, { deviceToken }) => {
    const tokenHash = readSecretToken(deviceToken)
    const device = tokenHash === null ? null : await accounts.findDevice(tokenHash, clock.now())
    return device?.accountId === id
  }
}
