import { type LastSignIn, type LegacyPassword, memberTexts } from '../../domain/member.ts'
import type { Instant } from '../../primitives/clock.ts'
import { type EmailAddress, parseEmailAddress } from '../../primitives/email-address.ts'
import { hasControlCharacter } from '../../primitives/plain-text.ts'
import { type LegacyHashProblem, parseLegacyHash } from '../../vendors/legacy-password.ts'
import type { ImportColumn, RawRow } from './read-rows.ts'
import { type RowProblem, type RowProblemCode, rowProblem } from './row-problem.ts'

/** A member as its shop's export describes it, every value checked. */
export interface LegacyRow {
  /** The line of the file on which the record begins, from 1. */
  readonly line: number
  readonly shopId: string
  readonly legacyId: string
  readonly email: EmailAddress
  readonly name: string | null
  readonly role: string | null
  readonly legacyPassword: LegacyPassword | null
  readonly lastSignInAt: LastSignIn
  readonly twoFactorEnabled: boolean
  /** Base32, upper case, without padding; only where `twoFactorEnabled`. A secret: encrypt it before it is stored. */
  readonly totpSecret: string | null
}

export interface LegacyRowContext {
  /** The shops the import names; a row of another is a bad row. */
  readonly shops: ReadonlySet<string>
  /** The peppers of legacy systems by name. */
  readonly peppers: ReadonlyMap<string, string>
  /** No sign-in lies a day or more after this. */
  readonly now: Instant
}

export type LegacyRowReading =
  | { readonly ok: true; readonly row: LegacyRow }
  | { readonly ok: false; readonly problems: readonly RowProblem[] }

const DAY_MILLISECONDS = 24 * 3_600_000

/** UTF-16 code units; an address's own limits are tighter. */
const longest: Readonly<Record<ImportColumn, number>> = {
  shop_id: 64,
  legacy_id: memberTexts.legacyId,
  email: 512,
  name: memberTexts.name,
  role: memberTexts.role,
  password_hash: 512,
  password_scheme: 96,
  last_sign_in_at: 64,
  two_factor_enabled: 16,
  totp_secret: 256,
}

/** Columns whose text is never repeated in a problem. */
const secretColumns: ReadonlySet<ImportColumn> = new Set(['password_hash', 'totp_secret'])

/**
 * Checks one row, every column of it, so that all that is wrong is told at once. Never throws.
 *
 * White space around a value is not part of it, and an empty value counts as absent, but for `last_sign_in_at`: a file
 * without that column does not know, a row with it empty (or `null`) has never signed in. An instant without a zone is
 * Japan Standard Time. `two_factor_enabled` absent means: if there is a `totp_secret`; and the secret of a member who
 * has it switched off is dropped.
 */
export function parseLegacyRow(record: RawRow, context: LegacyRowContext): LegacyRowReading {
  const { line, fields } = record
  const problems: RowProblem[] = []

  function wrong(column: ImportColumn, code: RowProblemCode): null {
    const value = secretColumns.has(column) ? undefined : (fields[column] ?? undefined)
    problems.push(rowProblem(line, column, code, value))
    return null
  }

  function read(column: ImportColumn): string | null {
    const text = (fields[column] ?? '').trim()
    if (text === '') return null
    if (text.length > longest[column]) return wrong(column, 'too_long')
    if (text.includes('\ufffd')) return wrong(column, 'undecodable')
    if (hasControlCharacter(text)) return wrong(column, 'control_character')
    return text
  }

  function readRequired(column: ImportColumn): string | null {
    return (fields[column] ?? '').trim() === '' ? wrong(column, 'required') : read(column)
  }

  function readShop(): string | null {
    const shopId = readRequired('shop_id')
    return shopId === null || context.shops.has(shopId) ? shopId : wrong('shop_id', 'shop_not_named')
  }

  function readEmail(): EmailAddress | null {
    const text = readRequired('email')
    if (text === null) return null
    const parsed = parseEmailAddress(text)
    return parsed.ok ? parsed.address : wrong('email', 'invalid_email')
  }

  function readPassword(): LegacyPassword | null {
    const hash = read('password_hash')
    const scheme = read('password_scheme')
    if (hash === null) return null
    const reading = parseLegacyHash(hash, scheme)
    if (!reading.ok) {
      const inScheme = reading.reason === 'unknown_scheme' && scheme !== null
      return wrong(inScheme ? 'password_scheme' : 'password_hash', hashCodes[reading.reason])
    }
    const { pepperKid } = reading.legacy
    if (pepperKid !== null && !context.peppers.has(pepperKid)) return wrong('password_scheme', 'unknown_pepper')
    return reading.legacy
  }

  function readLastSignIn(): LastSignIn {
    if (fields.last_sign_in_at === undefined) return null
    if ((fields.last_sign_in_at ?? '').trim() === '') return 'never'
    const text = read('last_sign_in_at')
    if (text === null) return null
    const at = parseInstant(text)
    // Clocks differ by a little; a sign-in of the future would never be stale and always be the latest.
    return at !== null && at < context.now + DAY_MILLISECONDS ? at : wrong('last_sign_in_at', 'invalid_instant')
  }

  function readTwoFactor(): boolean | null {
    const text = read('two_factor_enabled')
    if (text === null) return null
    if (/^(?:true|t|1)$/i.test(text)) return true
    if (/^(?:false|f|0)$/i.test(text)) return false
    return wrong('two_factor_enabled', 'invalid_boolean')
  }

  function readTotpSecret(): string | null {
    const text = read('totp_secret')
    return text === null ? null : (canonicalBase32(text) ?? wrong('totp_secret', 'invalid_totp_secret'))
  }

  const shopId = readShop()
  const legacyId = readRequired('legacy_id')
  const email = readEmail()
  const name = read('name')
  const role = read('role')
  const legacyPassword = readPassword()
  const lastSignInAt = readLastSignIn()
  const twoFactor = readTwoFactor()
  const secret = readTotpSecret()

  if (problems.length > 0 || shopId === null || legacyId === null || email === null) return { ok: false, problems }
  const twoFactorEnabled = twoFactor ?? secret !== null
  const totpSecret = twoFactorEnabled ? secret : null
  return {
    ok: true,
    row: { line, shopId, legacyId, email, name, role, legacyPassword, lastSignInAt, twoFactorEnabled, totpSecret },
  }
}

const hashCodes: Readonly<Record<LegacyHashProblem, RowProblemCode>> = {
  unknown_scheme: 'unknown_scheme',
  malformed: 'malformed_hash',
  out_of_bounds: 'hash_out_of_bounds',
}

const isoInstant =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$/i

/** ISO 8601 as databases write it: `T` or a space, seconds and zone optional (then JST); Ruby's `UTC` is a zone too. */
function parseInstant(text: string): Instant | null {
  const found = isoInstant.exec(text)
  if (found === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = '+09:00'] = found
  const offset = offsetMinutes(zone.toUpperCase())
  if (offset === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null

  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // The calendar rolls 30 February over to March, and reads years below 100 as 19xx.
  if (midnight.toISOString().slice(0, 10) !== `${year}-${month}-${day}` || Number(year) < 1970) return null
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3))
  const seconds = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)
  return midnight.getTime() + seconds * 1_000 + milliseconds
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'UTC') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', ''))
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Base32 (RFC 4648 section 6) of 10 to 64 bytes, as people copy it: any case, grouped, padded or not. */
function canonicalBase32(text: string): string | null {
  const digits = text.replace(/[ -]/g, '').replace(/=+$/, '').toUpperCase()
  if (!/^[A-Z2-7]{16,103}$/.test(digits)) return null
  return [1, 3, 6].includes(digits.length % 8) ? null : digits
}
