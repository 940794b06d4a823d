import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'

const variable = 'LEFT_OUT_FILE'

/**
 * Notes that `what` was not tested on this machine and `why`, both short phrases.
 * The run then says so in its line "left out: …"; the same note given twice is said once.
 */
export function leaveOut(what: string, why: string): void {
  const file = process.env[variable]
  const note = `${what} (${why})`.replaceAll('\n', ' ')
  if (file) appendFileSync(file, `${note}\n`)
  else process.stderr.write(`left out: ${note}\n`)
}

/** A vitest reporter whose one line, before the summary, says what was left out and why. */
export function leftOutReporter() {
  // The environment reaches the workers, which are started later.
  const file = join(mkdtempSync(join(tmpdir(), 'left-out-')), 'notes')
  process.env[variable] = file

  return {
    onTestRunStart() {
      rmSync(file, { force: true })
    },
    onTestRunEnd() {
      const notes = existsSync(file) ? new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean)) : new Set()
      process.stdout.write(`\nleft out: ${[...notes].join('; ') || 'nothing'}\n`)
    },
    onProcessExit() {
      rmSync(dirname(file), { recursive: true, force: true })
    },
  }
}
