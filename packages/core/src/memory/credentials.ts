import { liftsRecovery } from '../domain/account.ts'
import type { FactorChange } from '../domain/factor.ts'
import { usedUp } from '../domain/mailed-link.ts'
import type { RenewedSession } from '../domain/session.ts'
import type { FactorUse } from '../ports/session-store.ts'
import type { AccountId, FactorId } from '../primitives/ids.ts'
import { type State, slotOf } from './state.ts'

/** Adds and removes factors with their secrets; only within `atomically`. */
export function applyFactorChange(state: State, accountId: AccountId, { add, remove }: FactorChange): void {
  const { factors, recoveryCodes, pendingApps } = state
  for (const id of remove) {
    if (factors.get(id)?.kind === 'recovery') {
      const codes = recoveryCodes.by('account', accountId)
      keepUsed(
        state,
        accountId,
        id,
        codes.filter(({ usedAt }) => usedAt !== null).map(({ slot }) => slot),
      )
      for (const { slot } of codes) recoveryCodes.delete(slotOf(accountId, slot))
    }
    factors.delete(id)
  }
  for (const factor of add) {
    factors.insert({ ...factor, accountId })
    const hashes = factor.secret?.of === 'recovery' ? factor.secret.hashes : []
    for (const [slot, hash] of hashes.entries()) recoveryCodes.insert({ accountId, slot, hash, usedAt: null })
  }
  for (const { sessionId } of pendingApps.by('account', accountId)) pendingApps.delete(sessionId)
}

/** What was used of recovery codes that go stays used for whoever would put them back. */
function keepUsed({ links }: State, accountId: AccountId, id: FactorId, used: readonly number[]): void {
  for (const { link, kept } of links.by('account', accountId)) {
    if (kept.some(({ factor }) => factor.id === id)) links.put({ link, kept: kept.map((one) => usedUp(one, id, used)) })
  }
}

/** Notes that a factor was used, on it and on its account; only within `atomically`. */
export function noteFactorUse({ accounts, factors }: State, id: AccountId, { kind, at }: FactorUse): void {
  const account = accounts.get(id)
  const used = factors.by('account', id).filter((factor) => factor.kind === kind)
  if (!account || used.length === 0) return

  for (const factor of used) factors.put({ ...factor, lastUsedAt: at })
  accounts.put({
    ...account,
    mailResetAt: liftsRecovery(kind, account, factors.by('account', id)) ? null : account.mailResetAt,
    // A recovery code is for once and never the way that is offered first.
    lastUsedFactor: kind === 'recovery' ? account.lastUsedFactor : kind,
  })
}

/** Ends an account's sessions and forgets its devices, but for the one that goes on; only within `atomically`. */
export function endAllBut({ sessions, devices }: State, accountId: AccountId, renewed: RenewedSession | null): void {
  for (const session of sessions.by('account', accountId)) sessions.delete(session.tokenHash)
  for (const device of devices.by('account', accountId)) devices.delete(device.tokenHash)
  if (renewed === null) return
  sessions.insert(renewed.session)
  devices.insert(renewed.device)
}
