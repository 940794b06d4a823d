import type { NewFactor } from '../domain/factor.ts'
import { type KeptFactor, type MailedLink, restored } from '../domain/mailed-link.ts'
import { ownPassword } from '../domain/member.ts'
import type { MailedLinks } from '../ports/mailed-links.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress, EmailKey } from '../primitives/email-address.ts'
import type { AccountId } from '../primitives/ids.ts'
import { applyFactorChange, endAllBut } from './credentials.ts'
import { closeDoors } from './legacy-doors.ts'
import { keyNames, type State, SWEEP_LIMIT, slotOf } from './state.ts'

/** Whether an address is kept for an account that has moved away from it. */
export function isReserved({ links }: State, key: EmailKey, now: Instant, except: AccountId | null): boolean {
  return links
    .by('email', key)
    .some(({ link }) => link.kind === 'address-revert' && now < link.expiresAt && link.accountId !== except)
}

/** Mailed links in memory. */
export function mailedLinks(state: State): MailedLinks {
  const { accounts, devices, factors, flows, links, members, recoveryCodes } = state

  const isUsable = (wanted: MailedLink, now: Instant) => {
    const stored = links.get(wanted.tokenHash)?.link
    return stored !== undefined && stored.kind === wanted.kind && now < stored.expiresAt
  }

  /** The link's one use, with the others of the account or address that it voids. */
  function use(link: MailedLink): readonly KeptFactor[] {
    const kept = links.get(link.tokenHash)?.kept ?? []
    links.delete(link.tokenHash)
    const related = link.accountId === null ? links.by('email', link.email.key) : links.by('account', link.accountId)
    for (const { link: other } of related) {
      const earlier = link.kind !== 'address-revert' || other.createdAt <= link.createdAt
      if (other.kind !== 'address-revert' || !earlier) links.delete(other.tokenHash)
    }
    return kept
  }

  function endFlows(key: EmailKey): void {
    for (const flow of flows.by('email', key)) {
      if (flow.status === 'open') flows.put({ ...flow, status: 'ended', version: flow.version + 1 })
    }
  }

  /** The account's memberships go along, and nothing else that names the address keeps a secret. */
  function move(id: AccountId, from: EmailKey, to: EmailAddress): void {
    for (const row of members.by('account', id)) members.put({ ...row, email: to })
    closeDoors(state, members.by('account', id))
    for (const row of members.by('email', to.key)) {
      members.put({ ...row, legacyPassword: null, legacyTotpSecret: null })
    }
    endFlows(from)
    endFlows(to.key)
  }

  function keptFactors(id: AccountId): KeptFactor[] {
    const usedSlots = recoveryCodes
      .by('account', id)
      .filter(({ usedAt }) => usedAt !== null)
      .map(({ slot }) => slot)
    return factors.by('account', id).map(({ accountId: _, ...factor }) => ({
      factor: factor satisfies NewFactor,
      usedSlots: factor.kind === 'recovery' ? usedSlots : [],
    }))
  }

  function putBack(id: AccountId, kept: readonly KeptFactor[], now: Instant): void {
    const present = factors.by('account', id).map((factor) => factor.id)
    const ids = kept.map(({ factor }) => factor.id)
    const missing = kept.filter(({ factor }) => !present.includes(factor.id))
    const add = missing.map((one) => restored(one, now))
    applyFactorChange(state, id, { add, remove: present.filter((one) => !ids.includes(one)) })
    for (const slot of missing.flatMap(({ usedSlots }) => usedSlots)) {
      const code = recoveryCodes.get(slotOf(id, slot))
      if (code) recoveryCodes.put({ ...code, usedAt: now })
    }
  }

  return {
    async create(link, along) {
      state.atomically(() => {
        if (link.kind === 'address-change') {
          for (const { link: former } of links.by('account', link.accountId)) {
            if (former.kind === link.kind) links.delete(former.tokenHash)
          }
        }
        links.insert({ link, kept: [] })
        state.writeAlong(along)
      })
    },

    async find(tokenHash, now) {
      const link = links.get(tokenHash)?.link
      return link && now < link.expiresAt ? link : null
    },

    async resetAccount(link, password, now, along, device = null) {
      return state.atomically(() => {
        const account = link.accountId === null ? undefined : accounts.get(link.accountId)
        if (account?.credentialEpoch !== link.epoch || account.status !== 'active') return false
        if (!isUsable(link, now)) return false

        use(link)
        accounts.put({ ...account, password, mailResetAt: now, credentialEpoch: link.epoch + 1 })
        closeDoors(state, members.by('account', account.id))
        endAllBut(state, account.id, null)
        if (device !== null) devices.insert(device)
        endFlows(link.email.key)
        state.writeAlong(along)
        return true
      })
    },

    async resetClaims(link, hash, now, along) {
      return state.atomically(() => {
        const { key } = link.email
        if (link.accountId !== null || accounts.by('email', key).length > 0 || !isUsable(link, now)) return false

        use(link)
        for (const row of members.by('email', key)) {
          members.put({ ...row, legacyPassword: row.state === 'claim' ? ownPassword(hash) : null })
        }
        closeDoors(state, members.by('email', key))
        endFlows(key)
        state.writeAlong(along)
        return true
      })
    },

    async withdrawAddressChange(accountId, along) {
      return state.atomically(() => {
        const waiting = links.by('account', accountId).filter(({ link }) => link.kind === 'address-change')
        if (waiting.length === 0) return false
        for (const { link } of waiting) links.delete(link.tokenHash)
        state.writeAlong(along)
        return true
      })
    },

    async findAddressChange(accountId, now) {
      for (const { link } of links.by('account', accountId)) {
        if (link.kind === 'address-change' && now < link.expiresAt) return link
      }
      return null
    },

    async isReserved(key, now, except) {
      return isReserved(state, key, now, except)
    },

    async changeAddress(link, revert, renewed, now, along) {
      return state.atomically(() => {
        const account = accounts.get(link.accountId)
        if (account?.credentialEpoch !== link.epoch || account.status !== 'active') return false
        if (!isUsable(link, now) || state.sessions.get(renewed.former)?.accountId !== account.id) return false
        const { key } = link.email
        if (accounts.by('email', key).length > 0 || isReserved(state, key, now, account.id)) return false

        use(link)
        links.insert({ link: revert, kept: keptFactors(account.id) })
        accounts.put({ ...account, email: link.email, credentialEpoch: link.epoch + 1 })
        move(account.id, account.email.key, link.email)
        endAllBut(state, account.id, renewed)
        state.writeAlong(along)
        return true
      })
    },

    async revertAddress(link, password, now, along, device = null) {
      return state.atomically(() => {
        const account = accounts.get(link.accountId)
        if (!account || !isUsable(link, now)) return false

        const kept = use(link)
        putBack(account.id, kept, now)
        accounts.put({
          ...account,
          email: link.email,
          password,
          mailResetAt: now,
          credentialEpoch: account.credentialEpoch + 1,
          lastUsedFactor: null,
        })
        move(account.id, account.email.key, link.email)
        endAllBut(state, account.id, null)
        if (device !== null) devices.insert(device)
        state.writeAlong(along)
        return true
      })
    },

    async keyIdsInUse(now) {
      const secrets = Array.from(links.rows())
        .filter(({ link }) => now < link.expiresAt)
        .flatMap(({ kept }) => kept.map(({ factor }) => factor.secret))
      const sealed = secrets.map((secret) => (secret?.of === 'totp' ? secret.sealed : null))
      const hashes = secrets.flatMap((secret) => (secret?.of === 'recovery' ? secret.hashes : []))
      return [...new Set([...keyNames(sealed, '.'), ...keyNames(hashes, ':')])]
    },

    async sweep(before) {
      return state.atomically(() => {
        const expired = Array.from(links.rows())
          .filter(({ link }) => link.expiresAt < before)
          .slice(0, SWEEP_LIMIT)
        for (const { link } of expired) links.delete(link.tokenHash)
        return expired.length
      })
    },
  }
}
