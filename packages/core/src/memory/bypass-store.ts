import { standsAlone } from '../domain/account.ts'
import type { BypassFacts, BypassGrant, BypassRequest } from '../domain/bypass.ts'
import { BYPASS_UNUSED_MILLISECONDS, dueReminder } from '../domain/bypass.ts'
import { BYPASS_USER_AGENTS, type BypassStore, type GrantSelection } from '../ports/bypass-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { MemberId } from '../primitives/ids.ts'
import { japanDay } from '../primitives/japan-time.ts'
import { endSessionsOf } from './bypass-rows.ts'
import type { State } from './state.ts'

/** Robots' exemptions in memory. */
export function bypassStore(state: State): BypassStore {
  const { accounts, bypassRequests, bypassGrants, bypassDays, bypassUserAgents, bypassReminders, members } = state

  const requests = () => Array.from(bypassRequests.rows())
  const grants = () => Array.from(bypassGrants.rows()).toSorted(newestFirst)

  function end(grant: BypassGrant): void {
    bypassGrants.put({ ...grant, status: 'revoked', suspendedFor: null })
    endSessionsOf(state, grant.id)
  }

  /** The epoch that a new grant of this row is good for. */
  function epochOf(memberId: MemberId): number | null {
    const row = members.get(memberId)
    if (row?.state !== 'active' || row.robotSince === null || row.accountId === null) return null
    return accounts.get(row.accountId)?.credentialEpoch ?? null
  }

  function factsOf(memberId: MemberId, grant: BypassGrant | null): BypassFacts | null {
    const row = members.get(memberId)
    if (!row) return null
    const account = row.accountId === null ? undefined : accounts.get(row.accountId)
    const elsewhere = (account ? members.by('account', account.id) : []).filter(({ shopId }) => shopId !== row.shopId)
    const { id, shopId, state: standing, role, robotSince } = row
    return {
      grant,
      member: { id, shopId, state: standing, role, robotSince },
      account: account
        ? {
            id: account.id,
            status: account.status,
            credentialEpoch: account.credentialEpoch,
            passwordStandsAlone: standsAlone(account.password),
            otherMemberships: elsewhere.length,
          }
        : null,
    }
  }

  /** Whether the account behind a grant has other credentials than it is good for. */
  function isOutdated({ memberId, credentialEpoch }: BypassGrant): boolean {
    const accountId = members.get(memberId)?.accountId ?? null
    const epoch = accountId === null ? undefined : accounts.get(accountId)?.credentialEpoch
    return credentialEpoch !== null && epoch !== undefined && epoch !== credentialEpoch
  }

  function isDue(grant: BypassGrant, now: Instant): boolean {
    if (grant.status !== 'active') return false
    const reminder = dueReminder(grant, now)
    if (reminder !== null && !bypassReminders.get(`${grant.id} ${reminder}`)) return true
    if (now >= grant.endsAt) return false
    return isOutdated(grant) || now >= grant.activeSince + BYPASS_UNUSED_MILLISECONDS
  }

  return {
    async ask(request, along) {
      state.atomically(() => {
        bypassRequests.insert(request)
        state.writeAlong(along)
      })
    },

    async find(id) {
      return bypassRequests.get(id) ?? null
    },

    async listByShop(shopId, limit) {
      return requests()
        .filter((request) => request.shopId === shopId)
        .toSorted((a, b) => b.askedAt - a.askedAt || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
    },

    async listOpen() {
      return requests()
        .filter(({ status }) => status === 'pending' || status === 'needs-information')
        .toSorted((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
    },

    async change(expected, next, earned, along) {
      return state.atomically(() => {
        const current = bypassRequests.get(expected.id)
        if (!current || !isExpected(current, expected)) return false

        bypassRequests.put(next)
        for (const grant of earned) {
          const former = bypassGrants.by('member', grant.memberId)
          for (const one of former) if (one.shopId === grant.shopId && one.status !== 'revoked') end(one)
          bypassGrants.insert({ ...grant, credentialEpoch: epochOf(grant.memberId) })
        }
        state.writeAlong(along)
        return true
      })
    },

    async findGrant(id) {
      return bypassGrants.get(id) ?? null
    },

    async listGrants(shopId) {
      return grants().filter((grant) => shopId === null || grant.shopId === shopId)
    },

    async factsOfMember(memberId) {
      const standing = bypassGrants.by('member', memberId).filter(({ status }) => status !== 'revoked')
      return factsOf(memberId, standing.toSorted((a, b) => b.endsAt - a.endsAt || (a.id < b.id ? -1 : 1))[0] ?? null)
    },

    async factsOfGrant(grantId) {
      const grant = bypassGrants.get(grantId)
      return grant ? factsOf(grant.memberId, grant) : null
    },

    async suspend(which, because, along) {
      return state.atomically(() => {
        const chosen = grants().filter((grant) => grant.status === 'active' && isChosen(grant, which))
        for (const grant of chosen) {
          bypassGrants.put({ ...grant, status: 'suspended', suspendedFor: because })
          endSessionsOf(state, grant.id)
        }
        if (chosen.length > 0) state.writeAlong(along)
        return chosen.map(({ id }) => id)
      })
    },

    async resume(id, credentialEpoch, now, along) {
      return state.atomically(() => {
        const grant = bypassGrants.get(id)
        if (grant?.status !== 'suspended' || now >= grant.endsAt) return false
        bypassGrants.put({ ...grant, status: 'active', suspendedFor: null, credentialEpoch, activeSince: now })
        state.writeAlong(along)
        return true
      })
    },

    async revoke(id, along) {
      return state.atomically(() => {
        const grant = bypassGrants.get(id)
        if (!grant || grant.status === 'revoked') return false
        end(grant)
        state.writeAlong(along)
        return true
      })
    },

    async flagRobot({ memberId, accountId, credentialEpoch }, since, along) {
      return state.atomically(() => {
        const row = members.get(memberId)
        const account = accounts.get(accountId)
        if (row?.state !== 'active' || row.accountId !== accountId) return false
        if (account?.credentialEpoch !== credentialEpoch || account.status !== 'active') return false

        members.put({ ...row, robotSince: since })
        for (const grant of bypassGrants.by('member', memberId)) {
          if (since === null) endSessionsOf(state, grant.id)
          else if (grant.credentialEpoch === null && grant.status !== 'revoked') {
            bypassGrants.put({ ...grant, credentialEpoch })
          }
        }
        state.writeAlong(along)
        return true
      })
    },

    async note({ grantId, at, kind, address, userAgent }) {
      state.atomically(() => {
        const grant = bypassGrants.get(grantId)
        if (!grant) return
        const day = japanDay(at)
        const counted = bypassDays.get(`${grantId} ${day}`) ?? { grantId, day, uses: 0, shadow: 0, nearMisses: 0 }
        const column = kind === 'use' ? 'uses' : kind === 'shadow' ? 'shadow' : 'nearMisses'
        bypassDays.put({ ...counted, [column]: counted[column] + 1 })
        if (kind === 'near-miss') return
        if (at >= (grant.lastUsedAt ?? at)) {
          const activeSince = Math.max(at, grant.activeSince)
          bypassGrants.put({ ...grant, lastUsedAt: at, lastAddress: address, activeSince })
        }
        if (userAgent === null) return
        const key = `${grantId} ${userAgent}`
        const lastSeenAt = Math.max(at, bypassUserAgents.get(key)?.lastSeenAt ?? at)
        bypassUserAgents.put({ grantId, userAgent, lastSeenAt })
        const agents = bypassUserAgents.by('grant', grantId).toSorted(latestFirst)
        for (const old of agents.slice(BYPASS_USER_AGENTS)) bypassUserAgents.delete(`${grantId} ${old.userAgent}`)
      })
    },

    async usesOf(grantId, since) {
      const days = bypassDays.by('grant', grantId).filter(({ day }) => day >= since)
      return {
        days: days
          .toSorted((a, b) => (a.day < b.day ? -1 : 1))
          .map(({ day, uses, shadow, nearMisses }) => ({ day, uses, shadow, nearMisses })),
        userAgents: bypassUserAgents
          .by('grant', grantId)
          .toSorted(latestFirst)
          .map(({ userAgent, lastSeenAt }) => ({ userAgent, lastSeenAt })),
      }
    },

    async listDue(now) {
      return grants().filter((grant) => isDue(grant, now))
    },

    async remind(id, days, along) {
      return state.atomically(() => {
        if (bypassReminders.get(`${id} ${days}`)) return false
        bypassReminders.insert({ grantId: id, days })
        state.writeAlong(along)
        return true
      })
    },
  }
}

function isExpected(
  { version, status, firstApprovedBy }: BypassRequest,
  expected: Pick<BypassRequest, 'version' | 'status' | 'firstApprovedBy'>,
): boolean {
  return version === expected.version && status === expected.status && firstApprovedBy === expected.firstApprovedBy
}

function isChosen(grant: BypassGrant, which: GrantSelection): boolean {
  if ('grant' in which) return grant.id === which.grant
  return 'all' in which || grant.shopId === which.shop
}

function newestFirst(a: BypassGrant, b: BypassGrant): number {
  return b.startsAt - a.startsAt || (a.id < b.id ? 1 : -1)
}

function latestFirst(
  a: { readonly lastSeenAt: Instant; readonly userAgent: string },
  b: { readonly lastSeenAt: Instant; readonly userAgent: string },
): number {
  return b.lastSeenAt - a.lastSeenAt || (a.userAgent < b.userAgent ? -1 : 1)
}
