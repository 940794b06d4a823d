import type { IncomingHttpHeaders, Server } from 'node:http'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { promisify } from 'node:util'
import { type Accounts, decideCoexistence, type MailProblem, type Phase } from '@ecforce-accounts/core'
import { Router } from 'express'
import { databaseAnswers } from './health-routes.ts'

/** What is counted as it happens: rare things alone, so that no request pays for it. */
export interface Tally {
  readonly mailProblems: Record<MailProblem['outcome'], number>
  /** Hours with far more wrong passwords than usual. */
  alarms: number
  backgroundErrors: number
  requestErrors: number
}

export function newTally(): Tally {
  return {
    mailProblems: { postponed: 0, uncertain: 0, 'given-up': 0 },
    alarms: 0,
    backgroundErrors: 0,
    requestErrors: 0,
  }
}

export interface MetricsOptions {
  readonly accounts: Pick<Accounts, 'ping' | 'clock' | 'hasRoom' | 'rollouts' | 'bypassDesk'>
  readonly server: Server
  readonly tally: Tally
}

type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>]

/**
 * `GET /metrics` in the Prometheus text format, gathered when asked for. Scrapers come directly: what a proxy forwards
 * from outside finds nothing here.
 */
export function metricsRoutes(options: MetricsOptions): Router {
  const router = Router()
  router.get('/metrics', async (req, res, next) => {
    if (isForwarded(req.headers)) return next()
    res.type('text/plain; version=0.0.4; charset=utf-8').send(await gather(options))
  })
  return router
}

/** Whether a proxy, trusted or not, passed the request on. */
function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined || headers.via !== undefined
}

async function gather({ accounts, server, tally }: MetricsOptions): Promise<string> {
  const [isUp, connections] = await Promise.all([
    databaseAnswers(accounts),
    promisify(server.getConnections.bind(server))(),
  ])
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const { utilization } = performance.eventLoopUtilization()
  const mails = Object.entries(tally.mailProblems)

  return [
    gauge('accounts_database_up', 'Whether the database answers.', [[Number(isUp)]]),
    gauge('accounts_password_room', 'Whether the queue of password hashes takes more.', [[Number(accounts.hasRoom())]]),
    gauge('accounts_shops', 'Shops by the phase of their switch.', isUp ? await shopsByPhase(accounts) : []),
    gauge(
      'accounts_bypass_requests',
      "Requests for robots' exemptions that wait, by for whom, and overdue ones.",
      isUp ? await waitingRequests(accounts) : [],
    ),
    gauge('accounts_http_connections', 'Open connections.', [[connections ?? 0]]),
    counter(
      'accounts_mail_problems_total',
      'Mails that did not go out, by what becomes of them.',
      mails.map(([outcome, count]) => [count, { outcome }]),
    ),
    counter('accounts_alarms_total', 'Hours with far more wrong passwords than usual.', [[tally.alarms]]),
    counter('accounts_background_errors_total', 'Work in the background that failed.', [[tally.backgroundErrors]]),
    counter('accounts_request_errors_total', 'Requests that failed by a fault of the server.', [[tally.requestErrors]]),
    counter('process_cpu_seconds_total', 'CPU time used.', [[(user + system) / 1e6]]),
    gauge('process_resident_memory_bytes', 'Resident memory.', [[rss]]),
    gauge('process_start_time_seconds', 'When the process was started, since 1970-01-01T00:00:00Z.', [
      [Math.round(performance.timeOrigin / 1000)],
    ]),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use.', [[heapUsed]]),
    gauge('nodejs_eventloop_utilization', 'Share of its life that the event loop was busy.', [[utilization]]),
  ].join('')
}

async function shopsByPhase({ rollouts, clock }: MetricsOptions['accounts']): Promise<Sample[]> {
  const now = clock.now()
  const shops: Record<Phase, number> = { before: 0, coexistence: 0, enforced: 0 }
  for (const { rollout } of await rollouts.list()) shops[decideCoexistence(rollout, now).phase]++
  return Object.entries(shops).map(([phase, count]) => [count, { phase }])
}

async function waitingRequests({ bypassDesk }: MetricsOptions['accounts']): Promise<Sample[]> {
  const { operators, shops, overdue } = await bypassDesk.count()
  return [
    [operators, { for: 'operators' }],
    [shops, { for: 'shops' }],
    [overdue, { for: 'operators-overdue' }],
  ]
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return metric('gauge', name, help, samples)
}

function counter(name: string, help: string, samples: readonly Sample[]): string {
  return metric('counter', name, help, samples)
}

function metric(type: string, name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([value, labels = {}]) => {
    const inner = Object.entries(labels).map(([label, text]) => `${label}="${text}"`)
    return `${name}${inner.length > 0 ? `{${inner.join(',')}}` : ''} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
