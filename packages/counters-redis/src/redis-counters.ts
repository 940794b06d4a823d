import { createHash } from 'node:crypto'
import { StorageError, type ThrottleCounters } from '@ecforce-accounts/core'
import { clearScript, refundScript, type Script, spendScript, sweepScript } from './scripts.ts'

/** A command and its arguments. */
export type RedisCommand = readonly [name: string, ...rest: string[]]

export interface RedisCountersOptions {
  /** Sends one command over the host's own connection; resolves to the reply. */
  readonly send: (command: RedisCommand) => Promise<unknown>
  /** What every key begins with, between braces, so that all lie in one slot of a cluster. Default `accounts`. */
  readonly prefix?: string
}

/** How many counters one sweep erases. */
const SWEEP_LIMIT = 1000

/**
 * Throttle counters on Redis 6 or newer, over a connection that is taken by shape.
 *
 * Every method is one script, which Redis runs in one go. Rejects with `StorageError` when Redis does not answer.
 */
export function redisCounters({ send, prefix = 'accounts' }: RedisCountersOptions): ThrottleCounters {
  const windows = `{${prefix}}:windows`
  const keyOf = (key: string) => `{${prefix}}:counter:${key}`

  return {
    async spend(key, rule, now) {
      const [most, longest] = rule.kind === 'budget' ? [rule.limit, 0] : [rule.freeAttempts, rule.longestDelaySeconds]
      const facts = [now, rule.kind, most, rule.windowSeconds * 1000, longest]
      const [allowed, value] = pair(await run(spendScript, [keyOf(key), windows], facts))
      return allowed === 1 ? { allowed: true, count: value } : { allowed: false, retryAt: Math.max(now, value) }
    },

    async count(key, now) {
      const [count, ends] = pair(await ask(['HMGET', keyOf(key), 'count', 'ends']))
      return now < ends ? count : 0
    },

    async clear(key) {
      await run(clearScript, [keyOf(key), windows], [])
    },

    async refund(key) {
      await run(refundScript, [keyOf(key), windows], [])
    },

    async sweep(now) {
      return Number(await run(sweepScript, [windows], [now, SWEEP_LIMIT]))
    },
  }

  /** By its hash, which Redis knows from the first time on. */
  async function run(script: Script, keys: readonly string[], facts: readonly (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...facts.map(String)]
    const hash = createHash('sha1').update(script).digest('hex')
    try {
      return await send(['EVALSHA', hash, ...rest])
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return ask(['EVAL', script, ...rest])
      throw asStorageError(error)
    }
  }

  async function ask(command: RedisCommand): Promise<unknown> {
    try {
      return await send(command)
    } catch (error) {
      throw asStorageError(error)
    }
  }
}

/** Two numbers of a reply; 0 for what is not there. */
function pair(reply: unknown): readonly [number, number] {
  const [first, second]: readonly unknown[] = Array.isArray(reply) ? reply : []
  return [Number(first ?? 0), Number(second ?? 0)]
}

function asStorageError(error: unknown): StorageError {
  return new StorageError('the counters could not be reached', error)
}
