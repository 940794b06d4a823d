import type { ResetLink } from '../domain/mailed-link.ts'
import { ownPassword } from '../domain/member.ts'
import type { MailedLinks } from '../ports/mailed-links.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import { endAllBut } from './credentials.ts'
import { type State, SWEEP_LIMIT } from './state.ts'

/** Mailed links in memory. */
export function mailedLinks(state: State): MailedLinks {
  const { accounts, flows, links, members } = state

  /** The link's one use, of which whoever comes second finds nothing. */
  function use({ tokenHash }: ResetLink, now: Instant): boolean {
    const stored = links.get(tokenHash)
    if (!stored || now >= stored.expiresAt) return false
    for (const other of links.by('email', stored.email.key)) {
      if (other.kind === stored.kind) links.delete(other.tokenHash)
    }
    return true
  }

  function endFlows(key: EmailKey): void {
    for (const flow of flows.by('email', key)) {
      if (flow.status === 'open') flows.put({ ...flow, status: 'ended', version: flow.version + 1 })
    }
  }

  return {
    async create(link, along) {
      state.atomically(() => {
        links.insert(link)
        state.writeAlong(along)
      })
    },

    async find(tokenHash, now) {
      const link = links.get(tokenHash)
      return link && now < link.expiresAt ? link : null
    },

    async resetAccount(link, hash, now, along) {
      return state.atomically(() => {
        const account = link.accountId === null ? undefined : accounts.get(link.accountId)
        if (account?.credentialEpoch !== link.epoch || account.status !== 'active') return false
        if (!use(link, now)) return false

        const password = { hash, origin: 'own' } as const
        accounts.put({ ...account, password, mailResetAt: now, credentialEpoch: link.epoch + 1 })
        endAllBut(state, account.id, null)
        endFlows(link.email.key)
        state.writeAlong(along)
        return true
      })
    },

    async resetClaims(link, hash, now, along) {
      return state.atomically(() => {
        const { key } = link.email
        if (link.accountId !== null || accounts.by('email', key).length > 0 || !use(link, now)) return false

        for (const row of members.by('email', key)) {
          members.put({ ...row, legacyPassword: row.state === 'claim' ? ownPassword(hash) : null })
        }
        endFlows(key)
        state.writeAlong(along)
        return true
      })
    },

    async sweep(before) {
      return state.atomically(() => {
        const expired = Array.from(links.rows())
          .filter((link) => link.expiresAt < before)
          .slice(0, SWEEP_LIMIT)
        for (const { tokenHash } of expired) links.delete(tokenHash)
        return expired.length
      })
    },
  }
}
