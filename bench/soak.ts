import { parseArgs } from 'node:util'
import { postgresDatabases, postgresUrl, sqliteDatabases } from './measure/databases.ts'
import { markdownTable } from './measure/markdown.ts'
import { newFindings } from './soak/findings.ts'
import { megabytes, type SoakResult, soak } from './soak/soak-run.ts'
import { compareRefusals } from './soak/timing.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '4' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new TypeError('--minutes is a positive number')

const postgres = await postgresDatabases()
if (!postgres)
  console.error(`PostgreSQL left out: no server answers at ${new URL(postgresUrl).host} (set BENCH_DATABASE_URL)`)
const all = [await sqliteDatabases(), ...(postgres ? [postgres] : [])]

for (const databases of all) {
  const say = (line: string) => console.error(`${databases.kind}: ${line}`)
  say(`a soak of ${(minutes / all.length).toFixed(1)} minutes`)
  try {
    const findings = newFindings()
    const times = await compareRefusals(await databases.fresh(), findings)
    const { memberMilliseconds, strangerMilliseconds } = times
    say(
      `a refusal takes a member ${memberMilliseconds.toFixed(0)} ms, a stranger ${strangerMilliseconds.toFixed(0)} ms`,
    )
    const result = await soak(await databases.fresh(), (minutes / all.length) * 60_000, findings, say)
    console.log(report(databases.kind, result))
    if (findings.violations.size > 0) process.exitCode = 1
  } finally {
    await databases.drop()
  }
}

function report(database: string, { findings, crashes, memory }: SoakResult): string {
  const counts = [...findings.counts, ['crashes', crashes] as const]
  const verdict =
    findings.violations.size === 0
      ? 'Nothing happened that must not.'
      : [
          '**What must not happen:**',
          ...Array.from(findings.violations, ([what, times]) => `- ${what} (${times}×)`),
        ].join('\n')
  return [
    `## Soak over ${database}`,
    markdownTable(
      ['what', 'how often'],
      counts.map(([what, times]) => [what, times.toLocaleString('en')]),
    ),
    `Memory while nothing crashed: ${megabytes(memory.earlyBytes)}, later ${megabytes(memory.lateBytes)}.`,
    `${verdict}\n`,
  ].join('\n\n')
}
