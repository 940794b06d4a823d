import { type Quartiles, quartilesOf } from '../measure/quartiles.ts'
import type { RunningServer } from './server.ts'

/** One check after another, without HTTP. */
export interface InProcessFigures {
  readonly name: string
  readonly microseconds: Quartiles
  /** How many times the floor's of the same round. */
  readonly timesTheFloor: Quartiles
}

const ROUNDS = 15
const MILLISECONDS = 200

/** Every check of every server by turns, the floor's first. */
export async function measureInProcess(
  floor: RunningServer,
  others: readonly RunningServer[],
): Promise<readonly InProcessFigures[]> {
  const checks = [floor, ...others].flatMap((server) => server.checks.map((check) => ({ server, check })))
  const rounds: number[][] = []
  for (let round = -1; round < ROUNDS; round++) {
    const figures: number[] = []
    for (const { server, check } of checks) figures.push(await server.time(check, MILLISECONDS))
    if (round >= 0) rounds.push(figures) // the one before warmed them up
  }
  return checks.map(({ server, check }, index) => ({
    name: `${server.variant}: ${check}`,
    microseconds: quartilesOf(rounds.map((figures) => figures[index] ?? Number.NaN)),
    timesTheFloor: quartilesOf(rounds.map((figures) => (figures[index] ?? Number.NaN) / (figures[0] ?? Number.NaN))),
  }))
}
