import process from 'node:process'
import { systemClock } from '@ecforce-accounts/core'

export interface StopOptions {
  /** Ends everything in good order. */
  readonly stop: () => Promise<void>
  /** Told of whatever ends the process other than a signal. */
  readonly onFatal: (error: unknown) => void
}

/** Ctrl+C pressed twice, as shells report it. */
const INTERRUPTED = 130

/** A terminal sends Ctrl+C to all it started, and npm passes it on once more: that is one signal, not two. */
const ECHO_MILLISECONDS = 1000

/**
 * Stops in good order at SIGTERM and SIGINT, then exits; a second signal exits at once. An error that nothing caught
 * leaves the process in an unknown state: it is told and ends it.
 */
export function stopAtSignals({ stop, onFatal }: StopOptions): void {
  let firstAt: number | null = null
  function onSignal() {
    const now = systemClock.elapsed()
    if (firstAt !== null) {
      if (now - firstAt >= ECHO_MILLISECONDS) process.exit(INTERRUPTED)
      return
    }
    firstAt = now
    stop().then(() => process.exit(0), fatal)
  }
  function fatal(error: unknown) {
    onFatal(error)
    process.exit(1)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  process.on('uncaughtException', fatal)
  process.on('unhandledRejection', fatal)
}
