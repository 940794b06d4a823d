import type { InvitationWish } from '../domain/invitation-wish.ts'
import type { InvitationWishes } from '../ports/invitation-wishes.ts'
import { type State, SWEEP_LIMIT } from './state.ts'

/** Wishes for an invitation in memory. */
export function invitationWishes(state: State): InvitationWishes {
  const { wishes } = state

  return {
    async ask(asked, along) {
      return state.atomically(() => {
        const isNew = ({ shopId, email }: InvitationWish) =>
          !wishes.by('shop', shopId).some((one) => one.status === 'open' && one.email.key === email.key)
        const fresh = asked.filter(({ wish }) => isNew(wish))
        for (const { wish, mails } of fresh) {
          wishes.insert(wish)
          state.writeAlong({ mails })
        }
        if (fresh.length > 0) state.writeAlong(along)
        return fresh.length > 0
      })
    },

    async find(shopId, id) {
      const wish = wishes.get(id)
      return wish?.shopId === shopId ? wish : null
    },

    async list(shopId, limit) {
      return wishes.by('shop', shopId).toSorted(newestFirst).slice(0, limit)
    },

    async settle(id, as, at, along) {
      return state.atomically(() => {
        const current = wishes.get(id)
        if (current?.status !== 'open') return false
        wishes.put({ ...current, status: as, settledAt: at })
        state.writeAlong(along)
        return true
      })
    },

    async sweep(before) {
      state.atomically(() => {
        const old = Array.from(wishes.rows()).filter(({ askedAt, settledAt }) => (settledAt ?? askedAt) < before)
        for (const { id } of old.slice(0, SWEEP_LIMIT)) wishes.delete(id)
      })
    },
  }
}

function newestFirst(a: InvitationWish, b: InvitationWish): number {
  return b.askedAt - a.askedAt || (a.id < b.id ? 1 : -1)
}
