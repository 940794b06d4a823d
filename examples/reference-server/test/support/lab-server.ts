/** A server in test mode: the environment of production, with the lab's clock. */
import process from 'node:process'
import { systemClock } from '@ecforce-accounts/core'
import { readServerConfig } from '../../src/config.ts'
import { labClock } from '../../src/lab/clock.ts'
import { clockRoutes } from '../../src/lab/clock-routes.ts'
import { createLog } from '../../src/log.ts'
import { startServer } from '../../src/server.ts'
import { stopAtSignals } from '../../src/stop-signals.ts'

const config = readServerConfig(process.env)
const clock = labClock(systemClock)
const log = createLog({ clock: systemClock, level: 'info' })
const server = await startServer(config, { log, clock, lab: clockRoutes(clock, config.issuer) })
stopAtSignals({ stop: server.stop, onFatal: (error) => log.fatal({ error }, 'ended') })
log.info('listening')
