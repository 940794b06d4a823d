import type { Rollout } from '../domain/rollout.ts'
import type { Instant } from '../primitives/clock.ts'
import { daysBetween, japanDateTime, japanDay } from '../primitives/japan-time.ts'
import type { Bilingual } from '../primitives/locale.ts'
import { decideCoexistence, type Phase } from './coexistence.ts'

/** What a shop's admin says of the switch at its top, as data; how it looks is the admin's. */
export interface Banner {
  readonly phase: Phase
  readonly severity: 'info' | 'warning' | 'critical'
  readonly title: Bilingual
  readonly body: Bilingual
  /** Where to set up, or to look. */
  readonly actionUrl: string
  /** ISO 8601; `null` while the switch is paused. */
  readonly enforcedAt: string | null
  /** Whether whoever looks at it has set up; `null` when that is not known. */
  readonly mine: 'done' | 'not-done' | null
  /** Whether it may be put away. */
  readonly dismissible: boolean
}

/** So many calendar days before the cut the banner warns and cannot be put away; and so many before, it alarms. */
const WARNING_DAYS = 3
const CRITICAL_DAYS = 1

/**
 * The banner of a shop's admin at `now`: one while both ways work, `null` before and after. Pure.
 *
 * Who has set up is told so, quietly to the end. To everybody else it becomes a warning on the third calendar day (of
 * Japan) before the cut, and critical on the last before it.
 */
export function decideBanner(
  rollout: Rollout | null,
  { now, mine, portalUrl }: { readonly now: Instant; readonly mine: Banner['mine']; readonly portalUrl: string },
): Banner | null {
  const { phase, enforcedAt } = decideCoexistence(rollout, now)
  if (phase !== 'coexistence') return null

  const facts = { phase, actionUrl: portalUrl, enforcedAt: enforcedAt === null ? null : iso(enforcedAt), mine }
  if (enforcedAt === null) {
    return { ...facts, severity: 'info', ...(mine === 'done' ? doneSomeDay : todoSomeDay), dismissible: true }
  }
  const date = japanDateTime(enforcedAt)
  if (mine === 'done') return { ...facts, severity: 'info', ...done(date), dismissible: true }

  const daysLeft = daysBetween(japanDay(now), japanDay(enforcedAt))
  if (daysLeft > WARNING_DAYS) return { ...facts, severity: 'info', ...todo(date), dismissible: true }
  const severity = daysLeft > CRITICAL_DAYS ? 'warning' : 'critical'
  return { ...facts, severity, ...soon(date, daysLeft), dismissible: false }
}

const iso = (instant: Instant) => new Date(instant).toISOString()

interface Words {
  readonly title: Bilingual
  readonly body: Bilingual
}

const changes: Bilingual = { ja: 'ログイン方法が変わります', en: 'Sign-in is changing' }
const changesSoon: Bilingual = { ja: 'まもなくログイン方法が変わります', en: 'Sign-in changes soon' }
const isDone: Bilingual = { ja: '初期設定済みです', en: 'You are set up' }

function todo(date: Bilingual): Words {
  return {
    title: changes,
    body: {
      ja: `${date.ja}からログイン方法が変わります。お早めにecforce accountsの初期設定をお済ませください。`,
      en: `Sign-in changes on ${date.en}. Please set up ecforce accounts soon.`,
    },
  }
}

function soon(date: Bilingual, daysLeft: number): Words {
  const left =
    daysLeft === 0
      ? { ja: '本日です。', en: 'Today is the day.' }
      : { ja: `あと${daysLeft}日です。`, en: daysLeft === 1 ? '1 day left.' : `${daysLeft} days left.` }
  return {
    title: changesSoon,
    body: {
      ja: `${left.ja}${date.ja}以降、この画面にはecforce accountsからのみログインできます。`,
      en: `${left.en} From ${date.en} this admin opens through ecforce accounts only.`,
    },
  }
}

function done(date: Bilingual): Words {
  return {
    title: isDone,
    body: {
      ja: `初期設定は完了しています。${date.ja}からはecforce accountsでログインしてください。`,
      en: `You are set up. From ${date.en}, sign in with ecforce accounts.`,
    },
  }
}

/** While the switch is paused nobody can say when. */
const todoSomeDay: Words = {
  title: changes,
  body: {
    ja: 'ログイン方法が変わります（切り替え日は調整中です）。お早めにecforce accountsの初期設定をお済ませください。',
    en: 'Sign-in is going to change; the date is being settled. Please set up ecforce accounts soon.',
  },
}
const doneSomeDay: Words = {
  title: isDone,
  body: {
    ja: '初期設定は完了しています。ecforce accountsでログインできます。',
    en: 'You are set up and can sign in with ecforce accounts.',
  },
}
