import type { FactorChange } from '../domain/factor.ts'
import type { RenewedSession } from '../domain/session.ts'
import type { AccountId } from '../primitives/ids.ts'
import { type State, slotOf } from './state.ts'

/** Adds and removes factors with their secrets; only within `atomically`. */
export function applyFactorChange(state: State, accountId: AccountId, { add, remove }: FactorChange): void {
  const { factors, recoveryCodes, pendingApps } = state
  for (const id of remove) {
    if (factors.get(id)?.kind === 'recovery') {
      for (const { slot } of recoveryCodes.by('account', accountId)) recoveryCodes.delete(slotOf(accountId, slot))
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

/** Ends an account's sessions and forgets its devices, but for the one that goes on; only within `atomically`. */
export function endAllBut({ sessions, devices }: State, accountId: AccountId, renewed: RenewedSession | null): void {
  for (const session of sessions.by('account', accountId)) sessions.delete(session.tokenHash)
  for (const device of devices.by('account', accountId)) devices.delete(device.tokenHash)
  if (renewed === null) return
  sessions.insert(renewed.session)
  devices.insert(renewed.device)
}
