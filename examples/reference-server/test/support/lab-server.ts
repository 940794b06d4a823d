/** A server in test mode: the environment of production, with the lab. */
import process from 'node:process'
import { type Accounts, systemClock } from '@ecforce-accounts/core'
import { readServerConfig } from '../../src/config.ts'
import { labClock } from '../../src/lab/clock.ts'
import { labRoutes } from '../../src/lab/lab-routes.ts'
import { createLog } from '../../src/log.ts'
import { startServer } from '../../src/server.ts'
import { stopAtSignals } from '../../src/stop-signals.ts'

const config = readServerConfig(process.env)
const clock = labClock(systemClock)
const log = createLog({ clock: systemClock, level: 'info' })
const mailbox = process.env.MAILBOX_URL ?? null
const lab = (accounts: Accounts) => labRoutes({ accounts, clock, issuer: config.issuer, mailbox, cast: null })
const server = await startServer(config, { log, clock, lab })
stopAtSignals({ stop: server.stop, onFatal: (error) => log.fatal({ error }, 'ended') })
log.info('listening')
