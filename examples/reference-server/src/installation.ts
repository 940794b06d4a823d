import {
  type Accounts,
  type Clock,
  createAccounts,
  type MailProblem,
  type OverdueRequest,
  type PasswordAlarm,
} from '@ecforce-accounts/core'
import type { RedisConnection } from '@ecforce-accounts/counters-redis'
import { backChannel } from './back-channel.ts'
import { breachedPasswords } from './breached-passwords.ts'
import type { ServerConfig } from './config.ts'

/** Accounts over its database and its mailer. */
export interface Installation {
  readonly accounts: Accounts
  /** Lets go of the database and the mail server. */
  close(): Promise<void>
}

export interface InstallationOptions {
  readonly clock: Clock
  readonly onMailProblem?: (problem: MailProblem) => void
  /** For demonstrations and tests alone: see `AccountsOptions`. */
  readonly allowDocumentationAddresses?: boolean
  readonly onOverdueRequests?: (requests: readonly OverdueRequest[]) => void
  readonly onAlarm?: (alarm: PasswordAlarm) => void
  readonly onBackgroundError?: (error: unknown) => void
}

/** Opens the database, brings it up to date and wires accounts over it. Rejects with nothing left open. */
export async function openInstallation(config: ServerConfig, options: InstallationOptions): Promise<Installation> {
  const mailer = await openMailer(config, options.clock)
  const { openStorage } = await import('@ecforce-accounts/storage-sql')
  const storage = await openStorage(config.databaseUrl)
  let redis: RedisConnection | null = null
  try {
    redis = await openCounters(config, options)
    const accounts = await createAccounts({
      issuer: config.issuer,
      trustedProxies: config.trustedProxies,
      storage,
      mailer,
      backChannel,
      ...(redis && { counters: redis.counters }),
      keys: config.keys,
      legacyPeppers: config.legacyPeppers,
      ...breachedPasswords(config.breachedPasswordsUrl, options.onBackgroundError),
      passwordStepFloorMilliseconds: config.passwordStepFloorMilliseconds,
      noticesPerMinute: config.noticesPerMinute,
      companyHolidays: config.companyHolidays,
      ...options,
    })
    return {
      accounts,
      async close() {
        mailer.close()
        await redis?.close()
        await storage.close()
      },
    }
  } catch (error) {
    mailer.close()
    await redis?.close()
    await storage.close()
    throw error
  }
}

/** `null` where the database keeps them. */
async function openCounters({ redisUrl }: ServerConfig, { onBackgroundError: onError }: InstallationOptions) {
  if (redisUrl === null) return null
  const { connectRedisCounters } = await import('@ecforce-accounts/counters-redis')
  return connectRedisCounters({ url: redisUrl, ...(onError && { onError }) })
}

async function openMailer({ smtpUrl, mailFrom, issuer, supportUrl }: ServerConfig, clock: Clock) {
  if (smtpUrl === null) return elsewhere
  const { smtpMailer } = await import('@ecforce-accounts/mailer-smtp')
  return smtpMailer({ url: smtpUrl, from: mailFrom, issuer, clock, ...(supportUrl !== null && { supportUrl }) })
}

/** Where another process delivers, mails stay in the outbox for it. */
const elsewhere = {
  async send(): Promise<never> {
    throw new TypeError('this process delivers no mail')
  },
  close() {},
}
