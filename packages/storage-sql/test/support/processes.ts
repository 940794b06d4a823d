import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Another process on the same database. */
export interface Appending {
  readonly child: ChildProcess
  /** The lines it has said so far: `open`, then the id of every event that it knows to be stored. */
  readonly lines: () => readonly string[]
  /** Resolves when it is over; rejects when it failed. */
  readonly over: Promise<void>
}

/** Starts a process that opens the database and appends `count` events whose ids begin with `name`. */
export function appending(url: string, name: string, count: number): Appending {
  const script = fileURLToPath(new URL('./append-events.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', script, url, name, String(count)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const over = once(child, 'close').then(([code, signal]) => {
    if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the process failed: ${complaint}`)
  })
  // A line counts once it is whole.
  return { child, over, lines: () => said.split('\n').slice(0, -1) }
}
