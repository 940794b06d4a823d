import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Express } from 'express'
import type { BenchmarkOptions, BenchmarkResult } from '../benchmark.ts'
import { markdownTable } from '../measure/markdown.ts'
import { type Quartiles, quartilesOf, said } from '../measure/quartiles.ts'
import { accountsCookie, apiKey, cookie, openShops, type Shops } from './shops.ts'

/** One kind of request, to the shop without its gate and with it. */
interface Case {
  readonly name: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly shop: Exclude<keyof Shops, 'bare' | 'close'>
  /** What the gate makes of it; the shop without one always answers 200. */
  readonly status: 200 | 302
  /** What the shop without a gate is asked for, where that is another page. */
  readonly bare?: string
}

const page = { host: 'shop.example', accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate', cookie }
const program = { host: 'shop.example', accept: 'application/json', authorization: apiKey }
const order = '/admin/orders/42?from=list'

const cases: readonly Case[] = [
  { name: 'before: a page', path: order, headers: page, shop: 'before', status: 200 },
  { name: 'coexistence: a page of a member', path: order, headers: page, shop: 'coexistence', status: 200 },
  {
    name: 'coexistence: a page that shows the banner',
    path: '/admin/top',
    bare: order,
    headers: page,
    shop: 'coexistence',
    status: 200,
  },
  {
    name: 'enforced: a page of a member who came through accounts',
    path: '/admin/members/7',
    bare: order,
    headers: { ...page, cookie: accountsCookie },
    shop: 'enforced',
    status: 200,
  },
  { name: 'enforced: the API', path: '/api/v1/orders/42', headers: program, shop: 'enforced', status: 200 },
  {
    name: 'enforced: the API, by a path with escapes',
    path: '/api/v1/orders/%E9%9D%B4',
    headers: program,
    shop: 'enforced',
    status: 200,
  },
  {
    name: 'enforced: a page that is none of its affairs',
    path: '/products/7',
    headers: { ...page, cookie: 'theme=dark' },
    shop: 'enforced',
    status: 200,
  },
  {
    name: 'enforced: a page that is led to accounts',
    path: order,
    headers: { ...page, cookie: '' },
    shop: 'enforced',
    status: 302,
  },
]

interface CaseFigures {
  readonly name: string
  readonly microseconds: Quartiles
  /** How many times the same request of the shop without a gate, of the same round. */
  readonly timesBare: Quartiles
}

const MILLISECONDS = 100
const ROUNDS_PER_PAIR = 3
const LOOKS_AT_THE_CLOCK_EVERY = 100

/** What the gate costs a request, in process: the whole of Express around it, without sockets. */
export async function gateBenchmark({ pairs, say }: BenchmarkOptions): Promise<BenchmarkResult> {
  const shops = await openShops()
  try {
    const figures: CaseFigures[] = []
    for (const one of cases) {
      say(one.name)
      figures.push(measured(one, shops, pairs))
    }
    return { markdown: report(figures), figures }
  } finally {
    shops.close()
  }
}

function measured({ name, path, bare = path, headers, shop, status }: Case, shops: Shops, pairs: number): CaseFigures {
  const without = () => timed(shops.bare, bare, headers, 200)
  const withGate = () => timed(shops[shop], path, headers, status)
  without()
  withGate()
  const rounds: { gated: number; bare: number }[] = []
  for (let pair = 0; pair < pairs * ROUNDS_PER_PAIR; pair++) {
    if (pair % 2 === 0) rounds.push({ bare: without(), gated: withGate() })
    else rounds.push({ gated: withGate(), bare: without() })
  }
  return {
    name,
    microseconds: quartilesOf(rounds.map(({ gated }) => gated)),
    timesBare: quartilesOf(rounds.map((round) => round.gated / round.bare)),
  }
}

/** Processor time per request in microseconds, one after another. */
function timed(app: Express, url: string, headers: Case['headers'], status: number): number {
  const began = process.cpuUsage()
  const end = performance.now() + MILLISECONDS
  let done = 0
  while (performance.now() < end) {
    for (let i = 0; i < LOOKS_AT_THE_CLOCK_EVERY; i++) {
      const req = Object.assign(new IncomingMessage(noSocket), { method: 'GET', url, headers })
      const res = new ServerResponse(req)
      app(req, res)
      if (!res.writableEnded || res.statusCode !== status) throw new Error(`${url} was answered ${res.statusCode}`)
    }
    done += LOOKS_AT_THE_CLOCK_EVERY
  }
  const { user, system } = process.cpuUsage(began)
  return (user + system) / done
}

const noSocket = new Socket()

function report(figures: readonly CaseFigures[]): string {
  return [
    '## Service gate: what it costs a request',
    'In process, Express 5 around it, without sockets; processor time, median (quartiles) over pairs. "Times bare" is how many times the same request of the same shop without a gate.',
    markdownTable(
      ['request', 'times bare', 'µs'],
      figures.map(({ name, timesBare, microseconds }) => [name, said(timesBare), said(microseconds)]),
    ),
  ].join('\n\n')
}
