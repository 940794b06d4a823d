import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { systemClock } from '@ecforce-accounts/core'
import { type ForwardGateOptions, fileGateState, forwardGate } from '@ecforce-accounts/express-adapter/service'
import { z } from 'zod'
import { type Environment, readVariables, required, text, wholeNumber } from '../config.ts'
import { createLog } from '../log.ts'
import { stopAtSignals } from '../stop-signals.ts'

const listOf = (value: string) => value.split(',').map((part) => part.trim())

const GateVariables = z.object({
  ISSUER_URL: required('the origin of accounts, such as https://accounts.example'),
  ACCOUNTS_API_URL: text,
  GATE_ORIGIN: required("the shop's own origin, such as https://hogehoge.com"),
  GATE_SHOP: required("the shop's name in accounts"),
  GATE_CLIENT_ID: required('the id of the service'),
  GATE_CLIENT_SECRET: required('the secret of the service'),
  GATE_PROTECT: text.transform((value = '/admin') => listOf(value)),
  GATE_SIGN_IN: required('the paths of its sign-in, comma-separated, such as /admin/sign_in').transform(listOf),
  GATE_API: text.transform((value) => (value === undefined ? [] : listOf(value))),
  GATE_ACCOUNTS_PATH: text,
  GATE_TRUSTED_PROXIES: text.transform((value) => (value === undefined ? [] : listOf(value))),
  GATE_STATE: text,
  GATE_ON_UNAVAILABLE: text
    .transform((value = 'block') => value)
    .pipe(z.enum(['block', 'legacy'], { error: 'must be block or legacy' })),
  HOST: text.transform((value = '127.0.0.1') => value),
  PORT: wholeNumber(1, 65_535, 4180),
})

interface GateConfig {
  readonly gate: ForwardGateOptions
  readonly host: string
  readonly port: number
}

/** Throws `EnvironmentError`; no message repeats a value. */
function readGateConfig(environment: Environment): GateConfig {
  const read = readVariables(GateVariables, environment)
  return {
    gate: {
      issuer: read.ISSUER_URL,
      ...(read.ACCOUNTS_API_URL !== undefined && { accountsApi: read.ACCOUNTS_API_URL }),
      origin: read.GATE_ORIGIN,
      shop: read.GATE_SHOP,
      ...(read.GATE_ACCOUNTS_PATH !== undefined && { accountsPath: read.GATE_ACCOUNTS_PATH }),
      client: { id: read.GATE_CLIENT_ID, secret: read.GATE_CLIENT_SECRET },
      protect: read.GATE_PROTECT,
      signInPaths: read.GATE_SIGN_IN,
      api: read.GATE_API,
      trustedProxies: read.GATE_TRUSTED_PROXIES,
      ...(read.GATE_STATE !== undefined && { state: fileGateState(read.GATE_STATE) }),
      onUnavailable: read.GATE_ON_UNAVAILABLE,
    },
    host: read.HOST,
    port: read.PORT,
  }
}

/** The gate beside a proxy, until a signal comes. Resolves when it listens. */
export async function runGate(): Promise<void> {
  const { gate: options, host, port } = readGateConfig(process.env)
  const log = createLog({ clock: systemClock, level: 'info' })
  const gate = forwardGate({
    ...options,
    onProblem: (problem) => log.warn({ error: problem, notTaken: problem.reason }, problem.message),
  })
  const server = createServer(gate.handler).listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    gate.close()
    throw error
  }
  stopAtSignals({
    async stop() {
      gate.close()
      server.close()
      server.closeAllConnections()
    },
    onFatal: (error) => log.fatal({ error }, 'ended by an error that nothing caught'),
  })
  if (!options.state) log.warn('GATE_STATE is not set: after a restart while accounts is down the gate knows nothing')
  const { shop, protect, signInPaths, api } = options
  log.info({ shop, protect, signInPaths, api, host, port }, 'listening')
}
