import { newAuditEvent } from '../domain/audit-event.ts'
import type { ThrottleRule } from '../domain/throttle.ts'
import { ALARM_BASELINE_HOURS, decideAlarm, type PasswordAlarm, usualOf } from '../policy/password-alarm.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import type { Random } from '../primitives/random.ts'

export interface PasswordAlarmDeps {
  readonly counters: ThrottleCounters
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  /** Told once an hour and installation. */
  readonly onAlarm: (alarm: PasswordAlarm) => void
}

const HOUR_SECONDS = 3600
const HOUR_MILLISECONDS = HOUR_SECONDS * 1000

/** Wrong passwords of one hour: counted and never refused, and remembered for as long as hours are compared with it. */
const hourly = {
  kind: 'budget',
  limit: Number.MAX_SAFE_INTEGER,
  windowSeconds: (ALARM_BASELINE_HOURS + 3) * HOUR_SECONDS,
} as const satisfies ThrottleRule
const once: ThrottleRule = { kind: 'budget', limit: 1, windowSeconds: 2 * HOUR_SECONDS }

/** How long a node goes by what it read last. */
const LOOK_AGAIN_MILLISECONDS = 10_000

/** Counts the wrong passwords of all nodes together, by the hour, and tells when they are far more than usual. */
export function passwordAlarm({ counters, audit, clock, random, onAlarm }: PasswordAlarmDeps) {
  let baseline: { readonly hour: number; readonly usual: Promise<number> } | null = null
  let seen: { readonly until: Instant; readonly on: Promise<boolean> } | null = null

  return {
    /** A password was wrong. */
    async count(): Promise<void> {
      const now = clock.now()
      const hour = hourOf(now)
      const spend = await counters.spend(keyOf(hour), hourly, now)
      const wrong = spend.allowed ? spend.count : hourly.limit
      const usual = await usualAt(hour)
      if (!decideAlarm(wrong, usual)) return
      seen = { until: now + LOOK_AGAIN_MILLISECONDS, on: Promise.resolve(true) }
      if (!(await counters.spend(`password-alarm:${hour}`, once, now)).allowed) return
      const details = { wrong, usual: Math.round(usual) }
      await audit.append([newAuditEvent(random, now, { name: 'defence.alarm', outcome: 'refused', details })])
      onAlarm({ at: now, wrong, usual })
    },

    /** Whether this hour or the one before has so many. */
    isOn(): Promise<boolean> {
      const now = clock.now()
      if (seen && now < seen.until) return seen.on
      const on = look(now)
      on.catch(() => {
        seen = null // asked again by whoever comes next
      })
      seen = { until: now + LOOK_AGAIN_MILLISECONDS, on }
      return on
    },
  }

  async function look(now: Instant): Promise<boolean> {
    const hour = hourOf(now)
    const [usual, ...latest] = await Promise.all([usualAt(hour), ...[hour, hour - 1].map((one) => read(one, now))])
    return latest.some((wrong) => decideAlarm(wrong, usual))
  }

  /** The mean of the day that ended an hour before this one began. */
  function usualAt(hour: number): Promise<number> {
    if (baseline?.hour === hour) return baseline.usual
    const now = clock.now()
    const before = Array.from({ length: ALARM_BASELINE_HOURS }, (_, n) => read(hour - 2 - n, now))
    const usual = Promise.all(before).then(usualOf)
    usual.catch(() => {
      baseline = null
    })
    baseline = { hour, usual }
    return usual
  }

  function read(hour: number, now: Instant): Promise<number> {
    return counters.count(keyOf(hour), now)
  }
}

type PasswordAlarms = ReturnType<typeof passwordAlarm>

export type { PasswordAlarms }

function hourOf(now: Instant): number {
  return Math.floor(now / HOUR_MILLISECONDS)
}

function keyOf(hour: number): string {
  return `passwords-wrong:${hour}`
}
