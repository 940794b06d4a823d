import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { BUSINESS_OPENS } from '../policy/business-days.ts'
import type { PasswordAlarm } from '../policy/password-alarm.ts'
import type { SessionLifetime } from '../policy/session-lifetime.ts'
import type { BackChannel } from '../ports/back-channel.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { CommonPasswords } from '../ports/password-hasher.ts'
import type { Storage } from '../ports/storage.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock } from '../primitives/clock.ts'
import { ConfigurationError } from '../primitives/errors.ts'
import { isIssuer } from '../primitives/issuer.ts'
import { isJapanDay } from '../primitives/japan-time.ts'
import type { RingKey } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import type { OverdueRequest } from '../rooms/bypass/due.ts'
import type { MailProblem } from '../rooms/mail-delivery/mail-delivery.ts'

/** What an installation of accounts is made of. */
export interface AccountsOptions {
  /** Where accounts is reached, such as `https://accounts.example`; `http:` on loopback alone. */
  readonly issuer: string
  readonly storage: Storage
  readonly mailer: Mailer
  /** How services are told that somebody has signed out. Default: not at all; they find out within a minute. */
  readonly backChannel?: BackChannel
  /**
   * The proxies in front of the host, as CIDR ranges, whose word on where a request comes from is believed: what routers
   * and readers of the host go by unless they are told otherwise. Starting with proxies that make addresses say nothing,
   * while robots are let in by theirs, is refused. Default: none.
   */
  readonly trustedProxies?: readonly string[]
  /** Throttle counters to be used in place of the storage's. Default: the storage's. */
  readonly counters?: ThrottleCounters
  /** The key ring, the newest key first. */
  readonly keys: readonly RingKey[]
  /** Texts that legacy systems appended to passwords, by the name that `password_scheme` gives them. Default: none. */
  readonly legacyPeppers?: ReadonlyMap<string, string>
  /** Default: an hour idle, twelve hours in all. */
  readonly sessionLifetime?: Partial<SessionLifetime>
  /**
   * How long the answer to a password takes at least while legacy hashes remain, so that time tells nobody whose it
   * was. Default 350. Starting with less than the dearest imported hashes need is refused.
   */
  readonly passwordStepFloorMilliseconds?: number
  readonly hashing?: {
    /** How many passwords are hashed at once. Default: the number of cores. */
    readonly concurrency?: number
    /** How many may wait. Default 64. */
    readonly waiting?: number
    /** Argon2id memory. Default 47104 KiB; not less than 19456. */
    readonly memoryKiB?: number
    /** Argon2id passes. Default 1; at least 2 below 47104 KiB. */
    readonly passes?: number
  }
  /** How many mails of announcements and reminders go out in a minute at the most. Default 600. */
  readonly noticesPerMinute?: number
  /**
   * Asked besides the list of common passwords that is built in, when one is chosen or carried over; `breachedRange`
   * makes one of a range service. Default: nobody.
   */
  readonly breachedPasswords?: CommonPasswords
  /** Told once an hour of requests for robots' exemptions that operators should have answered. Default: nobody. */
  readonly onOverdueRequests?: (requests: readonly OverdueRequest[]) => void
  /**
   * Further days, besides weekends and public holidays, on which operators do not work: `12-29` of every year, or
   * `2026-12-29` alone. Requests for robots' exemptions are answered within two business days. Default: none.
   */
  readonly companyHolidays?: readonly string[]
  /** At this hour in Japan a business day is over; what is asked from then on counts as the next day's. Default 17. */
  readonly requestCutOffHour?: number
  /**
   * Takes addresses that stand in documents alone, such as `203.0.113.10`, for robots' exemptions. They are nobody's: for
   * tests and demonstrations. Default: refuses them.
   */
  readonly allowDocumentationAddresses?: boolean
  /** Told of mails that did not go out. Default: nobody. */
  readonly onMailProblem?: (problem: MailProblem) => void
  /** Told when wrong passwords are far more than usual, once an hour and installation. Default: nobody. */
  readonly onAlarm?: (alarm: PasswordAlarm) => void
  /** Told of work in the background that failed and will be tried again. Default: nobody. */
  readonly onBackgroundError?: (error: unknown) => void
  /** Default: the system's. */
  readonly clock?: Clock
  /** Default: the system's. */
  readonly random?: Random
}

/** A day of every year, or of one; the 29th of February is one. */
function isHolidayName(text: string): boolean {
  return isJapanDay(text.length === 5 ? `2028-${text}` : text)
}

const wholeNumber = (least: number, most: number) => z.int().min(least).max(most)

const Settings = z.object({
  issuer: z.string().refine(isIssuer, 'must be an https origin without path (http on loopback alone)'),
  sessionLifetime: z
    .object({
      idleSeconds: wholeNumber(60, 86_400).default(3600),
      absoluteSeconds: wholeNumber(300, 86_400).default(43_200),
    })
    .prefault({}),
  passwordStepFloorMilliseconds: wholeNumber(0, 10_000).default(350),
  noticesPerMinute: wholeNumber(1, 60_000).default(600),
  companyHolidays: z
    .array(z.string().refine(isHolidayName, 'must be a day such as 12-29 or 2026-12-29'))
    .readonly()
    .default([]),
  requestCutOffHour: wholeNumber(BUSINESS_OPENS + 1, 24).default(17),
  allowDocumentationAddresses: z.boolean().default(false),
  hashing: z
    .object({
      concurrency: wholeNumber(1, 256).default(() => availableParallelism()),
      waiting: wholeNumber(0, 10_000).default(64),
      memoryKiB: wholeNumber(19_456, 4_194_304).default(47_104),
      passes: wholeNumber(1, 20).default(1),
    })
    .refine(({ memoryKiB, passes }) => memoryKiB >= 47_104 || passes >= 2, 'needs two passes below 47104 KiB')
    .prefault({}),
})

export type Settings = Readonly<z.infer<typeof Settings>>

/** The plain settings, checked once and frozen. Throws `ConfigurationError` naming the first that will not do. */
export function readSettings(options: AccountsOptions): Settings {
  const read = Settings.safeParse(options)
  if (read.success) return Object.freeze(read.data)
  const [first] = read.error.issues
  throw new ConfigurationError(first?.path.join('.') ?? 'options', first?.message ?? 'cannot be read')
}
