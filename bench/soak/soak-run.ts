import { quantileOf } from '../measure/quartiles.ts'
import type { Findings } from './findings.ts'
import { mailsOf } from './mails.ts'
import { type Person, pause, person } from './person.ts'
import { type Service, startService } from './service.ts'

/** What one server was put through. */
export interface SoakResult {
  readonly findings: Findings
  readonly crashes: number
  /** Medians of the server's memory, early and late in the last stretch, which has no crash. */
  readonly memory: { readonly earlyBytes: number; readonly lateBytes: number }
}

/** People who sign in once and then ask all the time. */
const RESIDENTS = 20
/** Browsers that sign people in, one after another. */
const DOORS = 6
/** Their people: enough of them that nobody asks for more code mails in an hour than anybody gets. */
const PEOPLE_PER_DOOR = 60
const MAILS_PER_PERSON = 25
const CHECKS_PER_VISIT = 10
const CRASH_EVERY_MILLISECONDS = 15_000
/** The share of the time that ends the run without crashes, so that memory can be watched. */
const QUIET_SHARE = 0.4
/** What memory may grow by while nothing but the same goes on. */
const GROWTH = { share: 0.2, bytes: 24 * 2 ** 20 }

/** Puts a server over this empty database through mixed traffic and crashes. */
export async function soak(
  databaseUrl: string,
  milliseconds: number,
  findings: Findings,
  say: (line: string) => void,
): Promise<SoakResult> {
  const emailOf = (serial: number) => `person${serial}@example.com`
  const everybody = Array.from({ length: RESIDENTS + DOORS * PEOPLE_PER_DOOR }, (_, serial) => emailOf(serial))
  const service = await startService(databaseUrl, everybody)
  try {
    const mails = mailsOf(service.mailbox, findings)
    const people = everybody.map((email) => person(service.origin, email, mails, findings))
    const end = performance.now() + milliseconds
    const quietFrom = end - milliseconds * QUIET_SHARE
    const isOver = () => performance.now() >= end

    const residents = people.slice(0, RESIDENTS).map((one) => reside(one, isOver))
    const doors = Array.from({ length: DOORS }, (_, door) => {
      const first = RESIDENTS + door * PEOPLE_PER_DOOR
      return goInAndOut(people.slice(first, first + PEOPLE_PER_DOOR), isOver)
    })
    const crashes = await crashUntil(service, quietFrom, say)
    say(`${crashes} crashes survived; no more of them from here on`)
    const memory = await watchMemory(service, isOver)
    if (memory.lateBytes > memory.earlyBytes * (1 + GROWTH.share) + GROWTH.bytes) {
      findings.violate(`memory grew from ${megabytes(memory.earlyBytes)} to ${megabytes(memory.lateBytes)}`)
    }
    await Promise.all([...residents, ...doors])
    await mails.settle()
    return { findings, crashes, memory }
  } finally {
    await service.stop()
  }
}

async function reside(one: Person, isOver: () => boolean): Promise<void> {
  if (!(await one.signIn())) return
  while (!isOver()) {
    await one.checkSession()
    await pause(50)
  }
}

async function goInAndOut(people: readonly Person[], isOver: () => boolean): Promise<void> {
  for (let round = 0; round < MAILS_PER_PERSON / 2; round++) {
    for (const one of people) {
      if (isOver()) return
      if (!(await one.signIn())) continue
      for (let check = 0; check < CHECKS_PER_VISIT; check++) await one.checkSession()
      await one.signOut()
    }
  }
}

async function crashUntil(service: Service, end: number, say: (line: string) => void): Promise<number> {
  let crashes = 0
  while (performance.now() + CRASH_EVERY_MILLISECONDS < end) {
    await pause(CRASH_EVERY_MILLISECONDS * (0.5 + Math.random()))
    const began = performance.now()
    await service.crash()
    crashes++
    say(`killed, and back after ${Math.round(performance.now() - began)} ms`)
  }
  return crashes
}

async function watchMemory(service: Service, isOver: () => boolean): Promise<SoakResult['memory']> {
  const samples: number[] = []
  while (!isOver() || samples.length < 4) {
    await pause(500)
    samples.push(service.rssBytes())
  }
  const quarter = Math.ceil(samples.length / 4)
  // The very first quarter still warms up.
  return {
    earlyBytes: quantileOf(samples.slice(quarter, 2 * quarter), 0.5),
    lateBytes: quantileOf(samples.slice(-quarter), 0.5),
  }
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
