import type { Retirement, SharedMark } from '../domain/shared-member.ts'
import type { DueMember, SharedMembers } from '../ports/shared-members.ts'
import { StorageError } from '../primitives/errors.ts'
import type { MemberId } from '../primitives/ids.ts'
import type { State } from './state.ts'

/** Who shares an account, and what is to end, in memory. */
export function sharedMembers(state: State): SharedMembers {
  const { members, shops, sharedMarks, retirements } = state

  return {
    async mark(before, mark, along) {
      return state.atomically(() => {
        if (members.get(before.id)?.state !== before.state) return false
        if (mark !== null) {
          const responsible = members.get(mark.responsibleId)
          if (responsible?.shopId !== before.shopId || responsible.state !== 'active') return false
          sharedMarks.put({ ...mark, memberId: before.id })
        } else sharedMarks.delete(before.id)
        state.writeAlong(along)
        return true
      })
    },

    async isShared(accountId) {
      const rows = members.by('account', accountId)
      const marked = rows.find(({ id, state }) => state === 'active' && sharedMarks.get(id))
      return marked !== undefined && rows.every(({ shopId }) => shopId === marked.shopId)
    },

    async retire(before, retirement, along) {
      return state.atomically(() => {
        if (members.get(before.id)?.state !== before.state) return false
        if (retirement !== null) retirements.put({ ...retirement, memberId: before.id })
        else retirements.delete(before.id)
        state.writeAlong(along)
        return true
      })
    },

    async due(now, limit) {
      const due = new Map<MemberId, number>()
      const note = (id: MemberId, at: number) => {
        if (at <= now) due.set(id, Math.min(at, due.get(id) ?? at))
      }
      for (const { memberId, remindsAt } of sharedMarks.rows()) note(memberId, remindsAt)
      for (const { memberId, dueAt } of retirements.rows()) note(memberId, dueAt)
      const inOrder = [...due].toSorted(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))
      return inOrder.slice(0, limit).map(([id]): DueMember => {
        const member = members.get(id)
        const shop = member && shops.get(member.shopId)
        if (!member || !shop) throw new StorageError('a shared member has lost its row', new Error(id))
        return { member, shop, ...arrangedFor(state, id) }
      })
    },

    async remind({ id }, from, next, along) {
      return state.atomically(() => {
        const current = sharedMarks.get(id)
        if (current?.remindsAt !== from) return false
        sharedMarks.put({ ...current, remindsAt: next })
        state.writeAlong(along)
        return true
      })
    },

    async goOn({ id }, from, next, along) {
      return state.atomically(() => {
        if (retirements.get(id)?.dueAt !== from) return false
        if (next === null) retirements.delete(id)
        else retirements.put({ ...next, memberId: id })
        state.writeAlong(along)
        return true
      })
    },
  }
}

/** What was arranged for a row. */
export function arrangedFor(
  { sharedMarks, retirements }: State,
  id: MemberId,
): { readonly mark: SharedMark | null; readonly retirement: Retirement | null } {
  const [marked, retiring] = [sharedMarks.get(id), retirements.get(id)]
  const mark = marked && { responsibleId: marked.responsibleId, markedAt: marked.markedAt, remindsAt: marked.remindsAt }
  return {
    mark: mark ?? null,
    retirement: retiring ? { on: retiring.on, told: retiring.told, dueAt: retiring.dueAt } : null,
  }
}
