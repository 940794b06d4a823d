import type { Account, EnrolledFactor } from '../domain/account.ts'
import type { Flow } from '../domain/flow.ts'
import type { AccountStore, AccountWithFactors } from '../ports/account-store.ts'
import { acceptMembership, mayAccept } from './acceptance.ts'
import { applyFactorChange, endAllBut } from './credentials.ts'
import { closeDoors } from './legacy-doors.ts'
import { isReserved } from './mailed-links.ts'
import { type FactorRow, keyNames, type State } from './state.ts'

/** Accounts in memory. */
export function accountStore(state: State): AccountStore {
  const { accounts, factors, devices, members, flows, sessions } = state

  return {
    async findByEmail(key) {
      return withFactors(accounts.by('email', key)[0])
    },

    async findById(id) {
      return withFactors(accounts.get(id))
    },

    async activateAccount({ account, factors: enrolled, memberIds, accepts = null, ...earned }, along) {
      const { session, device, flow, replaces } = earned
      return state.atomically(() => {
        const address = account.email.key
        const current = flows.get(flow.id)
        if (current?.status !== 'open' || current.version !== flow.version) return false
        if (accounts.by('email', address).length > 0) return false
        if (isReserved(state, address, account.createdAt, null)) return false
        if (accepts !== null && !mayAccept(state, accepts, address)) return false
        const claims = memberIds.map((id) => members.get(id))
        for (const claim of claims) {
          if (claim?.state !== 'claim' || claim.heldFor.length > 0 || claim.email.key !== address) return false
        }

        accounts.insert(account)
        applyFactorChange(state, account.id, { add: enrolled, remove: [] })
        for (const row of members.by('email', address)) {
          const erased = { ...row, legacyPassword: null, legacyTotpSecret: null }
          const own = { state: 'active', accountId: account.id, activatedAt: account.createdAt } as const
          members.put(memberIds.includes(row.id) ? { ...erased, ...own } : erased)
        }
        if (accepts !== null) acceptMembership(state, accepts, account.id)
        if (replaces !== null) sessions.delete(replaces)
        sessions.insert(session)
        devices.insert(device)
        flows.put({ ...current, status: 'done', version: current.version + 1 })
        state.writeAlong(along)
        return true
      })
    },

    async replacePassword(id, expectedEpoch, password, renewed, along) {
      return state.atomically(() => {
        const account = accounts.get(id)
        if (account?.credentialEpoch !== expectedEpoch || account.status !== 'active') return false
        if (renewed !== null && sessions.get(renewed.former)?.accountId !== id) return false

        accounts.put({ ...account, password, credentialEpoch: expectedEpoch + 1 })
        closeDoors(state, members.by('account', id))
        endAllBut(state, id, renewed)
        state.writeAlong(along)
        return true
      })
    },

    async saveProfile(id, changes, along) {
      return state.atomically(() => {
        const account = accounts.get(id)
        if (account?.status !== 'active') return false

        accounts.put({ ...account, ...changes })
        state.writeAlong(along)
        return true
      })
    },

    async rehashPassword(id, from, to) {
      state.atomically(() => {
        const account = accounts.get(id)
        if (account?.password.hash === from) accounts.put({ ...account, password: { ...account.password, hash: to } })
      })
    },

    async findDevice(tokenHash, now) {
      const device = devices.get(tokenHash)
      if (!device || now >= device.expiresAt) return null
      return accounts.get(device.accountId)?.credentialEpoch === device.credentialEpoch ? device : null
    },

    async keyIdsInUse(now) {
      const isOpen = (flow: Flow) => flow.status === 'open' && now < flow.expiresAt
      const held = Array.from(flows.rows(), (flow) => (isOpen(flow) ? flow.heldPassword : null))
      const stored = Array.from(accounts.rows(), (account) => account.password)
      return keyNames(
        [...stored, ...held].map((password) => password?.hash ?? null),
        ':',
      )
    },
  }

  function withFactors(account: Account | undefined): AccountWithFactors | null {
    if (!account) return null
    const enrolled = factors
      .by('account', account.id)
      .map(enrolledFactor)
      .toSorted((a, b) => a.enrolledAt - b.enrolledAt)
    return { account, factors: enrolled }
  }
}

function enrolledFactor({ id, kind, enrolledAt, lastUsedAt, lockedAt }: FactorRow): EnrolledFactor {
  return { id, kind, enrolledAt, lastUsedAt, lockedAt }
}
