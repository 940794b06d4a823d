import { BlockList, isIPv4 } from 'node:net'
import { compileRanges } from '@ecforce-accounts/core'
import { contains } from 'fast-cidr-tools'
import ipaddr from 'ipaddr.js'
import type { BenchmarkOptions, BenchmarkResult } from '../benchmark.ts'
import { markdownTable } from '../measure/markdown.ts'
import { type Quartiles, quartilesOf, said } from '../measure/quartiles.ts'
import { type Question, questions, rangesOfShops, SHOPS } from './shops.ts'

/** Whether an address is in one of a shop's ranges; the shop by its number. */
type LookUp = (shop: number, address: string) => boolean

interface Contender {
  readonly name: string
  /** Makes ready whatever it keeps of every shop. */
  readonly compile: (ranges: readonly (readonly string[])[]) => LookUp
}

const contenders: readonly Contender[] = [
  {
    name: 'accounts: `compileRanges` per shop',
    compile(ranges) {
      const compiled = ranges.map(compileRanges)
      return (shop, address) => compiled[shop]?.(address) ?? false
    },
  },
  {
    name: '`net.BlockList` per shop',
    compile(ranges) {
      const lists = ranges.map(blockList)
      return (shop, address) => lists[shop]?.check(address, isIPv4(address) ? 'ipv4' : 'ipv6') ?? false
    },
  },
  {
    name: '`net.BlockList` of every shop at once',
    compile(ranges) {
      const list = blockList(ranges.flat())
      return (_, address) => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
    },
  },
  {
    name: '`ipaddr.js`, ranges parsed beforehand',
    compile(ranges) {
      const parsed = ranges.map((some) => some.map((range) => ipaddr.parseCIDR(range)))
      return (shop, text) => {
        const address = ipaddr.parse(text)
        return (parsed[shop] ?? []).some(([of, prefix]) => address.kind() === of.kind() && address.match(of, prefix))
      }
    },
  },
  {
    name: '`fast-cidr-tools`, which parses each time',
    compile: (ranges) => (shop, address) => contains([...(ranges[shop] ?? [])], [address]),
  },
]

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}

interface RangeFigures {
  readonly name: string
  readonly question: string
  readonly nanoseconds: Quartiles
  /** How many times as long as accounts' took in the same round. */
  readonly timesOurs: Quartiles
}

const MILLISECONDS = 60

/** Whether a robot's address is in one of its shop's ranges: a hundred thousand of them over all shops. */
export async function rangesBenchmark({ pairs, say }: BenchmarkOptions): Promise<BenchmarkResult> {
  const ranges = rangesOfShops()
  const compiled = contenders.map(({ name, compile }) => {
    say(`${name}: made ready`)
    const began = process.cpuUsage()
    const lookUp = compile(ranges)
    const { user, system } = process.cpuUsage(began)
    return { name, lookUp, milliseconds: (user + system) / 1000 }
  })
  const figures: RangeFigures[] = []
  for (const [question, asked] of Object.entries(questions(ranges))) {
    say(question)
    for (const { name, lookUp } of compiled) assertRight(name, lookUp, asked)
    const rounds = Array.from({ length: pairs + 1 }, (_, round) => {
      // By turns from either end, so that a drift of the machine meets all alike.
      const order = round % 2 === 0 ? compiled : compiled.toReversed()
      return new Map(order.map(({ name, lookUp }) => [name, timed(lookUp, asked)]))
    }).slice(1)
    for (const { name } of compiled) {
      const of = (round: ReadonlyMap<string, number>, whose: string) => round.get(whose) ?? Number.NaN
      figures.push({
        name,
        question,
        nanoseconds: quartilesOf(rounds.map((round) => of(round, name))),
        timesOurs: quartilesOf(rounds.map((round) => of(round, name) / of(round, compiled[0]?.name ?? ''))),
      })
    }
  }
  const ready = compiled.map(({ name, milliseconds }) => ({ name, milliseconds }))
  return { markdown: report(figures, ready), figures: { figures, ready } }
}

/** Speed means nothing where the answer is wrong; a list of every shop at once may find one in another's. */
function assertRight(name: string, lookUp: LookUp, asked: readonly Question[]): void {
  const wrong = asked.find(({ shop, address, isIn }) => lookUp(shop, address) !== isIn)
  if (wrong) throw new Error(`${name} is wrong about ${wrong.address} of shop ${wrong.shop}`)
}

/** Nanoseconds of processor time for a look-up, one after another. */
function timed(lookUp: LookUp, asked: readonly Question[]): number {
  const began = process.cpuUsage()
  const end = performance.now() + MILLISECONDS
  let done = 0
  for (let at = 0; performance.now() < end; at = (at + 64) % asked.length) {
    for (const { shop, address, isIn } of asked.slice(at, at + 64)) {
      if (lookUp(shop, address) !== isIn) throw new Error(`the answer about ${address} has changed`)
    }
    done += 64
  }
  const { user, system } = process.cpuUsage(began)
  return ((user + system) * 1000) / done
}

function report(
  figures: readonly RangeFigures[],
  ready: readonly { readonly name: string; readonly milliseconds: number }[],
): string {
  const names = Array.from(new Set(figures.map(({ question }) => question)))
  const rows = ready.map(({ name, milliseconds }) => [
    name,
    ...names.map((question) => {
      const one = figures.find((figure) => figure.name === name && figure.question === question)
      return one ? `${said(one.timesOurs)} · ${Math.round(one.nanoseconds.median).toLocaleString('en')} ns` : ''
    }),
    `${Math.round(milliseconds)} ms`,
  ])
  return [
    '## Address ranges: whether a robot comes from one of its own',
    `${SHOPS.toLocaleString('en')} shops with twenty ranges each. Processor time: how many times what accounts takes for the same look-up, median (quartiles) over rounds, and what it takes; last, what making all shops ready takes.`,
    markdownTable(['look-up', ...names, 'made ready'], rows),
  ].join('\n\n')
}
