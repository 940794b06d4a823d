import { SESSIONS_PER_ACCOUNT, type Session, type SessionView } from '../domain/session.ts'
import type { Along } from '../ports/along.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { AccountId } from '../primitives/ids.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import { acceptMembership, mayAccept } from './acceptance.ts'
import { applyFactorChange, endAllBut, noteFactorUse } from './credentials.ts'
import { closeDoors } from './legacy-doors.ts'
import { membershipsOf } from './memberships.ts'
import { type State, SWEEP_LIMIT } from './state.ts'

/** Sessions in memory. */
export function sessionStore(state: State): SessionStore {
  const { accounts, devices, flows, members, sessions } = state

  function view(tokenHash: TokenHash): SessionView | null {
    const session = sessions.get(tokenHash)
    const account = session && accounts.get(session.accountId)
    if (!account) return null
    return { session, account: { email: account.email.typed, name: account.name, locale: account.locale } }
  }

  return {
    async issue({ session, device, credentialEpoch, enrols, ...earned }, along, alongEviction) {
      const { password = null, accepts = null, used, flow, replaces } = earned
      return state.atomically(() => {
        const current = flows.get(flow.id)
        if (current?.status !== 'open' || current.version !== flow.version) return false
        const account = accounts.get(session.accountId)
        if (account?.credentialEpoch !== credentialEpoch || account.status !== 'active') return false
        if (accepts !== null && !mayAccept(state, accepts, account.email.key)) return false
        if (session.grantId !== null && state.bypassGrants.get(session.grantId)?.status !== 'active') return false

        if (replaces !== null) sessions.delete(replaces)
        if (enrols !== null || password !== null) {
          accounts.put({ ...account, ...(password && { password }), credentialEpoch: credentialEpoch + 1 })
          if (enrols !== null) applyFactorChange(state, account.id, enrols)
          if (password !== null) closeDoors(state, members.by('account', account.id))
          endAllBut(state, account.id, null)
        }
        if (accepts !== null) acceptMembership(state, accepts, account.id)
        const others = sessions.by('account', account.id).toSorted(oldestFirst)
        const tooMany = others.slice(0, Math.max(0, others.length + 1 - SESSIONS_PER_ACCOUNT))
        for (const { tokenHash } of tooMany) sessions.delete(tokenHash)
        sessions.insert(session)
        if (device !== null) devices.put(device)
        if (used !== null) noteFactorUse(state, account.id, used)
        flows.put({ ...current, status: 'done', version: current.version + 1 })
        state.writeAlong(along)
        if (alongEviction && tooMany.length > 0) state.writeAlong(alongEviction(tooMany))
        return true
      })
    },

    async refresh({ former, session, credentialEpoch, used, flow }, along) {
      return state.atomically(() => {
        const current = flows.get(flow.id)
        if (current?.status !== 'open' || current.version !== flow.version) return false
        const account = accounts.get(session.accountId)
        if (account?.credentialEpoch !== credentialEpoch || account.status !== 'active') return false
        if (sessions.get(former)?.accountId !== account.id) return false

        sessions.delete(former)
        sessions.insert(session)
        if (used !== null) noteFactorUse(state, account.id, used)
        flows.put({ ...current, status: 'done', version: current.version + 1 })
        state.writeAlong(along)
        return true
      })
    },

    async find(tokenHash) {
      return view(tokenHash)
    },

    async findById(id) {
      const [session] = sessions.by('id', id)
      return session ? view(session.tokenHash) : null
    },

    async findWithMemberships(tokenHash, now) {
      const found = view(tokenHash)
      return found && { ...found, memberships: membershipsOf(state, found.session.accountId, now) }
    },

    async touch(seen) {
      state.atomically(() => {
        for (const { tokenHash, at } of seen) {
          const session = sessions.get(tokenHash)
          if (session && session.lastSeenAt < at) sessions.put({ ...session, lastSeenAt: at })
        }
      })
    },

    async end(tokenHash, along) {
      return state.atomically(() => {
        if (!sessions.get(tokenHash)) return false
        sessions.delete(tokenHash)
        state.writeAlong(along)
        return true
      })
    },

    async listByAccount(accountId) {
      return sessions.by('account', accountId).toSorted(oldestFirst).toReversed()
    },

    async endOne(accountId, id, along) {
      return endSome(accountId, (session) => session.id === id, along)
    },

    async endOthers(accountId, keep, along) {
      return endSome(accountId, (session) => session.id !== keep, along)
    },

    async sweep(expiredBefore, idleSince) {
      return state.atomically(() => {
        const over = Array.from(sessions.rows())
          .filter((session) => session.expiresAt < expiredBefore || session.lastSeenAt < idleSince)
          .slice(0, SWEEP_LIMIT)
        for (const { tokenHash } of over) sessions.delete(tokenHash)
        return over.length
      })
    },
  }

  function endSome(accountId: AccountId, isOver: (session: Session) => boolean, along: Along): boolean {
    return state.atomically(() => {
      const over = sessions.by('account', accountId).filter(isOver)
      if (over.length === 0) return false
      for (const { tokenHash } of over) sessions.delete(tokenHash)
      state.writeAlong(along)
      return true
    })
  }
}

function oldestFirst(a: Session, b: Session): number {
  return a.createdAt - b.createdAt
}
