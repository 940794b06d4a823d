import type { RolloutFacts } from '../../domain/mail.ts'
import type { RolloutRecord } from '../../domain/rollout.ts'
import type { NoticeEntry, ToldMember } from '../../domain/rollout-notice.ts'
import { sealMail } from '../../domain/sealed-mail.ts'
import type { Shop } from '../../domain/shop.ts'
import { decideCoexistence } from '../../policy/coexistence.ts'
import { announcementKey, type DueNotice, decideLateMail, decideNotice } from '../../policy/notices.ts'
import type { NoticeLedger } from '../../ports/notice-ledger.ts'
import type { RolloutStore } from '../../ports/rollout-store.ts'
import type { ShopStore } from '../../ports/shop-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { ShopNotFoundError } from '../../primitives/errors.ts'
import type { ShopId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { type NoticeStatus, statusOf } from './notice-status.ts'

/** Telling the members of a shop of its switch. */
export interface Notices {
  /**
   * Puts every notice that is due into the outbox, each once, and moves the cut of shops whose announcement was late
   * (R27). Interrupted anywhere it goes on where it was; several nodes may do it at once. Resolves to how many mails.
   */
  queueDue(): Promise<number>

  /** What the members of a shop were told, and which mails did not arrive. Throws `ShopNotFoundError`. */
  status(shopId: ShopId): Promise<NoticeStatus>
}

export interface NoticesDeps {
  readonly notices: NoticeLedger
  readonly rollouts: RolloutStore
  readonly shops: ShopStore
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
  readonly noticesPerMinute: number
  /** Moves a cut to a later instant because the mails of the announcement were late. */
  readonly postponeForMail: (shopId: ShopId, to: Instant) => Promise<void>
}

const PAGE = 200
const DAY = 24 * 3_600_000

/** How long after it should have gone out a notice is still of use. */
const USEFUL_MILLISECONDS = 7 * DAY

export function noticesRoom(deps: NoticesDeps): Notices {
  const { notices, rollouts, shops, keys, clock, random, mailDomain, noticesPerMinute, postponeForMail } = deps

  return {
    async queueDue() {
      let queued = 0
      for (const record of await rollouts.listUnderWay(clock.now())) {
        const shop = await shops.find(record.shopId)
        if (!shop) continue
        queued += await queueOf(shop, record)
        await moveForLateMail(record)
      }
      return queued
    },

    async status(shopId) {
      const record = await rollouts.find(shopId)
      if (!record) throw new ShopNotFoundError(shopId)
      return statusOf(notices, record)
    },
  }

  /** Page by page, each in one write; when another node was faster with a page, the rest is left to it. */
  async function queueOf(shop: Shop, record: RolloutRecord): Promise<number> {
    const { rollout } = record
    const opening = rollout && announcementKey(rollout)
    const announcementClosed = opening !== null && (await notices.progress(shop.id, opening)).closed
    const spread = spreading(await notices.lastDueAt())

    let queued = 0
    for (let last: string | null = ''; last !== null; ) {
      const page: readonly ToldMember[] = await notices.page(shop.id, last, PAGE)
      const now = clock.now()
      const due = page.flatMap((told) => {
        const notice = decideNotice(told.member, told.told, record, { now, announcementClosed })
        return notice ? [noticeFor(told, notice, shop, record, now, spread(now))] : []
      })
      if (due.length > 0) {
        const [entries, mails] = [due.map(({ entry }) => entry), due.map(({ mail }) => mail)]
        if (!(await notices.record(entries, { mails }))) return queued
        queued += due.length
      }
      last = page.at(-1)?.member.legacyId ?? null
    }
    // Everybody has been looked at, and nobody is left to whom the announcement itself is due.
    const now = clock.now()
    if (opening && !announcementClosed && hasDate(record, now)) await notices.close(shop.id, opening, now)
    return queued
  }

  function noticeFor(
    { member, locale }: ToldMember,
    due: DueNotice,
    { id: shopId, name: shopName }: Shop,
    { version }: RolloutRecord,
    now: Instant,
    dueAt: Instant,
  ) {
    const to = member.email.key
    const mail = sealMail(
      { ...factsOf(due), kind: 'rollout', to, locale: locale ?? 'ja', at: now, shopId, shopName, version },
      { keys, random, now, dueAt, usefulUntil: usefulUntil(due, dueAt), domain: mailDomain },
    )
    const { notice, enforcedAt } = due
    const entry: NoticeEntry = { memberId: member.id, notice, enforcedAt, mailId: mail.id, queuedAt: now }
    return { entry, mail }
  }

  /** When each of many mails is due, so that no more go out in a minute than may, whatever waits already. */
  function spreading(lastDueAt: Instant | null): (now: Instant) => Instant {
    const gap = 60_000 / noticesPerMinute
    let next = lastDueAt === null ? Number.NEGATIVE_INFINITY : lastDueAt + gap
    return (now) => {
      const dueAt = Math.max(now, next)
      next = dueAt + gap
      return Math.ceil(dueAt)
    }
  }

  async function moveForLateMail(record: RolloutRecord): Promise<void> {
    if (!record.rollout || !hasDate(record, clock.now())) return
    const progress = await notices.progress(record.shopId, announcementKey(record.rollout))
    const to = decideLateMail(record, progress, clock.now())
    if (to !== null) await postponeForMail(record.shopId, to)
  }
}

function hasDate({ rollout }: RolloutRecord, now: Instant): boolean {
  const { phase, enforcedAt } = decideCoexistence(rollout, now)
  return phase === 'coexistence' && enforcedAt !== null
}

function factsOf(due: DueNotice): RolloutFacts {
  const { about, enforcedAt } = due
  switch (about) {
    case 'preparation':
      return { about, announceAt: due.announceAt }
    case 'date-changed':
      return { about, enforcedAt }
    case 'reminder':
      return { about, enforcedAt: known(enforcedAt), daysLeft: due.daysLeft }
    case 'announced':
      return { about, enforcedAt: known(enforcedAt) }
  }
}

function known(enforcedAt: Instant | null): Instant {
  if (enforcedAt === null) throw new TypeError('an announcement and a reminder tell a date')
  return enforcedAt
}

/** A reminder of tomorrow is wrong the day after, and nothing that is due before an instant is of use after it. */
function usefulUntil(due: DueNotice, dueAt: Instant): Instant {
  switch (due.about) {
    case 'preparation':
      return Math.max(dueAt + DAY, Math.min(due.announceAt, dueAt + USEFUL_MILLISECONDS))
    case 'reminder':
      return Math.min(known(due.enforcedAt), dueAt + DAY / 2)
    case 'announced':
    case 'date-changed':
      return dueAt + USEFUL_MILLISECONDS
  }
}
