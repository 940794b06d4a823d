import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type Accounts, systemClock } from '@ecforce-accounts/core'
import { EnvironmentError, readServerConfig, type ServerConfig } from './config.ts'
import { castOperators, castPeople, castPeppers } from './demo/cast.ts'
import { describeStartFailure } from './start-failure.ts'

// Sources and bundle both lie one floor below the package, so these hold for either.
const castFiles = new URL('../demo/', import.meta.url)
const shopAdminAssets = new URL('../../shop-admin/assets/', import.meta.url)
const bannerScript = fileURLToPath(new URL('../dist/accounts-banner.js', import.meta.url))
const dataFolder = fileURLToPath(new URL('../../../.data/demo', import.meta.url))

/** From where a proxy on this machine connects that is believed who its clients are; nobody else is. */
const demoProxy = '127.0.0.2/32'

/** One per port: demonstrations side by side do not throw away each other's data. */
const dataOf = (port: number) => join(dataFolder, String(port))

/** The whole demonstration on embedded parts. It begins afresh at every start and needs no network. */
async function demo(): Promise<void> {
  const port = readPort('PORT', 3000)
  const shopAdminPort = readPort('SHOP_ADMIN_PORT', 3001)
  const mailboxPort = readPort('MAILBOX_PORT', 3002)
  await assertFree('PORT', port)
  await assertFree('SHOP_ADMIN_PORT', shopAdminPort)
  await assertFree('MAILBOX_PORT', mailboxPort)
  await rm(dataOf(port), { recursive: true, force: true })

  const [{ labClock }, { startMailbox }, { sampleMails }] = await Promise.all([
    import('./lab/clock.ts'),
    import('./lab/mailbox.ts'),
    import('./lab/sample-mails.ts'),
  ])
  const clock = labClock(systemClock)
  const issuer = `http://127.0.0.1:${port}`
  const mailbox = await startMailbox({
    httpPort: mailboxPort,
    host: '127.0.0.1',
    now: clock.now,
    accounts: issuer,
    sampleMails: (locale) => sampleMails(locale, { issuer, supportUrl: `${issuer}/lab/support` }),
  })
  const config = demoConfig(issuer, port, mailbox.smtpUrl)

  const { openInstallation } = await import('./installation.ts')
  const { seed } = await import('./demo/seed.ts')
  const installation = await openInstallation(config, { clock, allowDocumentationAddresses: true })
  const { accounts } = installation
  const { badRows, shops, services } = await seed({
    accounts,
    clock,
    files: castFiles,
    shopAdminPort,
    mailsTo: mailbox.messages,
    authenticator: mailbox.authenticator,
  })
  await installation.close()
  mailbox.clear()

  const [{ startServer }, { createLog }, { labRoutes }, { stopAtSignals }] = await Promise.all([
    import('./server.ts'),
    import('./log.ts'),
    import('./lab/lab-routes.ts'),
    import('./stop-signals.ts'),
  ])
  const log = createLog({ clock, level: 'warn' })
  const cast = { shops, people: castPeople, operators: castOperators }
  const lab = (served: Accounts) => labRoutes({ accounts: served, clock, issuer, mailbox: mailbox.httpUrl, cast })
  const server = await startServer(config, { log, clock, lab })
  const { startShopAdmins } = await import('./demo/shop-admins.ts')
  const shopAdmins = await startShopAdmins({
    port: shopAdminPort,
    issuer,
    clock,
    files: castFiles,
    assets: shopAdminAssets,
    bannerScript: existsSync(bannerScript) ? bannerScript : null,
    services,
    trustedProxies: [demoProxy],
  })
  stopAtSignals({
    async stop() {
      await shopAdmins.close()
      await server.stop()
      await mailbox.close()
    },
    onFatal: (error) => log.fatal({ error }, 'ended by an error that nothing caught'),
  })

  const { guide } = await import('./demo/guide.ts')
  const { describeBadRow } = await import('./cli/bad-rows.ts')
  process.stdout.write(guide({ issuer, mailbox: mailbox.httpUrl, shopAdminPort }))
  process.stdout.write('\n取り込めなかった行 / Rows that were not imported:\n')
  for (const problem of badRows) process.stdout.write(`  mihon-tea.csv ${describeBadRow(problem)}\n`)
}

/** The settings of a server, with keys that live as long as the demonstration. */
function demoConfig(issuer: string, port: number, smtpUrl: string): ServerConfig {
  const peppers = Array.from(castPeppers, ([kid, text]) => `${kid}:${Buffer.from(text).toString('base64url')}`)
  return readServerConfig({
    DATABASE_URL: `sqlite:${join(dataOf(port), 'accounts.sqlite')}`,
    SMTP_URL: smtpUrl,
    ISSUER_URL: issuer,
    ACCOUNTS_KEYS: `demo:${randomBytes(32).toString('base64url')}`,
    ACCOUNTS_LEGACY_PEPPERS: peppers.join(','),
    PORT: String(port),
    SUPPORT_URL: `${issuer}/lab/support`,
    TRUSTED_PROXIES: demoProxy,
  })
}

function readPort(variable: string, fallback: number): number {
  const text = process.env[variable]?.trim()
  const port = text ? Number(text) : fallback
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new EnvironmentError(`${variable}: must be a whole number from 1 to 65535`)
}

/** Asked before anything is thrown away: it may be another demonstration that runs there. */
async function assertFree(variable: string, port: number): Promise<void> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    throw new EnvironmentError(
      `${variable}: ${port} はほかのプログラムが使用中です。別の番号を指定してください。 / ` +
        `${port} is in use by another program; set ${variable} to another number.`,
    )
  }
  probe.close()
  await once(probe, 'close')
}

demo().catch((error: unknown) => {
  const { sentence, exitCode } = describeStartFailure(error)
  process.stderr.write(`${sentence}\n`)
  process.exit(exitCode)
})
