import type { FactorKind } from '../domain/account.ts'
import { decideRenewal, FACTOR_ATTEMPTS } from '../policy/factor-lock.ts'
import type { FactorAttempts } from '../ports/factor-attempts.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/** Wrong codes in a row in memory. */
export function factorAttempts(state: State): FactorAttempts {
  const { factors, attempts, notices } = state

  return {
    async reserve(accountId, kind, now) {
      return state.atomically(() => {
        const factor = factorOf(accountId, kind)
        if (!factor || factor.lockedAt !== null) return null
        const before = attemptsOf(factor.id)
        const inARow = before.inARow + 1
        attempts.put({ ...before, inARow })
        if (inARow >= FACTOR_ATTEMPTS) factors.put({ ...factor, lockedAt: now })
        return inARow
      })
    },

    async settle(accountId, kind) {
      state.atomically(() => count(accountId, kind, () => 0))
    },

    async refund(accountId, kind) {
      state.atomically(() => count(accountId, kind, (inARow) => Math.max(0, inARow - 1)))
    },

    async noteWrong(accountId, { now, toldBefore }, { mails = [], events = [] }) {
      return state.atomically(() => {
        const told = notices.get(accountId)
        const first = told === undefined || told.toldAt <= toldBefore
        if (first) notices.put({ accountId, toldAt: now })
        state.writeAlong({ events, mails: first ? mails : [] })
        return first
      })
    },

    async renewMail(accountId, now, along) {
      return state.atomically(() => {
        const factor = factorOf(accountId, 'email')
        if (!factor || decideRenewal(factor, attemptsOf(factor.id).renewedAt, now) !== 'renewed') return false
        factors.put({ ...factor, lockedAt: null })
        attempts.put({ factorId: factor.id, inARow: 0, renewedAt: now })
        state.writeAlong(along)
        return true
      })
    },
  }

  function factorOf(accountId: AccountId, kind: FactorKind) {
    return factors.by('account', accountId).find((factor) => factor.kind === kind)
  }

  function attemptsOf(factorId: string) {
    return attempts.get(factorId) ?? { factorId, inARow: 0, renewedAt: null }
  }

  /** A factor is locked exactly while its count is full. */
  function count(accountId: AccountId, kind: FactorKind, next: (inARow: number) => number): void {
    const factor = factorOf(accountId, kind)
    if (!factor) return
    const before = attemptsOf(factor.id)
    attempts.put({ ...before, inARow: next(before.inARow) })
    if (factor.lockedAt !== null) factors.put({ ...factor, lockedAt: null })
  }
}
