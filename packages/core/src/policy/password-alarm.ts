import type { Instant } from '../primitives/clock.ts'

/** Many more wrong passwords than usual, on the whole installation. */
export interface PasswordAlarm {
  readonly at: Instant
  /** Wrong passwords in the hour so far. */
  readonly wrong: number
  /** How many an hour usually has. */
  readonly usual: number
}

/** How many times the usual is too much, over the mean of a day's hours. */
export const ALARM_FACTOR = 5
export const ALARM_BASELINE_HOURS = 24

/** Fewer than that in an hour alarm nobody, however quiet it is otherwise. */
export const ALARM_LEAST = 200

/** Whether an hour's wrong passwords are an alarm, beside those of the hours of the day before. */
export function decideAlarm(wrong: number, usual: number): boolean {
  return wrong >= Math.max(ALARM_LEAST, ALARM_FACTOR * usual)
}

/** What an hour usually has: the mean of the hours before. */
export function usualOf(hours: readonly number[]): number {
  return hours.reduce((sum, count) => sum + count, 0) / Math.max(1, hours.length)
}
