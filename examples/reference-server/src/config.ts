import {
  addDays,
  daysBetween,
  isJapanDay,
  isLoopbackHost,
  parseEmailAddress,
  parseIpAddress,
  type RingKey,
  trustedProxies,
} from '@ecforce-accounts/core'
import { z } from 'zod'

/** The variables a process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the command line needs: the database and the secrets that its rows were written under. */
export interface ToolConfig {
  /** `sqlite:PATH` or `postgres://…` */
  readonly databaseUrl: string
  /** The newest first. */
  readonly keys: readonly RingKey[]
  /** Texts that shops appended to passwords, by the name that `password_scheme` gives them. */
  readonly legacyPeppers: ReadonlyMap<string, string>
  readonly passwordStepFloorMilliseconds: number
  /** A range service of breached passwords, asked besides the built-in list; `null`: none. */
  readonly breachedPasswordsUrl: string | null
}

/** What a server needs. Holds secrets: never log it. */
export interface ServerConfig extends ToolConfig {
  /** Where members reach this server: an origin, without a slash at its end. */
  readonly issuer: string
  /** `null` where another process delivers the mails. */
  readonly smtpUrl: string | null
  /** Where throttle counters are kept in place of the database; `null`: there. */
  readonly redisUrl: string | null
  /** How many mails of announcements and reminders go out in a minute at the most. */
  readonly noticesPerMinute: number
  /** Days besides weekends and public holidays on which operators do not work: `12-29` of every year, or `2026-12-29`. */
  readonly companyHolidays: readonly string[]
  readonly mailFrom: { readonly name: string; readonly address: string }
  /** CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly supportUrl: string | null
  /** A JSON file with texts in the place of the pages' own. */
  readonly wordsFile: string | null
  readonly host: string
  readonly port: number
  /** Whether this process delivers mails and sweeps what has expired. */
  readonly worker: boolean
}

/** The environment will not do; the message has one sentence per line, each beginning with the variable's name. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

const DEFAULT_FLOOR_MILLISECONDS = 350

/** A variable that may be left out, or empty. */
export const text = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : undefined))

/** A variable that has to be set; `expected` says to what. */
export function required(expected: string) {
  return text.transform((value, context) => value ?? refuse(context, `is missing; set it to ${expected}`))
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

export function wholeNumber(least: number, most: number, fallback: number) {
  return text.transform((value, context) => {
    if (value === undefined) return fallback
    const number = /^[0-9]{1,6}$/.test(value) ? Number(value) : Number.NaN
    return number >= least && number <= most
      ? number
      : refuse(context, `must be a whole number from ${least} to ${most}`)
  })
}

const toolVariables = {
  DATABASE_URL: required('sqlite:PATH or postgres://user:password@host/database').refine(
    (url) => url.startsWith('sqlite:') || /^postgres(?:ql)?:\/\//.test(url),
    'must begin with sqlite: or postgres://',
  ),
  ACCOUNTS_KEYS: required('kid:base64url(32 bytes), comma-separated, the newest first').transform(readKeys),
  ACCOUNTS_LEGACY_PEPPERS: text.transform(readPeppers),
  BREACHED_PASSWORDS_URL: text.refine(isWebUrl, 'must be an http or https URL'),
  PASSWORD_STEP_FLOOR_MS: wholeNumber(0, 10_000, DEFAULT_FLOOR_MILLISECONDS),
}

const ToolVariables = z.object(toolVariables)

const ServerVariables = z.object({
  ...toolVariables,
  ISSUER_URL: required('the origin that members see, such as https://accounts.example').transform(readIssuer),
  SMTP_URL: text,
  REDIS_URL: text.refine(
    (url) => url === undefined || (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)),
    'must begin with redis:// or rediss://',
  ),
  NOTICES_PER_MINUTE: wholeNumber(1, 60_000, 600),
  COMPANY_HOLIDAYS: text.transform(readHolidays),
  MAIL_FROM: text,
  TRUSTED_PROXIES: text.transform(readRanges),
  SUPPORT_URL: text.refine(isWebUrl, 'must be an http or https URL'),
  WORDS_FILE: text,
  HOST: text.transform((value = '127.0.0.1', context) =>
    value === 'localhost' || parseIpAddress(value) !== null
      ? value
      : refuse(context, 'must be an IP address to listen on'),
  ),
  PORT: wholeNumber(1, 65_535, 3000),
  WORKER: text
    .transform((value = 'on') => value.toLowerCase())
    .refine((value) => value === 'on' || value === 'off', 'must be on or off')
    .transform((value) => value === 'on'),
})

/**
 * The settings of a server, read once and frozen. Throws `EnvironmentError`; no message repeats a value.
 *
 * `HOST` is 127.0.0.1 unless set: behind a proxy on another machine, or in a container, set it to 0.0.0.0.
 */
export function readServerConfig(environment: Environment): ServerConfig {
  const read = readVariables(ServerVariables, environment)
  const issuer = new URL(read.ISSUER_URL)
  if (issuer.protocol === 'http:' && !isLoopbackAddress(read.HOST)) {
    throw new EnvironmentError('HOST: must be 127.0.0.1, ::1 or localhost while ISSUER_URL is http')
  }
  if (read.WORKER && read.SMTP_URL === undefined) {
    throw new EnvironmentError('SMTP_URL: is missing; set it to smtp://user:password@host:587, or set WORKER to off')
  }
  return Object.freeze({
    ...toolConfig(read),
    issuer: issuer.origin,
    smtpUrl: read.SMTP_URL ?? null,
    redisUrl: read.REDIS_URL ?? null,
    noticesPerMinute: read.NOTICES_PER_MINUTE,
    companyHolidays: read.COMPANY_HOLIDAYS,
    mailFrom: readSender(read.MAIL_FROM, issuer.hostname),
    trustedProxies: read.TRUSTED_PROXIES,
    supportUrl: read.SUPPORT_URL ?? null,
    wordsFile: read.WORDS_FILE ?? null,
    host: read.HOST,
    port: read.PORT,
    worker: read.WORKER,
  })
}

/** The settings of a command. Throws `EnvironmentError`; no message repeats a value. */
export function readToolConfig(environment: Environment): ToolConfig {
  return Object.freeze(toolConfig(readVariables(ToolVariables, environment)))
}

/** Whose `X-Forwarded-For` the server believes. Throws `EnvironmentError`. */
export function readProxies(environment: Environment): readonly string[] {
  return readVariables(z.object({ TRUSTED_PROXIES: text.transform(readRanges) }), environment).TRUSTED_PROXIES
}

/** The variables as the schema has them. Throws `EnvironmentError`; no message repeats a value. */
export function readVariables<Schema extends z.ZodType>(schema: Schema, environment: Environment): z.infer<Schema> {
  const read = schema.safeParse(environment)
  if (read.success) return read.data
  throw new EnvironmentError(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
}

function toolConfig(read: z.infer<typeof ToolVariables>): ToolConfig {
  return {
    databaseUrl: read.DATABASE_URL,
    keys: read.ACCOUNTS_KEYS,
    legacyPeppers: read.ACCOUNTS_LEGACY_PEPPERS,
    passwordStepFloorMilliseconds: read.PASSWORD_STEP_FLOOR_MS,
    breachedPasswordsUrl: read.BREACHED_PASSWORDS_URL?.replace(/\/+$/, '') ?? null,
  }
}

function readKeys(value: string, context: z.RefinementCtx): readonly RingKey[] {
  return value.split(',').map((entry) => {
    const [, kid, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{43})=?$/.exec(entry.trim()) ?? []
    if (kid === undefined || encoded === undefined) {
      return refuse(context, 'must be kid:base64url(32 bytes), comma-separated, the newest first')
    }
    return { kid, key: Buffer.from(encoded, 'base64url') }
  })
}

function readPeppers(value: string | undefined, context: z.RefinementCtx): ReadonlyMap<string, string> {
  const peppers = new Map<string, string>()
  for (const entry of value?.split(',') ?? []) {
    const [, kid, encoded] = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9_-]+)={0,2}$/.exec(entry.trim()) ?? []
    if (kid === undefined || encoded === undefined) {
      return refuse(context, 'must be kid:base64url(text), comma-separated')
    }
    if (peppers.has(kid)) return refuse(context, `has the name ${kid} twice`)
    peppers.set(kid, Buffer.from(encoded, 'base64url').toString('utf8'))
  }
  return peppers
}

function readIssuer(value: string, context: z.RefinementCtx): string {
  const url = URL.canParse(value) ? new URL(value) : null
  const isOrigin = url !== null && url.origin === value.replace(/\/$/, '')
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (isOrigin && isSafe) return url.origin
  return refuse(
    context,
    'must be an https origin without a path, such as https://accounts.example (http on loopback alone)',
  )
}

function readRanges(value: string | undefined, context: z.RefinementCtx): readonly string[] {
  const ranges = value?.split(',').map((range) => range.trim()) ?? []
  for (const range of ranges) {
    try {
      trustedProxies([range])
    } catch {
      return refuse(context, 'must be a comma-separated list of CIDR ranges, such as 10.0.0.0/8')
    }
    if (range.endsWith('/0')) return refuse(context, 'must not trust every address')
  }
  return ranges
}

/** Days of every year or of one, and days of every year from one to another: `12-29..01-03`. */
function readHolidays(value: string | undefined, context: z.RefinementCtx): readonly string[] {
  const named = value?.split(',').map((entry) => entry.trim()) ?? []
  return named.flatMap((entry) => {
    const [first = '', last, ...rest] = entry.split('..')
    const days = rest.length > 0 ? null : last === undefined ? oneDay(first) : daysOfYear(first, last)
    return days ?? refuse(context, 'must be days such as 12-29, 2026-08-14 or 12-29..01-03, comma-separated')
  })
}

function oneDay(day: string): readonly string[] | null {
  return isJapanDay(day.length === 5 ? `${LEAP_YEAR}-${day}` : day) ? [day] : null
}

function daysOfYear(first: string, last: string): readonly string[] | null {
  const [from, to] = [`${LEAP_YEAR}-${first}`, `${first <= last ? LEAP_YEAR : LEAP_YEAR + 1}-${last}`]
  if (!isJapanDay(from) || !isJapanDay(to)) return null
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index).slice(5))
}

/** Has every day that a year can have. */
const LEAP_YEAR = 2028

/** `Name <address>` or an address alone. */
function readSender(value: string | undefined, issuerHost: string): ServerConfig['mailFrom'] {
  const defaultName = 'ecforce accounts'
  if (value === undefined) {
    const domain = isLoopbackHost(issuerHost) ? 'accounts.example' : issuerHost
    const address = `no-reply@${domain}`
    if (parseEmailAddress(address).ok) return { name: defaultName, address }
    throw new EnvironmentError(
      'MAIL_FROM: is missing; set it to an address, since ISSUER_URL has no domain to send from',
    )
  }
  const [, quoted, bracketed] = /^(.*?)\s*<([^<>]+)>$/.exec(value) ?? []
  const address = bracketed ?? value
  const name = quoted?.replace(/^"(.*)"$/, '$1') || defaultName
  if (parseEmailAddress(address).ok && !/\p{Cc}/u.test(name)) return { name, address }
  throw new EnvironmentError('MAIL_FROM: must be an address, or Name <address>')
}

function isWebUrl(value: string | undefined): boolean {
  return value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
}

function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
