import type { ThrottleCounters, ThrottleRule } from '@ecforce-accounts/core'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database.ts'
import { SWEEP_LIMIT } from './sweep.ts'

/** Throttle counters in SQL. */
export function sqlThrottleCounters(database: Database): ThrottleCounters {
  return {
    async spend(key, rule, now) {
      const spent = await database.run((db) => spendOnce(key, rule, now).execute(db))
      const [counted] = spent.rows
      if (counted) return { allowed: true, count: counted.count }

      const closed = await database.read((db) =>
        db.selectFrom('counters').select('opens_at').where('key', '=', key).executeTakeFirst(),
      )
      return { allowed: false, retryAt: Math.max(now, closed?.opens_at ?? now) }
    },

    async count(key, now) {
      const counter = await database.read((db) =>
        db
          .selectFrom('counters')
          .select('count')
          .where('key', '=', key)
          .where('window_ends_at', '>', now)
          .executeTakeFirst(),
      )
      return counter?.count ?? 0
    },

    async clear(key) {
      await database.run((db) => db.deleteFrom('counters').where('key', '=', key).execute())
    },

    async refund(key) {
      await database.run((db) =>
        sql`UPDATE counters SET count = CASE WHEN count > 0 THEN count - 1 ELSE 0 END, opens_at = 0
            WHERE key = ${key}`.execute(db),
      )
    },

    async sweep(now) {
      const { numDeletedRows } = await database.run((db) =>
        db
          .deleteFrom('counters')
          .where('window_ends_at', '<=', now)
          .where('key', 'in', (over) =>
            over
              .selectFrom('counters')
              .select('key')
              .where('window_ends_at', '<=', now)
              .orderBy('window_ends_at')
              .limit(SWEEP_LIMIT),
          )
          .executeTakeFirst(),
      )
      return Number(numDeletedRows)
    },
  }
}

/** `spendFrom` as one guarded upsert: no row comes back from a counter that is closed. */
function spendOnce(key: string, rule: ThrottleRule, now: number): RawBuilder<{ count: number }> {
  const instant = (value: number) => sql`CAST(${value} AS BIGINT)`
  const at = instant(now)
  const open = instant(0)
  const fresh = sql`counters.window_ends_at <= ${at}`
  const count = sql`CASE WHEN ${fresh} THEN 1 ELSE counters.count + 1 END`
  const windowEndsAt = instant(now + rule.windowSeconds * 1000)
  // A budget's window stands once it began; a backoff's begins anew with every attempt.
  const nextWindowEndsAt =
    rule.kind === 'budget'
      ? sql`CASE WHEN ${fresh} THEN ${windowEndsAt} ELSE counters.window_ends_at END`
      : windowEndsAt

  function opensAt(counted: RawBuilder<unknown>, windowEnd: RawBuilder<unknown>): RawBuilder<unknown> {
    if (rule.kind === 'budget') {
      return sql`CASE WHEN ${counted} >= ${instant(rule.limit)} THEN ${windowEnd} ELSE ${open} END`
    }
    const over = sql`CAST(${counted} - ${instant(rule.freeAttempts)} AS INTEGER)`
    const exponent = sql`CASE WHEN ${over} > 30 THEN 30 ELSE ${over} END`
    const doubled = sql`(CAST(1 AS BIGINT) << (${exponent}))`
    const longest = instant(rule.longestDelaySeconds)
    return sql`CASE WHEN ${over} < 0 THEN ${open}
      WHEN ${doubled} < ${longest} THEN ${at} + ${doubled} * 1000
      ELSE ${at} + ${longest} * 1000 END`
  }

  return sql<{ count: number }>`
    INSERT INTO counters (key, count, window_ends_at, opens_at)
    VALUES (${key}, 1, ${windowEndsAt}, ${opensAt(sql`1`, windowEndsAt)})
    ON CONFLICT (key) DO UPDATE SET
      count = ${count},
      window_ends_at = ${nextWindowEndsAt},
      opens_at = ${opensAt(sql`(${count})`, nextWindowEndsAt)}
    WHERE ${fresh} OR counters.opens_at <= ${at}
    RETURNING count`
}
