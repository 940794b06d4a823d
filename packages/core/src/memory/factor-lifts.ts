import type { FactorLift, LostFactorCase } from '../domain/factor-lift.ts'
import type { FactorLifts } from '../ports/factor-lifts.ts'
import type { AccountId } from '../primitives/ids.ts'
import { applyFactorChange, endAllBut } from './credentials.ts'
import type { State } from './state.ts'

/** Cases and lifts in memory. */
export function factorLifts(state: State): FactorLifts {
  const { cases, lifts, accounts, factors } = state
  const isOutstanding = ({ status }: FactorLift) => status === 'asked' || status === 'approved'
  const all = () => Array.from(lifts.rows()).toSorted((a, b) => a.askedAt - b.askedAt)
  const outstandingOf = (accountId: AccountId) =>
    all().find((lift) => lift.accountId === accountId && isOutstanding(lift)) ?? null

  return {
    async openCase(opened, along) {
      return state.atomically(() => {
        if (cases.by('flow', opened.flowId).length > 0) return false
        cases.insert(opened)
        state.writeAlong(along)
        return true
      })
    },

    async findCase(number) {
      return cases.get(number) ?? null
    },

    async findCaseOfFlow(flowId) {
      return cases.by('flow', flowId)[0] ?? null
    },

    async findOpenCase(email, accountId) {
      const isOpen = ({ number }: LostFactorCase) => {
        const lift = lifts.get(number)
        return !lift || isOutstanding(lift)
      }
      const own = cases.by('email', email).filter((one) => one.accountId === accountId && isOpen(one))
      return own.toSorted((a, b) => a.openedAt - b.openedAt).at(-1) ?? null
    },

    async ask(lift, along) {
      return state.atomically(() => {
        const has = factors.by('account', lift.accountId).some(({ kind }) => kind === lift.factor)
        if (!has || lifts.get(lift.caseNumber) || outstandingOf(lift.accountId)) return false
        lifts.insert(lift)
        state.writeAlong(along)
        return true
      })
    },

    async find(caseNumber) {
      return lifts.get(caseNumber) ?? null
    },

    async findOutstanding(accountId) {
      return outstandingOf(accountId)
    },

    async listOutstanding() {
      return all().filter(isOutstanding)
    },

    async approve(caseNumber, { by, liftsAt }, along) {
      return state.atomically(() => {
        const lift = lifts.get(caseNumber)
        if (lift?.status !== 'asked' || lift.askedBy === by) return false
        lifts.put({ ...lift, status: 'approved', approvedBy: by, liftsAt })
        state.writeAlong(along)
        return true
      })
    },

    async cancel(caseNumber, at, along) {
      return state.atomically(() => {
        const lift = lifts.get(caseNumber)
        if (!lift || !isOutstanding(lift)) return false
        lifts.put({ ...lift, status: 'cancelled', settledAt: at })
        state.writeAlong(along)
        return true
      })
    },

    async listDue(now) {
      return all().filter(({ status, liftsAt }) => status === 'approved' && liftsAt !== null && liftsAt <= now)
    },

    async lift(caseNumber, now, along) {
      return state.atomically(() => {
        const lift = lifts.get(caseNumber)
        if (lift?.status !== 'approved' || lift.liftsAt === null || now < lift.liftsAt) return false
        const account = accounts.get(lift.accountId)
        if (!account) return false

        lifts.put({ ...lift, status: 'lifted', settledAt: now })
        const gone = factors.by('account', account.id).filter(({ kind }) => kind === lift.factor || kind === 'recovery')
        applyFactorChange(state, account.id, { add: [], remove: gone.map(({ id }) => id) })
        accounts.put({ ...account, credentialEpoch: account.credentialEpoch + 1, lastUsedFactor: null })
        endAllBut(state, account.id, null)
        state.writeAlong(along)
        return true
      })
    },
  }
}
