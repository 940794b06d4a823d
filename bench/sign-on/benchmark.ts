import bcrypt from '@node-rs/bcrypt'
import type { BenchmarkOptions, BenchmarkResult } from '../benchmark.ts'
import { sqliteDatabases } from '../measure/databases.ts'
import { markdownTable } from '../measure/markdown.ts'
import { type Quartiles, quantileOf, quartilesOf, rounded, said } from '../measure/quartiles.ts'
import { openAccounts, password } from './accounts.ts'
import { openBareProvider } from './bare-provider.ts'
import { enter, type ServiceClient, type Visitor, visitor } from './visitor.ts'

const PEOPLE = 1_000
const AT_ONCE = 4
const ROUND = 25

/** Signing in to a service through all redirects, over HTTP, with a client nobody here wrote. Any failure ends it. */
export async function signOnBenchmark({ pairs, say }: BenchmarkOptions): Promise<BenchmarkResult> {
  const databases = await sqliteDatabases()
  const emails = Array.from({ length: PEOPLE }, (_, at) => `member${at}@shop.example`)
  const accounts = await openAccounts(await databases.fresh(), emails, await bcrypt.hash(password, { cost: 10 }))
  const bare = await openBareProvider()
  try {
    say(`${PEOPLE} first sign-ins, ${AT_ONCE} at once`)
    const queue = emails.entries()
    const whole: number[] = []
    let signedIn: Visitor | null = null
    const signInAll = async () => {
      for (const [at, email] of queue) {
        const who = visitor(accounts.origin, `203.0.${at >> 8}.${at & 255}`)
        const began = performance.now()
        await wholeWay(who, email, accounts)
        whole.push(performance.now() - began)
        signedIn ??= who
        if (whole.length % 100 === 0) say(`${whole.length} signed in`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, signInAll))
    if (!signedIn) throw new Error('nobody signed in')

    say('with somebody signed in, beside the library alone')
    const ours = () => timed(signedIn as Visitor, accounts.service)
    const its = visitor(bare.origin, '203.0.113.1')
    const theirs = () => timed(its, bare.service)
    await ours()
    await theirs()
    const rounds: { ours: number; theirs: number }[] = []
    for (let pair = 0; pair < pairs * 2; pair++) {
      if (pair % 2 === 0) rounds.push({ ours: await ours(), theirs: await theirs() })
      else rounds.push({ theirs: await theirs(), ours: await ours() })
    }
    const figures: Figures = {
      people: PEOPLE,
      wholeMilliseconds: { p50: quantileOf(whole, 0.5), p99: quantileOf(whole, 0.99) },
      milliseconds: quartilesOf(rounds.map((round) => round.ours)),
      timesBare: quartilesOf(rounds.map((round) => round.ours / round.theirs)),
    }
    return { markdown: report(figures), figures }
  } finally {
    bare.close()
    await accounts.close()
    await databases.drop()
  }
}

interface Figures {
  readonly people: number
  readonly wholeMilliseconds: { readonly p50: number; readonly p99: number }
  readonly milliseconds: Quartiles
  readonly timesBare: Quartiles
}

/** From the service to the sign-in, through password and mailed code, and back into the service. */
async function wholeWay(who: Visitor, email: string, at: Awaited<ReturnType<typeof openAccounts>>): Promise<void> {
  const entering = await enter(who, at.service)
  const { flow } = await who.post('/api/sign-in', { email })
  await who.post('/api/sign-in/password', { flow, password })
  const done = await who.post('/api/sign-in/code', { flow, code: await at.code(email) })
  if (done.step !== 'done') throw new Error(`the sign-in goes on with ${done.step}`)
  await entering.redeem(await who.go(entering.at))
}

/** Milliseconds of one entry by somebody who is signed in, over a round of them. */
async function timed(who: Visitor, service: ServiceClient): Promise<number> {
  const began = performance.now()
  for (let n = 0; n < ROUND; n++) await (await enter(who, service)).redeem()
  return (performance.now() - began) / ROUND
}

function report({ people, wholeMilliseconds, milliseconds, timesBare }: Figures): string {
  return [
    '## Single sign-on: from a service and back',
    `Over HTTP on one machine, SQLite, server and client in one process. ${people} members signed in for the first time by way of a service, ${AT_ONCE} at once, without an error; then somebody who is signed in enters a service, one after another. "Times bare" is how many times the same way through the library alone, with its storage in memory.`,
    markdownTable(
      ['way', 'times bare', 'ms'],
      [
        ['signed in here: there and back', said(timesBare), said(milliseconds)],
        ['the whole sign-in, p50', '', rounded(wholeMilliseconds.p50)],
        ['the whole sign-in, p99', '', rounded(wholeMilliseconds.p99)],
      ],
    ),
  ].join('\n\n')
}
