import type { Retirement } from '../domain/shared-member.ts'
import type { Instant } from '../primitives/clock.ts'
import { addDays, daysBetween, isJapanDay, type JapanDay, japanDay, japanInstant } from '../primitives/japan-time.ts'

/** How many days from today a membership may be said to end. */
export const RETIREMENT_DAYS = { least: 1, most: 90 } as const

/** How many days before its end a mailbox is told, and at which hour in Japan. */
const TELLINGS = [7, 1] as const
const TELLING_HOUR = 9

/** Whether a membership may be said to end on that day: from tomorrow on, in Japan, and within ninety days. Pure. */
export function isRetirementDay(on: string, now: Instant): on is JapanDay {
  if (!isJapanDay(on)) return false
  const days = daysBetween(japanDay(now), on)
  return days >= RETIREMENT_DAYS.least && days <= RETIREMENT_DAYS.most
}

/** The instant from which on the member is none. */
export function retiresAt(on: JapanDay): Instant {
  return japanInstant(on, 0)
}

/** When the next thing is due, of a mailbox that was told last with so many days left. May lie in the past. Pure. */
export function nextOfRetirement(on: JapanDay, told: number | null): Instant {
  const next = TELLINGS.find((days) => told === null || told > days)
  return next === undefined ? retiresAt(on) : tellingAt(on, next)
}

/** What is to be done at `now`: end it, tell how many days are left, or nothing yet. A telling that was missed is not made up for. Pure. */
export function decideRetirement(
  { on, told }: Pick<Retirement, 'on' | 'told'>,
  now: Instant,
):
  | { readonly act: 'end' }
  | { readonly act: 'tell'; readonly daysLeft: number; readonly told: number }
  | { readonly act: 'wait' } {
  if (now >= retiresAt(on)) return { act: 'end' }
  const due = TELLINGS.filter((days) => (told === null || told > days) && now >= tellingAt(on, days))
  if (due.length === 0) return { act: 'wait' }
  const daysLeft = daysBetween(japanDay(now), on)
  return { act: 'tell', daysLeft, told: Math.min(daysLeft, ...due) }
}

function tellingAt(on: JapanDay, daysBefore: number): Instant {
  return japanInstant(addDays(on, -daysBefore), TELLING_HOUR)
}
