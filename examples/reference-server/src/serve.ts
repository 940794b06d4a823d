import process from 'node:process'
import { systemClock } from '@ecforce-accounts/core'
import { readServerConfig } from './config.ts'
import { describeStartFailure } from './start-failure.ts'

/** The server alone, in production mode, from the environment. */
async function serve(): Promise<void> {
  const config = readServerConfig(process.env)
  const [{ createLog }, { startServer }, { stopAtSignals }] = await Promise.all([
    import('./log.ts'),
    import('./server.ts'),
    import('./stop-signals.ts'),
  ])
  const log = createLog({ clock: systemClock, level: 'info' })
  const server = await startServer(config, { log })
  stopAtSignals({
    async stop() {
      log.info('stopping')
      await server.stop()
      log.info('stopped')
    },
    onFatal: (error) => log.fatal({ error }, 'ended by an error that nothing caught'),
  })

  if (config.issuer.startsWith('https:') && config.trustedProxies.length === 0) {
    log.warn('TRUSTED_PROXIES is empty: behind a proxy every client would look like the proxy')
  }
  const { issuer, host, port, worker } = config
  log.info({ issuer, host, port, worker }, 'listening')
}

serve().catch((error: unknown) => {
  const { sentence, exitCode } = describeStartFailure(error)
  process.stderr.write(`${sentence}\n`)
  process.exitCode = exitCode
})
