import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  COEXISTENCE_MILLISECONDS,
  type RolloutAct,
  type RolloutRecord,
  untouchedRollout,
  usualPlan,
} from '../../src/domain/rollout.ts'
import { decideCoexistence } from '../../src/policy/coexistence.ts'
import {
  CHANGED_DATE_NOTICE_MILLISECONDS,
  decideRolloutAct,
  needsTwoOperators,
  type RolloutFacts,
} from '../../src/policy/rollout-acts.ts'
import type { ShopId } from '../../src/primitives/ids.ts'
import { noon } from '../../src/testing/index.ts'
import { TIME_TO_CUT } from '../support/world.ts'

const hour = 3_600_000
const day = 24 * hour
const shop = 'renshu-shoes' as ShopId
const facts: RolloutFacts = { now: noon, isHoliday: () => false, hasMembers: true, hasAccounts: true }
const cut = noon + TIME_TO_CUT

const untouched = untouchedRollout(shop)
const scheduled: RolloutRecord = { ...untouched, version: 1, announceAt: noon + day }
const announced: RolloutRecord = { ...untouched, version: 1, rollout: { announcedAt: noon, enforcedAt: cut } }
const paused: RolloutRecord = {
  ...announced,
  version: 2,
  rollout: { announcedAt: noon, enforcedAt: null },
  pause: { since: noon + day, remainingMilliseconds: 10 * day },
}

function decide(record: RolloutRecord, act: RolloutAct, changes: Partial<RolloutFacts> = {}): RolloutRecord | string {
  const decision = decideRolloutAct(record, act, { ...facts, ...changes })
  return decision.allowed ? decision.next : decision.reason
}

describe('an announcement', () => {
  it('is followed by two weeks, the time of its mails, and the next full hour', () => {
    expect(decide(untouched, { act: 'announce' })).toEqual({
      ...untouched,
      version: 1,
      rollout: { announcedAt: noon, enforcedAt: noon + COEXISTENCE_MILLISECONDS + hour },
    })
  })

  it.each([
    ['half an hour before a full hour', noon + hour / 2, COEXISTENCE_MILLISECONDS + hour / 2],
    ['a millisecond after that', noon + hour / 2 + 1, COEXISTENCE_MILLISECONDS + hour + hour / 2 - 1],
    ['a millisecond before that', noon + hour / 2 - 1, COEXISTENCE_MILLISECONDS + hour / 2 + 1],
  ])('%s leaves its mails half an hour at least', (_, now, window) => {
    expect(decide(untouched, { act: 'announce' }, { now })).toMatchObject({ rollout: { enforcedAt: now + window } })
  })

  it('of a shop with nobody listed is enforced at once', () => {
    expect(decide(untouched, { act: 'announce' }, { hasMembers: false })).toMatchObject({
      rollout: { announcedAt: noon, enforcedAt: noon },
    })
  })

  it('takes the place of one that is scheduled, with its plan', () => {
    const plan = { ...usualPlan, cutHour: 10 }
    expect(decide({ ...scheduled, plan }, { act: 'announce' })).toMatchObject({
      announceAt: null,
      version: 2,
      plan,
      rollout: { enforcedAt: noon + 15 * day - 2 * hour },
    })
  })
})

describe('what cannot be done', () => {
  const late = { now: cut }
  it.each<[string, RolloutRecord, RolloutAct, Partial<RolloutFacts>, string]>([
    ['announcing twice', announced, { act: 'announce' }, {}, 'announced'],
    ['announcing after the cut', announced, { act: 'announce' }, late, 'announced'],
    ['scheduling what is announced', announced, { act: 'schedule', announceAt: noon + 1 }, {}, 'announced'],
    ['scheduling for now', untouched, { act: 'schedule', announceAt: noon }, {}, 'not_later'],
    ['unscheduling what is not scheduled', untouched, { act: 'unschedule' }, {}, 'not_scheduled'],
    ['postponing what is nothing yet', untouched, { act: 'postpone', to: cut }, {}, 'not_announced'],
    ['postponing an announcement to the same time', scheduled, { act: 'postpone', to: noon + day }, {}, 'not_later'],
    ['postponing a cut to the same time', announced, { act: 'postpone', to: cut }, {}, 'not_later'],
    ['postponing a cut to before', announced, { act: 'postpone', to: cut - 1 }, {}, 'not_later'],
    ['postponing by more than a year', announced, { act: 'postpone', to: noon + 366 * day + 1 }, {}, 'not_later'],
    ['postponing at the cut', announced, { act: 'postpone', to: cut + day }, late, 'enforced'],
    ['extending by nothing', announced, { act: 'extend', days: 0 }, {}, 'not_later'],
    ['extending by less than nothing', announced, { act: 'extend', days: -1 }, {}, 'not_later'],
    ['extending by half a day', announced, { act: 'extend', days: 0.5 }, {}, 'not_later'],
    ['extending at the cut', announced, { act: 'extend', days: 1 }, late, 'enforced'],
    ['extending while paused', paused, { act: 'extend', days: 1 }, {}, 'paused'],
    ['postponing while paused', paused, { act: 'postpone', to: cut + day }, {}, 'paused'],
    ['pausing at the cut', announced, { act: 'pause' }, late, 'enforced'],
    ['pausing twice', paused, { act: 'pause' }, {}, 'paused'],
    ['pausing what is not announced', scheduled, { act: 'pause' }, {}, 'not_announced'],
    ['resuming what is not paused', announced, { act: 'resume' }, {}, 'not_paused'],
    ['rolling back what is not announced', scheduled, { act: 'roll-back' }, {}, 'not_announced'],
    ['rolling back to before with accounts', announced, { act: 'roll-back' }, {}, 'accounts_exist'],
    ['rolling a paused one back with accounts', paused, { act: 'roll-back' }, {}, 'accounts_exist'],
    ['a window of nothing', untouched, { act: 'announce', plan: { windowMilliseconds: 0 } }, {}, 'bad_plan'],
    ['an hour 24', untouched, { act: 'announce', plan: { cutHour: 24 } }, {}, 'bad_plan'],
    ['half an hour', untouched, { act: 'announce', plan: { cutHour: 9.5 } }, {}, 'bad_plan'],
    [
      'too many days',
      untouched,
      { act: 'announce', plan: { saleDays: Array(401).fill('2026-01-01') } },
      {},
      'bad_plan',
    ],
  ])('is %s', (_, record, act, changes, reason) => {
    expect(decide(record, act, changes)).toBe(reason)
  })
})

describe('a date', () => {
  it('of an announcement moves later, and the version rises', () => {
    const later = decide(scheduled, { act: 'postpone', to: noon + day + 1 })
    expect(later).toEqual({ ...scheduled, version: 2, announceAt: noon + day + 1 })
    expect(decide(scheduled, { act: 'schedule', announceAt: noon + 1 })).toMatchObject({ announceAt: noon + 1 })
    expect(decide(scheduled, { act: 'unschedule' })).toMatchObject({ announceAt: null, version: 2 })
  })

  it.each([
    ['a millisecond before the cut', cut - 1],
    ['at the announcement', noon],
  ])('of a cut moves later %s', (_, now) => {
    const moved = { rollout: { announcedAt: noon, enforcedAt: cut + 3 * day } }
    expect(decide(announced, { act: 'extend', days: 3 }, { now })).toMatchObject(moved)
    expect(decide(announced, { act: 'postpone', to: cut + 3 * day - 1 }, { now })).toMatchObject(moved)
  })
})

describe('a pause', () => {
  it('takes the cut away and keeps what was left', () => {
    expect(decide(announced, { act: 'pause' }, { now: cut - 5 * day })).toMatchObject({
      rollout: { enforcedAt: null },
      pause: { since: cut - 5 * day, remainingMilliseconds: 5 * day },
    })
  })

  it.each([
    ['gives back what was left', 10 * day, 10 * day],
    ['gives back three days', CHANGED_DATE_NOTICE_MILLISECONDS, CHANGED_DATE_NOTICE_MILLISECONDS],
    ['gives three days at the least', CHANGED_DATE_NOTICE_MILLISECONDS - 1, CHANGED_DATE_NOTICE_MILLISECONDS],
    ['gives three days when an instant was left', 1, CHANGED_DATE_NOTICE_MILLISECONDS],
  ])('%s when it ends', (_, remainingMilliseconds, given) => {
    const now = noon + 100 * day
    const record = { ...paused, pause: { since: noon, remainingMilliseconds } }
    expect(decide(record, { act: 'resume' }, { now })).toMatchObject({
      rollout: { announcedAt: noon, enforcedAt: now + given },
      pause: null,
    })
  })
})

describe('a roll-back', () => {
  it('leads from enforced to coexistence without an end, whoever has an account, and counts', () => {
    for (const hasAccounts of [true, false]) {
      const back = decide(announced, { act: 'roll-back' }, { now: cut, hasAccounts })
      expect(back).toMatchObject({ rollbacks: 1, rollout: { announcedAt: noon, enforcedAt: null } })
      if (typeof back === 'string') throw new Error(back)
      expect(decideCoexistence(back.rollout, cut + 1000 * day).phase).toBe('coexistence')
      const again = decide(back, { act: 'resume' }, { now: cut + day })
      expect(again).toMatchObject({ rollout: { enforcedAt: cut + day + TIME_TO_CUT } })
    }
  })

  it('leads from coexistence to before as long as nobody has an account', () => {
    for (const record of [announced, paused]) {
      const back = decide(record, { act: 'roll-back' }, { now: cut - 1, hasAccounts: false })
      expect(back).toMatchObject({ rollbacks: 1, rollout: null, pause: null })
    }
  })
})

describe('two operators', () => {
  const short = (windowMilliseconds: number): RolloutAct => ({ act: 'announce', plan: { windowMilliseconds } })
  it.each<[string, RolloutRecord, RolloutAct, boolean]>([
    ['a roll-back', announced, { act: 'roll-back' }, true],
    ['a window a millisecond short of two weeks', untouched, short(COEXISTENCE_MILLISECONDS - 1), true],
    ['a window of two weeks', untouched, short(COEXISTENCE_MILLISECONDS), false],
    ['a longer one', untouched, short(COEXISTENCE_MILLISECONDS + 1), false],
    ['the usual announcement', untouched, { act: 'announce' }, false],
    ['a pause', announced, { act: 'pause' }, false],
  ])('stand behind %s: %#', (_, record, act, expected) => {
    expect(needsTwoOperators(record, act)).toBe(expected)
  })

  it('have stood behind a short window once it is scheduled, and not behind a shorter one', () => {
    const record: RolloutRecord = { ...scheduled, plan: { ...usualPlan, windowMilliseconds: 7 * day } }
    expect(needsTwoOperators(record, { act: 'announce' })).toBe(false)
    expect(needsTwoOperators(record, short(7 * day - 1))).toBe(true)
  })
})

describe('over any sequence of acts', () => {
  const acts: fc.Arbitrary<RolloutAct> = fc.oneof(
    fc.record({ act: fc.constant('schedule' as const), announceAt: fc.integer({ min: noon, max: noon + 40 * day }) }),
    fc.constant<RolloutAct>({ act: 'unschedule' }),
    fc.constant<RolloutAct>({ act: 'announce' }),
    fc.record({
      act: fc.constant('announce' as const),
      plan: fc.record({ cutHour: fc.integer({ min: 0, max: 23 }), avoidWeekends: fc.boolean() }),
    }),
    fc.record({ act: fc.constant('postpone' as const), to: fc.integer({ min: noon, max: noon + 90 * day }) }),
    fc.record({ act: fc.constant('extend' as const), days: fc.integer({ min: 1, max: 20 }) }),
    fc.constant<RolloutAct>({ act: 'pause' }),
    fc.constant<RolloutAct>({ act: 'resume' }),
    fc.constant<RolloutAct>({ act: 'roll-back' }),
  )
  const histories = fc.array(fc.tuple(acts, fc.integer({ min: 0, max: 6 * day }), fc.boolean()), { maxLength: 25 })

  it('no way that the cut has closed opens again without a roll-back, and no announced shop is as before', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let record = untouched
        let now = noon
        for (const [act, later, hasAccounts] of history) {
          now += later
          const before = decideCoexistence(record.rollout, now).phase
          const decision = decideRolloutAct(record, act, { ...facts, now, hasAccounts })
          if (!decision.allowed) continue
          expect(decision.next.version).toBe(record.version + 1)
          record = decision.next
          const after = decideCoexistence(record.rollout, now).phase
          if (act.act === 'roll-back') {
            expect(before === 'enforced' ? after : hasAccounts).toBe(before === 'enforced' ? 'coexistence' : false)
          } else if (before !== 'before') expect(after).toBe(before)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('both ways are open for two weeks and the time of its mails at least, and a date that was said comes no sooner', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let record = untouched
        let now = noon
        for (const [act, later, hasAccounts] of history) {
          now += later
          const said = record.rollout?.enforcedAt ?? null
          const decision = decideRolloutAct(record, act, { ...facts, now, hasAccounts })
          if (!decision.allowed) continue
          record = decision.next
          const { rollout } = record
          if (rollout?.enforcedAt === null || rollout?.enforcedAt === undefined) continue
          expect(rollout.enforcedAt - rollout.announcedAt).toBeGreaterThanOrEqual(COEXISTENCE_MILLISECONDS + hour / 2)
          if (said !== null) expect(rollout.enforcedAt).toBeGreaterThanOrEqual(said)
          if (act.act === 'resume') {
            expect(rollout.enforcedAt - now).toBeGreaterThanOrEqual(CHANGED_DATE_NOTICE_MILLISECONDS)
          }
        }
      }),
      { numRuns: 400 },
    )
  })
})
