import { systemClock } from '@ecforce-accounts/core'
import { sqliteCodeOf } from '../storage-error.ts'

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const LONGEST_PAUSE_MILLISECONDS = 20

/**
 * Tries again while another process holds the file, with pauses that leave the event loop free.
 *
 * Gives up with SQLite's own error after `patienceMilliseconds`. What failed busy has changed nothing.
 */
export async function whenFree<T>(patienceMilliseconds: number, work: () => T | Promise<T>): Promise<T> {
  const start = systemClock.elapsed()
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || systemClock.elapsed() - start > patienceMilliseconds) throw error
      await systemClock.sleep(pause)
    }
  }
}

/** Whether another process holds what this one needs. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCodeOf(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}
