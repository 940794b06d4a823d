import type { Instant } from './clock.ts'
import type { Random } from './random.ts'

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type AccountId = Id<'account'>
export type MemberId = Id<'member'>
/** The name a shop has had from the start, such as `hogehoge`. */
export type ShopId = Id<'shop'>
/** The name that a shop's service was given, such as `hogehoge-admin`. */
export type ServiceId = Id<'service'>
/** Names a flow; its secret is another thing. */
export type FlowId = Id<'flow'>
export type ChallengeId = Id<'challenge'>
export type FactorId = Id<'factor'>
export type SessionId = Id<'session'>
export type MailId = Id<'mail'>
export type EventId = Id<'event'>
export type ImportId = Id<'import'>
export type InvitationId = Id<'invitation'>
export type BypassRequestId = Id<'bypass-request'>
export type BypassGrantId = Id<'bypass-grant'>
export type NewDeviceId = Id<'new-device'>
export type InvitationWishId = Id<'invitation-wish'>

/** Crockford's base 32: no I, L, O or U, so that it can be read out over a telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new name of 26 letters with 130 random bits. It names a thing and is never a secret. */
export function newId<T extends Id<string>>(random: Random): T {
  return letters(random, 26).toLowerCase() as T
}

/** A new name that sorts after the names of imports that began before `now`: ten letters of time, sixteen random. */
export function newImportId(random: Random, now: Instant): ImportId {
  let time = ''
  for (let rest = now; time.length < 10; rest = Math.floor(rest / 32)) time = `${alphabet[rest % 32]}${time}`
  return `${time}${letters(random, 16)}`.toLowerCase() as ImportId
}

/** What sorts after the names of all imports that began no later than this one, and before those of later ones. */
export function afterImport(id: ImportId): string {
  return `${id.slice(0, 10)}~`
}

/** What a refusal shows and the support desk looks up, as `7K3M-Q9TX`. */
export function newSupportCode(random: Random): string {
  const code = letters(random, 8)
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** Two capital letters by which a member tells one code mail from another. */
export function newReference(random: Random): string {
  const readable = 'ABCDEFGHJKMNPQRSTVWXYZ'
  return Array.from({ length: 2 }, () => readable[random.below(readable.length)]).join('')
}

const handle = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/

/** Whether `text` may name a shop: lower-case letters, digits and inner hyphens, 2 to 63 of them. */
export function isShopId(text: string): text is ShopId {
  return handle.test(text)
}

/** Whether `text` may name a service: like a shop. */
export function isServiceId(text: string): text is ServiceId {
  return handle.test(text)
}

function letters(random: Random, length: number): string {
  return Array.from(random.bytes(length), (byte) => alphabet[byte & 31]).join('')
}
