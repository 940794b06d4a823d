import type { Instant } from '../primitives/clock.ts'
import { type MailId, newId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import type { Mail, OutboxMail } from './mail.ts'

/** A mail made ready for the outbox: its facts encrypted, its Message-ID chosen. */
export function sealMail(mail: Mail, { keys, random, now, dueAt, usefulUntil, domain }: SealOptions): OutboxMail {
  const id = newId<MailId>(random)
  return {
    id,
    messageId: `${id}@${domain}`,
    kind: mail.kind,
    sealed: keys.encrypt(JSON.stringify(mail), id),
    queuedAt: now,
    ...(dueAt !== undefined && { dueAt }),
    usefulUntil,
  }
}

export interface SealOptions {
  readonly keys: KeyRing
  readonly random: Random
  readonly now: Instant
  /** Default: `now`. */
  readonly dueAt?: Instant
  readonly usefulUntil: Instant
  /** The right-hand side of the Message-ID. */
  readonly domain: string
}

/** The mail's facts again, or `null` when their key is not on the ring any more. */
export function openMail(mail: { readonly id: MailId; readonly sealed: string }, keys: KeyRing): Mail | null {
  const text = keys.decrypt(mail.sealed, mail.id)
  return text === null ? null : (JSON.parse(text) as Mail)
}
