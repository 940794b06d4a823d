import { describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/member.ts'
import { type RolloutRecord, untouchedRollout, usualPlan } from '../../src/domain/rollout.ts'
import type { NoticeProgress } from '../../src/domain/rollout-notice.ts'
import { announcementKey, decideLateMail, decideNotice } from '../../src/policy/notices.ts'
import type { ShopId } from '../../src/primitives/ids.ts'
import { aClaim } from '../../src/testing/index.ts'

const inJapan = (text: string) => Date.parse(`${text}+09:00`)
const hour = 3_600_000
const day = 24 * hour

const announcedAt = inJapan('2026-11-10T10:00:00')
const enforcedAt = inJapan('2026-11-24T11:00:00')
const rollout = { announcedAt, enforcedAt }
const announced: RolloutRecord = { ...untouchedRollout('renshu-shoes' as ShopId), version: 1, rollout }
const opening = announcementKey(rollout)

interface Told {
  readonly notice: string
  readonly enforcedAt: number | null
  readonly queuedAt: number
}
const told = (notice: string, at: number, date: number | null = enforcedAt): Told => ({
  notice,
  enforcedAt: date,
  queuedAt: at,
})
const early = [told(opening, announcedAt)]

function due(
  now: number,
  history: readonly Told[] = early,
  changes: { member?: Partial<Member>; record?: RolloutRecord; closed?: boolean } = {},
) {
  const notice = decideNotice(aClaim(changes.member), history, changes.record ?? announced, {
    now,
    announcementClosed: changes.closed ?? true,
  })
  return notice && (notice.about === 'reminder' ? `${notice.notice.split(':')[0]} ${notice.daysLeft}` : notice.notice)
}

describe('before an announcement', () => {
  const announceAt = announcedAt
  const scheduled = { ...announced, rollout: null, announceAt }
  const key = `preparation:${announceAt}`
  it.each<[string, Partial<Member>, string | null]>([
    ['an administrator', { role: '管理者' }, key],
    ['a member', { role: 'staff' }, null],
    ['an administrator who is leaving', { role: '管理者', leaving: 'remove' }, null],
    ['an administrator held by hand', { role: '管理者', heldFor: ['by_hand'] }, null],
    ['an administrator without an invitation', { role: '管理者', state: 'pending' }, null],
  ])('the date that is planned is told to who runs the shop: %s', (_, member, expected) => {
    expect(due(announceAt - day, [], { member, record: scheduled })).toBe(expected)
  })

  it('is told once for each date', () => {
    const member = { role: 'owner' }
    const history = [told(key, announceAt - day, null)]
    expect(due(announceAt - hour, history, { member, record: scheduled })).toBeNull()
    const later = { ...scheduled, announceAt: announceAt + day }
    expect(due(announceAt - hour, history, { member, record: later })).toBe(`preparation:${announceAt + day}`)
    expect(due(announceAt - hour, history, { member, record: { ...scheduled, announceAt: null } })).toBeNull()
  })

  it('keeps nobody from being told of the announcement', () => {
    expect(due(announcedAt, [told(key, announceAt - day, null)], { closed: false })).toBe(opening)
  })
})

describe('an announcement', () => {
  it.each<[string, Partial<Member>, boolean]>([
    ['a claim', {}, true],
    ['who has set up already', { state: 'active' }, true],
    ['a claim held for its age', { heldFor: ['stale'] }, false],
    ['a claim held for its address', { heldFor: ['same_address'] }, false],
    ['a claim held by hand', { heldFor: ['by_hand'] }, false],
    ['who needs an invitation', { state: 'pending' }, false],
    ['who is suspended', { state: 'suspended' }, false],
  ])('is told to whoever it concerns: %s', (_, member, isTold) => {
    expect(due(announcedAt, [], { member, closed: false })).toBe(isTold ? opening : null)
  })

  it.each([
    ['a millisecond before it', announcedAt - 1, null],
    ['at it', announcedAt, opening],
    ['a millisecond before the cut', enforcedAt - 1, opening],
    ['at the cut', enforcedAt, null],
  ])('is told while both ways work: %s', (_, now, expected) => {
    expect(due(now, [], { closed: false })).toBe(expected)
  })

  it('that somebody could not be told with the others is another notice, and told once', () => {
    const late = announcementKey(rollout, true)
    expect(due(announcedAt + day, [])).toBe(late)
    expect(due(announcedAt + day, [told(late, announcedAt + hour)])).toBeNull()
  })

  it('waits while there is no date', () => {
    const paused = { ...announced, rollout: { announcedAt, enforcedAt: null } }
    expect(due(announcedAt, [], { record: paused, closed: false })).toBeNull()
  })

  it('made again after it was taken back is told again', () => {
    const again = { ...announced, rollout: { announcedAt: announcedAt + day, enforcedAt: enforcedAt + day } }
    expect(due(announcedAt + day, early, { record: again, closed: false })).toBe(`announced:${announcedAt + day}`)
  })
})

describe('a date', () => {
  it('that changed is told once to everybody who knows another one', () => {
    const moved = { ...announced, version: 4, rollout: { announcedAt, enforcedAt: enforcedAt + day } }
    const at = announcedAt + day
    expect(due(at, early, { record: moved })).toBe('date-changed:4')
    expect(due(at, early, { record: moved, member: { state: 'active' } })).toBe('date-changed:4')
    expect(due(at, [...early, told('date-changed:4', at, enforcedAt + day)], { record: moved })).toBeNull()
  })

  it('that is taken away is told, and so is the new one', () => {
    const paused = { ...announced, version: 2, rollout: { announcedAt, enforcedAt: null } }
    expect(due(announcedAt + day, early, { record: paused })).toBe('date-changed:2')
    const history = [...early, told('date-changed:2', announcedAt + day, null)]
    expect(due(announcedAt + 2 * day, history, { record: paused })).toBeNull()
    expect(due(announcedAt + 3 * day, history, { record: { ...announced, version: 3 } })).toBe('date-changed:3')
  })

  it('that changed and changed back before anybody was told is not told', () => {
    expect(due(announcedAt + day, early, { record: { ...announced, version: 9 } })).toBeNull()
  })
})

describe('a reminder', () => {
  it.each([
    ['eight days before', '2026-11-16T12:00:00', null],
    ['in the night before the seventh day', '2026-11-17T07:59:59.999', null],
    ['on the morning of the seventh day', '2026-11-17T08:00:00', 'reminder-7 7'],
    ['on its evening', '2026-11-17T19:59:59.999', 'reminder-7 7'],
    ['at night', '2026-11-17T20:00:00', null],
    ['on the sixth day, when nobody was there on the seventh', '2026-11-18T08:00:00', 'reminder-7 6'],
    ['on the third day', '2026-11-21T08:00:00', 'reminder-3 3'],
    ['on the second', '2026-11-22T08:00:00', 'reminder-3 2'],
    ['on the day before', '2026-11-23T08:00:00', 'reminder-1 1'],
    ['on the day itself', '2026-11-24T08:00:00', 'reminder-0 0'],
    ['a millisecond before the cut', '2026-11-24T10:59:59.999', 'reminder-0 0'],
    ['at the cut', '2026-11-24T11:00:00', null],
  ])('is due by the day in Japan: %s', (_, now, expected) => {
    expect(due(inJapan(now))).toBe(expected)
  })

  it('is not for who has set up', () => {
    expect(due(inJapan('2026-11-17T08:00:00'), early, { member: { state: 'active' } })).toBeNull()
  })

  it('comes once for each of its days, and not on a day on which something else was told', () => {
    const seventh = inJapan('2026-11-17T08:00:00')
    const history = [...early, told(`reminder-7:${enforcedAt}`, seventh)]
    expect(due(seventh + 2 * day, history)).toBeNull()
    expect(due(seventh + 4 * day, history)).toBe('reminder-3 3')
    expect(due(seventh, [told(opening, seventh - hour)])).toBeNull()
    expect(due(seventh + day, [told(opening, seventh - hour)])).toBe('reminder-7 6')
  })

  it('comes again when the cut has moved', () => {
    const moved = { ...announced, rollout: { announcedAt, enforcedAt: enforcedAt + 7 * day } }
    const history = [
      ...early,
      told(`reminder-7:${enforcedAt}`, inJapan('2026-11-17T08:00:00')),
      told('date-changed:2', inJapan('2026-11-18T08:00:00'), enforcedAt + 7 * day),
    ]
    expect(due(inJapan('2026-11-24T08:00:00'), history, { record: moved })).toBe('reminder-7 7')
  })

  it('of a cut at midnight is not due on its day', () => {
    const atMidnight = inJapan('2026-11-24T00:00:00')
    const record = { ...announced, rollout: { announcedAt, enforcedAt: atMidnight } }
    const history = [told(opening, announcedAt, atMidnight)]
    expect(due(inJapan('2026-11-23T19:59:00'), history, { record })).toBe('reminder-1 1')
    expect(due(atMidnight, history, { record })).toBeNull()
  })
})

describe('over every minute of a switch', () => {
  it('a member who never sets up is told once of the announcement, and reminded four times', () => {
    const history: Told[] = []
    const heard: string[] = []
    for (let now = announcedAt - hour; now < enforcedAt + day; now += 60_000) {
      const notice = decideNotice(aClaim(), history, announced, { now, announcementClosed: false })
      if (!notice) continue
      history.push(told(notice.notice, now, notice.enforcedAt))
      heard.push(`${notice.notice.split(':')[0]} ${new Date(now + 9 * hour).toISOString().slice(5, 16)}`)
    }
    expect(heard).toEqual([
      'announced 11-10T10:00',
      'reminder-7 11-17T08:00',
      'reminder-3 11-21T08:00',
      'reminder-1 11-23T08:00',
      'reminder-0 11-24T08:00',
    ])
  })
})

describe('late mail', () => {
  const window = usualPlan.windowMilliseconds
  const done: NoticeProgress = {
    queued: 3,
    waiting: 0,
    handedOver: 3,
    failed: 0,
    lastHandedOverAt: enforcedAt - window,
    closed: true,
  }
  const late = (changes: Partial<NoticeProgress>, now = announcedAt + hour, record: RolloutRecord = announced) =>
    decideLateMail(record, { ...done, ...changes }, now)

  it.each([
    ['two weeks before the cut is in time', enforcedAt - window, null],
    ['a millisecond later moves it by that', enforcedAt - window + 1, enforcedAt + 1],
    ['days later moves it by days', enforcedAt - window + 3 * day, enforcedAt + 3 * day],
  ])('handed over %s', (_, lastHandedOverAt, expected) => {
    expect(late({ lastHandedOverAt })).toBe(expected)
  })

  it.each([
    ['a mail waits', { waiting: 1, handedOver: 2 }],
    ['somebody is still to be told', { closed: false }],
    ['none could be handed over', { handedOver: 0, failed: 3, lastHandedOverAt: null }],
  ])('could be handed over now at the earliest as long as %s', (_, changes) => {
    const inTime = enforcedAt - window
    expect(late(changes, inTime)).toBeNull()
    expect(late(changes, inTime + 1)).toBe(enforcedAt + 1 + day)
    expect(late(changes, enforcedAt - 1)).toBe(enforcedAt - 1 + window + day)
  })

  it('moves nothing that is enforced, paused, or concerned nobody', () => {
    expect(late({ waiting: 1 }, enforcedAt)).toBeNull()
    expect(
      late({ waiting: 1 }, enforcedAt - 1, { ...announced, rollout: { announcedAt, enforcedAt: null } }),
    ).toBeNull()
    expect(late({ queued: 0, handedOver: 0, lastHandedOverAt: null }, enforcedAt - 1)).toBeNull()
    expect(late({ waiting: 1 }, enforcedAt - 1, { ...announced, rollout: null })).toBeNull()
  })
})
