import type { FactorChange } from '../domain/factor.ts'
import type { FactorStore } from '../ports/factor-store.ts'
import type { AccountId } from '../primitives/ids.ts'
import { applyFactorChange, endAllBut } from './credentials.ts'
import { keyNames, type State, SWEEP_LIMIT, slotOf } from './state.ts'

/** Factors and their secrets in memory. */
export function factorStore(state: State): FactorStore {
  const { accounts, factors, recoveryCodes, pendingApps, sessions } = state

  return {
    async findTotp(accountId) {
      const found = factors.by('account', accountId).find((factor) => factor.kind === 'totp')
      if (found?.secret?.of !== 'totp') return null
      const { sealed, lastStep } = found.secret
      return { id: found.id, sealed, lastStep, lockedAt: found.lockedAt }
    },

    async advanceTotpStep(id, step, sealed) {
      return state.atomically(() => {
        const factor = factors.get(id)
        if (factor?.secret?.of !== 'totp' || factor.lockedAt !== null || step <= factor.secret.lastStep) return false
        factors.put({ ...factor, secret: { of: 'totp', sealed, lastStep: step } })
        return true
      })
    },

    async findRecoveryCode(accountId, slot) {
      const code = recoveryCodes.get(slotOf(accountId, slot))
      return code ? { hash: code.hash, usedAt: code.usedAt } : null
    },

    async consumeRecoveryCode(accountId, slot, hash, now, along) {
      return state.atomically(() => {
        const code = recoveryCodes.get(slotOf(accountId, slot))
        if (code?.hash !== hash || code.usedAt !== null) return false
        recoveryCodes.put({ ...code, usedAt: now })
        state.writeAlong(along)
        return true
      })
    },

    async countRecoveryCodes(accountId) {
      return recoveryCodes.by('account', accountId).filter((code) => code.usedAt === null).length
    },

    async putPendingApp(pending) {
      state.atomically(() => pendingApps.put(pending))
    },

    async findPendingApp(sessionId, now) {
      const pending = pendingApps.get(sessionId)
      return pending && now < pending.expiresAt ? pending : null
    },

    async changeFactors(accountId, expectedEpoch, change, renewed, along) {
      return state.atomically(() => {
        const account = accounts.get(accountId)
        if (account?.credentialEpoch !== expectedEpoch || account.status !== 'active') return false
        if (sessions.get(renewed.former)?.accountId !== accountId || !isPossible(state, accountId, change)) return false

        accounts.put({ ...account, credentialEpoch: expectedEpoch + 1 })
        applyFactorChange(state, accountId, change)
        endAllBut(state, accountId, renewed)
        state.writeAlong(along)
        return true
      })
    },

    async keyIdsInUse(now) {
      const apps = Array.from(factors.rows(), ({ secret }) => (secret?.of === 'totp' ? secret.sealed : null))
      const pending = Array.from(pendingApps.rows(), (app) => (now < app.expiresAt ? app.sealed : null))
      const codes = Array.from(recoveryCodes.rows(), ({ hash, usedAt }) => (usedAt === null ? hash : null))
      return [...new Set([...keyNames([...apps, ...pending], '.'), ...keyNames(codes, ':')])]
    },

    async sweep(before) {
      return state.atomically(() => {
        const over = Array.from(pendingApps.rows())
          .filter((pending) => pending.expiresAt < before)
          .slice(0, SWEEP_LIMIT)
        for (const { sessionId } of over) pendingApps.delete(sessionId)
        return over.length
      })
    },
  }
}

/** Whether what would be left is one factor of each kind at most, and a mailbox or an app among them. */
function isPossible({ factors }: State, accountId: AccountId, { add, remove }: FactorChange): boolean {
  const present = factors.by('account', accountId)
  if (!remove.every((id) => present.some((factor) => factor.id === id))) return false
  const kinds = [...present.filter(({ id }) => !remove.includes(id)), ...add].map(({ kind }) => kind)
  return new Set(kinds).size === kinds.length && kinds.some((kind) => kind !== 'recovery')
}
