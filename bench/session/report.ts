import { markdownTable } from '../measure/markdown.ts'
import type { Comparison, Slice } from '../measure/pairs.ts'
import { quartilesOf, rounded, said } from '../measure/quartiles.ts'
import type { InProcessFigures } from './in-process.ts'

export interface ComparedPair extends Comparison {
  readonly ours: string
  readonly theirs: string
}

export interface SessionFigures {
  readonly database: string
  readonly compared: readonly ComparedPair[]
  /** By server: every slice that was taken of it. */
  readonly slices: Readonly<Record<string, readonly Slice[]>>
  readonly inProcess: readonly InProcessFigures[]
}

/** What the server's CPU per request has to come to on SQLite: how many times cheaper than theirs, at least. */
export const goals: Readonly<Record<string, { readonly atLeast: number; readonly words: string }>> = {
  floor: { atLeast: 1 / 1.15, words: "at most 1.15 times the floor's" },
  'better-auth': { atLeast: 8, words: "at most an eighth of better-auth's" },
  'better-auth-cookie-cache': { atLeast: 5, words: "at most a fifth of better-auth's with its cookie cache" },
}

const SATURATED = 0.9

/** The figures as Markdown. */
export function sessionReport(figures: readonly SessionFigures[], load: string): string {
  return [
    '## Session check: GET /session',
    'How many times better the first is, median (quartiles) over pairs of slices; above 1 it is better.',
    markdownTable(
      ['database', 'compared', 'requests per second', 'server CPU per request', 'p99'],
      figures.flatMap(({ database, compared }) =>
        compared.map(({ ours, theirs, requestsPerSecond, cpu, p99 }) => [
          ...[database, `${ours} over ${theirs}`],
          ...[said(requestsPerSecond), said(cpu), said(p99)],
        ]),
      ),
    ),
    ...figures.filter(({ database }) => database === 'SQLite').map(goalsReport),
    'For orientation alone; these drift with the machine. Medians of all slices.',
    markdownTable(
      ['database', 'server', 'requests per second', 'CPU per request, µs', 'p99, µs', 'busy'],
      figures.flatMap(({ database, slices }) =>
        Object.entries(slices).map(([server, taken]) => [
          ...[database, server, middle(taken, 'requestsPerSecond'), middle(taken, 'cpuMicroseconds')],
          ...[middle(taken, 'p99Microseconds'), `${(busyOf(taken) * 100).toFixed(0)} %`],
        ]),
      ),
    ),
    saturationNote(figures, load),
    'In process, one check after another, without HTTP:',
    markdownTable(
      ['database', 'check', 'µs', 'times the floor'],
      figures.flatMap(({ database, inProcess }) =>
        inProcess.map(({ name, microseconds, timesTheFloor }) => [
          ...[database, name, said(microseconds), said(timesTheFloor)],
        ]),
      ),
    ),
  ].join('\n\n')
}

function goalsReport({ compared }: SessionFigures): string {
  const lines = Object.entries(goals).flatMap(([theirs, { atLeast, words }]) => {
    const pair = compared.find((one) => one.ours === 'accounts' && one.theirs === theirs)
    if (!pair) return []
    const { median, lower, upper } = pair.cpu
    const is =
      atLeast < 1
        ? `${rounded(1 / median)} times (${rounded(1 / upper)}–${rounded(1 / lower)})`
        : `1/${rounded(median)} (1/${rounded(lower)}–1/${rounded(upper)})`
    return [`- CPU per request ${words}: ${is}, **${median >= atLeast ? 'met' : 'not met'}**`]
  })
  return ['Goals, on SQLite:', '', ...lines].join('\n')
}

/** Who was not kept busy; for those, requests per second say more of the generator than of the server. */
function saturationNote(figures: readonly SessionFigures[], load: string): string {
  const idle = figures.flatMap(({ database, slices }) =>
    Object.entries(slices)
      .filter(([, taken]) => busyOf(taken) < SATURATED)
      .map(([server]) => `${server} on ${database}`),
  )
  if (idle.length === 0) return `Load from ${load}; every server was busy.`
  return `Load from ${load}, which did not keep busy: ${idle.join(', ')}. Of these read the CPU per request, not the rest.`
}

const busyOf = (slices: readonly Slice[]) => quartilesOf(slices.map(({ busy }) => busy)).median
const middle = (slices: readonly Slice[], figure: keyof Slice) =>
  rounded(quartilesOf(slices.map((slice) => slice[figure])).median)
