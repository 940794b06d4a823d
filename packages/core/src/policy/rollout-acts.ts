import {
  COEXISTENCE_MILLISECONDS,
  type Rollout,
  type RolloutAct,
  type RolloutPlan,
  type RolloutRecord,
} from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import { decideCoexistence, type Phase } from './coexistence.ts'
import { decideCut, type IsHoliday } from './cut.ts'

/** What has to be known of a shop before its switch is moved. */
export interface RolloutFacts {
  readonly now: Instant
  readonly isHoliday: IsHoliday
  /** Whether its list has a member that is not removed. */
  readonly hasMembers: boolean
  /** Whether a member of it belongs to an account. */
  readonly hasAccounts: boolean
}

/** Why a switch cannot be moved so; nothing was changed. */
export type RolloutRefusal =
  | 'announced'
  | 'not_announced'
  | 'not_scheduled'
  | 'enforced'
  | 'paused'
  | 'not_paused'
  /** The instant named lies before the one there is, or in the past; or more than a year away. */
  | 'not_later'
  /** An hour, a window or a list of days that cannot be. */
  | 'bad_plan'
  /** Members of the shop have accounts by now: it does not go back to before. */
  | 'accounts_exist'

export type RolloutDecision =
  | { readonly allowed: true; readonly next: RolloutRecord }
  | { readonly allowed: false; readonly reason: RolloutRefusal }

/** How long the mails of an announcement may take before they move the cut. */
export const MAIL_ALLOWANCE_MILLISECONDS = 1_800_000

/** How long before the cut a date that was changed is known at the least. */
export const CHANGED_DATE_NOTICE_MILLISECONDS = 3 * 24 * 3_600_000

const DAY = 24 * 3_600_000
const LONGEST_DAYS = 366

/**
 * Where an act leaves the switch, or why it cannot be done. Pure.
 *
 * No act but a roll-back opens a way that enforcement has closed, none makes the cut come sooner than it was said, and
 * the version rises by one with each.
 */
export function decideRolloutAct(record: RolloutRecord, act: RolloutAct, facts: RolloutFacts): RolloutDecision {
  const { now, isHoliday } = facts
  const { rollout, announceAt, pause } = record
  const { phase } = decideCoexistence(rollout, now)

  switch (act.act) {
    case 'schedule': {
      if (rollout) return refused('announced')
      if (act.announceAt <= now) return refused('not_later')
      return planned(record, act.plan, { announceAt: act.announceAt })
    }
    case 'unschedule':
      return announceAt === null ? refused('not_scheduled') : changed(record, { announceAt: null })

    case 'announce': {
      if (rollout) return refused('announced')
      const decided = planned(record, act.plan, { announceAt: null })
      if (!decided.allowed) return decided
      const { plan } = decided.next
      const earliest = now + plan.windowMilliseconds + MAIL_ALLOWANCE_MILLISECONDS
      // Nobody who could be cut off: such a shop is born enforced.
      const enforcedAt = facts.hasMembers ? decideCut(earliest, plan, isHoliday) : now
      return changed(record, { plan, announceAt: null, rollout: { announcedAt: now, enforcedAt } })
    }
    case 'postpone': {
      if (announceAt !== null) {
        return act.to > announceAt && act.to > now ? changed(record, { announceAt: act.to }) : refused('not_later')
      }
      const running = runningRollout(record, phase)
      if ('reason' in running) return running
      return movedTo(record, running, act.to, facts)
    }
    case 'extend': {
      const running = runningRollout(record, phase)
      if ('reason' in running) return running
      if (!Number.isInteger(act.days) || act.days < 1 || act.days > LONGEST_DAYS) return refused('not_later')
      return movedTo(record, running, running.enforcedAt + act.days * DAY, facts)
    }
    case 'pause': {
      const running = runningRollout(record, phase)
      if ('reason' in running) return running
      const { announcedAt, enforcedAt } = running
      return changed(record, {
        rollout: { announcedAt, enforcedAt: null },
        pause: { since: now, remainingMilliseconds: enforcedAt - now },
      })
    }
    case 'resume': {
      if (!rollout || !pause) return refused('not_paused')
      const left = Math.max(pause.remainingMilliseconds, CHANGED_DATE_NOTICE_MILLISECONDS)
      const enforcedAt = decideCut(now + left, record.plan, isHoliday)
      return changed(record, { rollout: { ...rollout, enforcedAt }, pause: null })
    }
    case 'roll-back': {
      if (!rollout) return refused('not_announced')
      const rollbacks = record.rollbacks + 1
      if (phase === 'enforced') {
        // When it comes again is for the resuming to say; then it lasts as long as it did at first.
        const open = { announcedAt: rollout.announcedAt, enforcedAt: null }
        const remainingMilliseconds = record.plan.windowMilliseconds + MAIL_ALLOWANCE_MILLISECONDS
        return changed(record, { rollbacks, rollout: open, pause: { since: now, remainingMilliseconds } })
      }
      if (facts.hasAccounts) return refused('accounts_exist')
      return changed(record, { rollbacks, rollout: null, pause: null })
    }
  }
}

/** Whether two operators have to stand behind an act (R32). */
export function needsTwoOperators(record: RolloutRecord, act: RolloutAct): boolean {
  if (act.act === 'roll-back') return true
  if (act.act !== 'schedule' && act.act !== 'announce') return false
  const window = act.plan?.windowMilliseconds ?? record.plan.windowMilliseconds
  return window < Math.min(COEXISTENCE_MILLISECONDS, record.plan.windowMilliseconds)
}

type Running = Rollout & { readonly enforcedAt: Instant }

/** An announced switch whose cut is still to come. */
function runningRollout(
  { rollout }: RolloutRecord,
  phase: Phase,
): Running | { allowed: false; reason: RolloutRefusal } {
  if (!rollout) return refused('not_announced')
  if (rollout.enforcedAt === null) return refused('paused')
  return phase === 'enforced' ? refused('enforced') : { ...rollout, enforcedAt: rollout.enforcedAt }
}

function movedTo(record: RolloutRecord, from: Running, to: Instant, { now, isHoliday }: RolloutFacts): RolloutDecision {
  if (to <= from.enforcedAt || to > now + LONGEST_DAYS * DAY) return refused('not_later')
  const enforcedAt = decideCut(to, record.plan, isHoliday)
  return changed(record, { rollout: { announcedAt: from.announcedAt, enforcedAt } })
}

/** The plan with what is said anew of it. */
function planned(
  record: RolloutRecord,
  said: Partial<RolloutPlan> | undefined,
  more: Partial<RolloutRecord>,
): RolloutDecision {
  const plan = { ...record.plan, ...said }
  return isPlan(plan) ? changed(record, { plan, ...more }) : refused('bad_plan')
}

function isPlan({ windowMilliseconds, cutHour, saleDays }: RolloutPlan): boolean {
  const hour = cutHour === null || (Number.isInteger(cutHour) && cutHour >= 0 && cutHour <= 23)
  const window = Number.isInteger(windowMilliseconds) && windowMilliseconds > 0
  return hour && window && windowMilliseconds <= LONGEST_DAYS * DAY && saleDays.length <= 400
}

function changed(record: RolloutRecord, changes: Partial<RolloutRecord>): RolloutDecision {
  return { allowed: true, next: { ...record, ...changes, version: record.version + 1 } }
}

function refused(reason: RolloutRefusal): { allowed: false; reason: RolloutRefusal } {
  return { allowed: false, reason }
}
