import type { NoticeEntry, NoticeFate, ToldMember } from '../domain/rollout-notice.ts'
import type { NoticeLedger } from '../ports/notice-ledger.ts'
import { memberStore } from './member-store.ts'
import { campaignKey, ledgerKey, type State } from './state.ts'

/** Who was told what, in memory. */
export function noticeLedger(state: State): NoticeLedger {
  const { accounts, members, mails, ledger, campaigns } = state

  function fateOf({ mailId, queuedAt }: NoticeEntry): NoticeFate {
    const mail = mails.get(mailId)
    if (!mail) return { state: 'expired', settledAt: queuedAt, error: null }
    return { state: mail.fate, settledAt: mail.settledAt, error: mail.error }
  }

  return {
    async page(shopId, after, limit) {
      const rows = await memberStore(state).page(shopId, after, limit)
      return rows.map((member): ToldMember => {
        const told = ledger.by('member', member.id).toSorted((a, b) => a.position - b.position)
        const account = member.accountId === null ? undefined : accounts.get(member.accountId)
        return {
          member,
          locale: account?.locale ?? null,
          told: told.map(({ position, ...entry }) => ({ ...entry, fate: fateOf(entry) })),
        }
      })
    },

    async record(entries, along) {
      return state.atomically(() => {
        if (entries.some((entry) => ledger.get(ledgerKey(entry)))) return false
        let position = Array.from(ledger.rows()).length
        for (const entry of entries) ledger.insert({ ...entry, position: position++ })
        state.writeAlong(along)
        return true
      })
    },

    async close(shopId, notice, at) {
      state.atomically(() => {
        const key = campaignKey(shopId, notice)
        if (!campaigns.get(key)) campaigns.insert({ key, closedAt: at })
      })
    },

    async progress(shopId, notice) {
      const ofShop = members.by('shop', shopId).flatMap(({ id }) => ledger.by('member', id))
      const fates = ofShop.filter((entry) => entry.notice === notice).map(fateOf)
      const count = (...states: NoticeFate['state'][]) => fates.filter(({ state }) => states.includes(state)).length
      const handedOver = fates.flatMap(({ state, settledAt }) => (state === 'handed-over' ? (settledAt ?? []) : []))
      return {
        queued: fates.length,
        waiting: count('waiting'),
        handedOver: handedOver.length,
        failed: count('expired', 'uncertain', 'refused'),
        lastHandedOverAt: handedOver.length === 0 ? null : Math.max(...handedOver),
        closed: campaigns.get(campaignKey(shopId, notice)) !== undefined,
      }
    },

    async lastDueAt() {
      const waiting = Array.from(mails.rows()).filter(({ kind, fate }) => kind === 'rollout' && fate === 'waiting')
      return waiting.length === 0 ? null : Math.max(...waiting.map(({ dueAt }) => dueAt))
    },
  }
}
