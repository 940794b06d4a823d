import type { OutboxMail } from '../domain/mail.ts'
import type { Instant } from '../primitives/clock.ts'
import type { MailId } from '../primitives/ids.ts'
import type { Along } from './along.ts'

/** Mail accepted by us and not yet by the SMTP server. Rows come in by the `along` of what decides them. */
export interface Outbox {
  /** Accepts mails where nothing else is decided. */
  accept(along: Along): Promise<void>

  /**
   * Takes up to `limit` mails that are due and that nobody holds, and holds each until `leaseUntil`: first those whose
   * holder let the lease run out, so that no second death finds them waiting in the queue, and within each the oldest.
   *
   * Whatever number of workers asks at once, each mail goes to one of them. A mail whose holder let the lease run
   * out is taken again with `doubts` one higher, since its holder may have handed it over before it died; one that
   * has been doubted `MAIL_DOUBTS` times is given up as `uncertain` instead. Mails past `usefulUntil` are given up
   * as `expired`. Giving up erases the sealed facts.
   */
  take(limit: number, now: Instant, leaseUntil: Instant): Promise<readonly HeldMail[]>

  /** The SMTP server has it (250), whoever holds it by now: sealed facts erased, never taken again. */
  recordHandOver(id: MailId, at: Instant): Promise<void>

  /** It was certainly not accepted: due again at `dueAt`. Does nothing when the lease is no longer the holder's. */
  postpone(held: Lease, dueAt: Instant, error: string): Promise<void>

  /**
   * The answer was lost: due again at `dueAt` with one more doubt, or given up when there were enough. Does nothing
   * when the lease is no longer the holder's.
   */
  doubt(held: Lease, dueAt: Instant, error: string): Promise<void>

  /** The SMTP server refused it for good. Does nothing when the lease is no longer the holder's. */
  giveUp(held: Lease, at: Instant, error: string): Promise<void>

  /** How many wait and how many were given up, for the operators' eyes. */
  count(): Promise<{ readonly waiting: number; readonly givenUp: number }>

  /** The names of the ring keys that waiting mails need, as far as they are still useful at `now`. */
  keyIdsInUse(now: Instant): Promise<readonly string[]>
}

export interface HeldMail extends OutboxMail {
  readonly sealed: string
  /** How often it was tried. */
  readonly attempts: number
  /** How often nobody could tell whether it had been handed over. */
  readonly doubts: number
  /** Until then it is its holder's; with the id, it names the lease. */
  readonly leaseUntil: Instant
}

/** Who holds which mail. */
export type Lease = Pick<HeldMail, 'id' | 'leaseUntil'>

/** A mail whose fate is unknown is repeated at most this often. */
export const MAIL_DOUBTS = 1
