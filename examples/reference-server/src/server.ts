import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type Accounts, type Clock, type MailProblem, passwordRules, systemClock } from '@ecforce-accounts/core'
import { accountsErrorHandler, accountsRouter } from '@ecforce-accounts/express-adapter'
import express, { type Router } from 'express'
import type { ServerConfig } from './config.ts'
import { healthRoutes } from './health-routes.ts'
import { openInstallation } from './installation.ts'
import { lastErrors, nothingHere } from './last-answers.ts'
import type { Log } from './log.ts'
import { metricsRoutes, newTally } from './metrics.ts'
import { readPages } from './page-routes.ts'
import { providerRoutes } from './provider/provider-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { readWordsFile } from './words-file.ts'

export interface ServerOptions {
  readonly log: Log
  /** Default: the system's. */
  readonly clock?: Clock
  /** Routes for demonstrations and tests alone, under `/lab`. Default: none, and `/lab` is not found. */
  readonly lab?: (accounts: Accounts) => Router
}

export interface RunningServer {
  readonly issuer: string
  /** Takes no more connections, answers what was asked, ends the work in the background, lets go of the database. */
  stop(): Promise<void>
}

/** How long requests may still take once the server is stopping. */
const FINISH_MILLISECONDS = 10_000

/**
 * Starts a server and resolves once it listens. Rejects with nothing left open when the settings, the database or the
 * port will not do.
 */
export async function startServer(
  config: ServerConfig,
  { log, clock = systemClock, lab }: ServerOptions,
): Promise<RunningServer> {
  if (lab && !config.issuer.startsWith('http:')) throw new TypeError('the lab needs an issuer on loopback')
  const words = readWordsFile(config.wordsFile)
  const tally = newTally()
  const installation = await openInstallation(config, {
    clock,
    onMailProblem(problem: MailProblem) {
      tally.mailProblems[problem.outcome]++
      log.warn({ mail: problem }, 'a mail did not go out')
    },
    // Nobody comes from there: a demonstration's robots alone.
    allowDocumentationAddresses: lab !== undefined,
    onOverdueRequests(requests) {
      log.warn({ requests }, 'requests for robots wait for operators longer than was said')
    },
    onAlarm(alarm) {
      tally.alarms++
      log.warn({ alarm }, 'far more wrong passwords than usual')
    },
    onBackgroundError(error) {
      tally.backgroundErrors++
      log.error({ error }, 'work in the background failed and is tried again')
    },
  })
  const { accounts } = installation
  let stopping: Promise<void> | null = null

  const app = express()
  const server = createServer(limits, app)
  app.disable('x-powered-by')
  app.disable('etag')
  // First, with nothing before it: the session check is asked for by everything.
  app.use('/api', accountsRouter(accounts, { onError: noteRequestError }))
  app.use('/api', accountsErrorHandler(accounts, { onError: noteRequestError }))
  app.use(securityHeaders(config.issuer))
  app.use(healthRoutes({ accounts, isStopping: () => stopping !== null }))
  app.use(metricsRoutes({ accounts, server, tally }))
  if (lab) app.use('/lab', lab(accounts))
  const pages = readPages(config.issuer, {
    supportUrl: config.supportUrl,
    senderDomain: config.mailFrom.address.slice(config.mailFrom.address.lastIndexOf('@') + 1),
    minimumPasswordLength: passwordRules.minimumLength,
    words,
  })
  const { trustedProxies } = config
  const onError = (error: unknown) => noteRequestError(error, {})
  app.use(providerRoutes(accounts, { trustedProxies, onError, styleSheets: pages?.styleSheets ?? '' }))
  if (pages) app.use(pages.routes)
  else log.warn('the pages have not been built: npm run build:server')
  app.use(nothingHere(pages?.document ?? null))
  app.use(lastErrors(onError, pages?.styleSheets ?? ''))

  try {
    server.listen(config.port, config.host)
    await once(server, 'listening')
  } catch (error) {
    await installation.close()
    throw error
  }
  const background = accounts.start({ worker: config.worker })

  return {
    issuer: config.issuer,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }

  async function stop(): Promise<void> {
    await finish(server)
    await background.stop()
    await installation.close()
  }

  function noteRequestError(error: unknown, about: object): void {
    tally.requestErrors++
    log.error({ error, ...about }, 'a request failed')
  }
}

/** Proxies keep connections open for up to a minute; the side that ends one first should not be this one. */
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
}

/** Resolves when the last connection is gone; after a while those that are left are cut. */
async function finish(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  // A connection that was busy is idle once it has its answer, and would then be kept.
  const tidying = setInterval(() => server.closeIdleConnections(), 50)
  const patience = setTimeout(() => server.closeAllConnections(), FINISH_MILLISECONDS)
  await closed
  clearInterval(tidying)
  clearTimeout(patience)
}
