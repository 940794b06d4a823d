import type { Clock } from '@ecforce-accounts/core'
import { type Logger, pino } from 'pino'

export type Log = Logger

/** Structured logs on the standard output, one JSON object per line. */
export function createLog({ clock, level }: { readonly clock: Clock; readonly level: 'info' | 'warn' }): Log {
  return pino({
    level,
    base: null,
    timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: describeError },
    // Nothing is meant to be logged under these names; should it ever be, it is not shown.
    redact: ['password', 'code', 'token', 'secret', 'cookie', 'authorization', 'body', 'headers'].flatMap((name) => [
      name,
      `*.${name}`,
    ]),
  })
}

interface DescribedError {
  readonly type: string
  readonly reason?: string
  readonly message?: string
  readonly stack?: readonly string[]
  readonly cause?: DescribedError
}

const CAUSES = 3

/**
 * What may be logged of an error: its class, message, code, place and causes, and no other field. Body parsers hang the
 * request's body on theirs, and a syntax error quotes what it could not read.
 */
export function describeError(error: unknown, causes = CAUSES): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error }
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' && { reason: error.code }),
    ...(!(error instanceof SyntaxError) && { message: error.message }),
    ...(stack && { stack: stack.map((line) => line.trim()) }),
    ...(error.cause !== undefined && causes > 0 && { cause: describeError(error.cause, causes - 1) }),
  }
}
