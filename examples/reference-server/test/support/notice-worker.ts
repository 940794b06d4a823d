import process from 'node:process'
import { createAccounts } from '@ecforce-accounts/core'
import { smtpMailer } from '@ecforce-accounts/mailer-smtp'
import { openStorage } from '@ecforce-accounts/storage-sql'
import { readServerConfig } from '../../src/config.ts'

/**
 * A worker that does nothing but tell members of their switch, as fast as it can, until it is killed. Its clock goes by
 * that of the machine and `CLOCK_OFFSET_MS`.
 */
const config = readServerConfig(process.env)
if (config.smtpUrl === null) throw new TypeError('SMTP_URL is missing')
const offset = Number(process.env.CLOCK_OFFSET_MS ?? 0)
const clock = {
  now: () => Date.now() + offset,
  elapsed: () => performance.now(),
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
}
const storage = await openStorage(config.databaseUrl)
const accounts = await createAccounts({
  issuer: config.issuer,
  storage,
  mailer: smtpMailer({ url: config.smtpUrl, from: config.mailFrom, issuer: config.issuer, clock }),
  keys: config.keys,
  legacyPeppers: config.legacyPeppers,
  passwordStepFloorMilliseconds: 10_000,
  noticesPerMinute: 60_000,
  clock,
})
process.stdout.write('ready\n')
async function queueing(): Promise<never> {
  for (;;) {
    await accounts.notices.queueDue()
    await clock.sleep(50)
  }
}
await Promise.all([accounts.mailDelivery.run(new AbortController().signal, 20), queueing()])
