import { type Accounts, type Clock, createAccounts, type MailProblem, type PasswordAlarm } from '@ecforce-accounts/core'
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
  readonly onAlarm?: (alarm: PasswordAlarm) => void
  readonly onBackgroundError?: (error: unknown) => void
}

/** Opens the database, brings it up to date and wires accounts over it. Rejects with nothing left open. */
export async function openInstallation(config: ServerConfig, options: InstallationOptions): Promise<Installation> {
  const mailer = await openMailer(config, options.clock)
  const { openStorage } = await import('@ecforce-accounts/storage-sql')
  const storage = await openStorage(config.databaseUrl)
  try {
    const accounts = await createAccounts({
      issuer: config.issuer,
      storage,
      mailer,
      keys: config.keys,
      legacyPeppers: config.legacyPeppers,
      passwordStepFloorMilliseconds: config.passwordStepFloorMilliseconds,
      ...options,
    })
    return {
      accounts,
      async close() {
        mailer.close()
        await storage.close()
      },
    }
  } catch (error) {
    mailer.close()
    await storage.close()
    throw error
  }
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
