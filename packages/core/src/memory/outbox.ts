import { type HeldMail, type Lease, MAIL_DOUBTS, type Outbox } from '../ports/outbox.ts'
import type { Instant } from '../primitives/clock.ts'
import { keyNames, type MailRow, type State } from './state.ts'

/** The outbox in memory. */
export function outbox(state: State): Outbox {
  const { mails } = state
  const waiting = () => Array.from(mails.rows()).filter((mail) => mail.fate === 'waiting')

  function settle(mail: MailRow, fate: MailRow['fate'], settledAt: Instant, error: string | null): void {
    mails.put({ ...mail, sealed: null, heldUntil: null, fate, settledAt, error })
  }

  /** Changes a mail that is still its holder's. */
  function change({ id, leaseUntil }: Lease, work: (mail: MailRow) => void): void {
    state.atomically(() => {
      const mail = mails.get(id)
      if (mail?.fate === 'waiting' && mail.heldUntil === leaseUntil) work(mail)
    })
  }

  return {
    async accept(along) {
      state.atomically(() => state.writeAlong(along))
    },

    async take(limit, now, leaseUntil) {
      return state.atomically(() => {
        const taken: HeldMail[] = []
        const held = ({ heldUntil }: MailRow) => Number(heldUntil !== null)
        const inOrder = waiting().toSorted((a, b) => held(b) - held(a) || a.queuedAt - b.queuedAt)
        for (const mail of inOrder) {
          if (mail.heldUntil !== null && now < mail.heldUntil) continue
          if (now >= mail.usefulUntil) {
            settle(mail, 'expired', now, mail.error)
            continue
          }
          const abandoned = mail.heldUntil !== null
          if (abandoned && mail.doubts >= MAIL_DOUBTS) {
            settle(mail, 'uncertain', now, mail.error)
            continue
          }
          if (now < mail.dueAt || mail.sealed === null || taken.length >= limit) continue

          const attempts = mail.attempts + 1
          const doubts = abandoned ? mail.doubts + 1 : mail.doubts
          mails.put({ ...mail, heldUntil: leaseUntil, attempts, doubts })
          const { id, messageId, kind, sealed, queuedAt, usefulUntil } = mail
          taken.push({ id, messageId, kind, sealed, queuedAt, usefulUntil, attempts, doubts, leaseUntil })
        }
        return taken
      })
    },

    async recordHandOver(id, at) {
      state.atomically(() => {
        const mail = mails.get(id)
        if (mail) settle(mail, 'handed-over', at, null)
      })
    },

    async postpone(held, dueAt, error) {
      change(held, (mail) => mails.put({ ...mail, heldUntil: null, dueAt, error }))
    },

    async doubt(held, dueAt, error) {
      change(held, (mail) => {
        if (mail.doubts >= MAIL_DOUBTS) settle(mail, 'uncertain', dueAt, error)
        else mails.put({ ...mail, heldUntil: null, dueAt, error, doubts: mail.doubts + 1 })
      })
    },

    async giveUp(held, at, error) {
      change(held, (mail) => settle(mail, 'refused', at, error))
    },

    async count() {
      let givenUp = 0
      for (const { fate } of mails.rows()) if (fate !== 'waiting' && fate !== 'handed-over') givenUp++
      return { waiting: waiting().length, givenUp }
    },

    async keyIdsInUse(now) {
      return keyNames(
        waiting()
          .filter((mail) => now < mail.usefulUntil)
          .map((mail) => mail.sealed),
        '.',
      )
    },
  }
}
