import { isAdministratorRole, isStale, isUnusedSince, type Member } from '../domain/member.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { Bilingual } from '../primitives/locale.ts'
import { isRoleMailbox } from './role-mailbox.ts'

/** What can be found of a member before a shop is announced; stable. */
export type FindingCode =
  | 'never-signed-in'
  | 'stale'
  | 'same-address'
  | 'several-shops'
  | 'unusable-address'
  | 'role-mailbox'
  | 'shared-suspect'
  | 'robot-suspect'
  | 'administrator'
  | 'no-password'
  | 'weak-hash'
  | 'legacy-two-factor'
  | 'needs-invitation'

/** What can be found of a shop as a whole; stable. */
export type ShopFindingCode = 'no-administrator'

/** What has to be known beside the row. */
export interface ReadinessFacts {
  readonly now: Instant
  /** A claim that was last used that many days ago, or more, is stale. */
  readonly staleAfterDays: number
  /** How many rows of the same shop have the address, this one among them. */
  readonly rowsWithAddress: number
  /** In how many shops the address is listed, this one among them: 1 for who must not know of others. */
  readonly shopsWithAddress: number
}

export type ReadinessMember = Pick<
  Member,
  'email' | 'name' | 'role' | 'state' | 'legacyPassword' | 'legacyTwoFactor' | 'lastSignInAt'
>

const DAY = 24 * 3_600_000

/** Hashes that are tried faster than bcrypt of cost 10. */
const WEAK_HASH_MILLISECONDS = 40

export type ReadinessRow = Pick<
  Member,
  'email' | 'role' | 'state' | 'heldFor' | 'leaving' | 'lastSignInAt' | 'confirmedAt'
>

/**
 * Everything found of a shop with these rows. `announced`: whether the announcement is over, which holds what is stale or
 * shares its address, and takes away what is marked. Pure.
 */
export function shopFindingsOf(
  rows: readonly ReadinessRow[],
  { now, announced }: { readonly now: Instant; readonly announced: boolean },
): readonly ShopFindingCode[] {
  const withAddress = new Map<string, number>()
  for (const { email } of rows) withAddress.set(email.key, (withAddress.get(email.key) ?? 0) + 1)
  const isOne = (row: ReadinessRow) => {
    if (!isAdministratorRole(row.role)) return false
    if (row.state !== 'claim') return row.state === 'active'
    if (row.heldFor.length > 0) return false
    if (announced) return true
    const willBeHeld =
      (row.confirmedAt === null && isStale(row.lastSignInAt, now)) || withAddress.get(row.email.key) !== 1
    return row.leaving === null && !willBeHeld
  }
  return rows.some(isOne) ? [] : ['no-administrator']
}

/** Everything found of a member who is not removed, the gravest first. Pure. */
export function findingsOf(member: ReadinessMember, facts: ReadinessFacts): readonly FindingCode[] {
  return (Object.keys(findingWords) as FindingCode[]).filter((code) => checks[code](member, facts))
}

const checks: Readonly<Record<FindingCode, (member: ReadinessMember, facts: ReadinessFacts) => boolean>> = {
  'unusable-address': ({ email }) => isUnusable(email.key),
  'same-address': (_, { rowsWithAddress }) => rowsWithAddress > 1,
  'never-signed-in': (member) => isOpen(member) && member.lastSignInAt === 'never',
  stale: (member, { now, staleAfterDays }) =>
    isOpen(member) && member.lastSignInAt !== 'never' && isUnusedSince(member.lastSignInAt, now - staleAfterDays * DAY),
  'shared-suspect': ({ name, email }) => sharedName.test(name ?? '') || sharedLocal.test(localPart(email.key)),
  'role-mailbox': ({ email }) => isRoleMailbox(email.key),
  'robot-suspect': ({ name, email }) => robotName.test(name ?? '') || robotLocal.test(localPart(email.key)),
  'several-shops': (_, { shopsWithAddress }) => shopsWithAddress > 1,
  administrator: ({ role }) => isAdministratorRole(role),
  'legacy-two-factor': (member) => isOpen(member) && member.legacyTwoFactor,
  'no-password': (member) => isOpen(member) && member.legacyPassword === null,
  'weak-hash': (member) =>
    isOpen(member) &&
    member.legacyPassword !== null &&
    member.legacyPassword.nominalMilliseconds < WEAK_HASH_MILLISECONDS,
  'needs-invitation': ({ state }) => state === 'pending',
}

/** Whether the shop still is master of it: nobody has made an account of it. */
function isOpen({ state }: Pick<Member, 'state'>): boolean {
  return state === 'claim' || state === 'pending'
}

function localPart(key: EmailKey): string {
  return key.slice(0, key.lastIndexOf('@'))
}

const sharedName = /共有|共用|共通|チーム|グループ|一同|全員|shared|common account|\bteam\b/iu
const sharedLocal = /(?:^|[._-])(?:shared|kyoyu|kyouyu|all|team|group)(?:[._-]|\d|$)/
const robotName = /ロボ|\brpa\b|自動|バッチ|\bbot\b|\bbatch\b|winactor|uipath|bizrobo/iu
const robotLocal = /(?:^|[._-])(?:rpa|robot|bot|batch|cron|auto|winactor|uipath|bizrobo)(?:[._-]|\d|$)/

/** Names that no mail on the internet reaches (RFC 6761, RFC 6762, RFC 8375), and boxes that say nobody reads them. */
function isUnusable(key: EmailKey): boolean {
  const domain = key.slice(key.lastIndexOf('@') + 1)
  return /(?:^|\.)(?:invalid|localhost|local|lan|internal|home\.arpa)$/.test(domain) || /^no-?reply/.test(key)
}

/** Why a finding about a shop matters, and what to do about it. */
export const shopFindingWords: Readonly<
  Record<ShopFindingCode, { readonly why: Bilingual; readonly todo: Bilingual }>
> = {
  'no-administrator': {
    why: {
      ja: '操作できる管理者がいません。招待、保留の確認、メンバーの変更を行える方がいない状態です。',
      en: 'Nobody administers this shop, or could by signing in: invitations, held members and changes wait for an administrator.',
    },
    todo: {
      ja: 'メンバー管理で管理者を確認してください。告知のあとは、ecforceの担当者2名が管理者を追加できます。',
      en: 'Look at the administrators in the member list. After the announcement two operators can add one.',
    },
  },
}

/** Why a finding matters, and what to do about it; the gravest first. */
export const findingWords: Readonly<Record<FindingCode, { readonly why: Bilingual; readonly todo: Bilingual }>> = {
  'unusable-address': {
    why: {
      ja: 'メールが届かないアドレスです。確認のコードを受け取れず、ログインできません。',
      en: 'No mail reaches this address: without a mailed code nobody can sign in with it.',
    },
    todo: {
      ja: 'メンバー管理で、届くメールアドレスに直してください。',
      en: 'Correct the address in the member list.',
    },
  },
  'same-address': {
    why: {
      ja: '同じメールアドレスの行がほかにもあります。告知と同時に、すべて保留になります。',
      en: 'Other rows have the same address. All of them are held from the announcement on.',
    },
    todo: {
      ja: '1人につき1行にし、残りはメンバー管理から削除してください。',
      en: 'Keep one row for each person and delete the others from the member list.',
    },
  },
  'never-signed-in': {
    why: {
      ja: '一度もログインしていません。メールアドレスだけでパスワードを再設定できるため、使わないなら危険です。告知と同時に保留になります。',
      en: 'Never signed in. An address alone can reset a password, so an unused row is a risk. It is held from the announcement on.',
    },
    todo: {
      ja: '使わないなら削除し、使うなら告知までに一度ログインしてもらってください。',
      en: 'Delete it if nobody needs it; if somebody does, have them sign in once before the announcement.',
    },
  },
  stale: {
    why: {
      ja: '長い間ログインしていません。退職した方が残っていると、第三者がログインできるおそれがあります。告知と同時に保留になります。',
      en: 'Not used for long. Whoever has left and is still listed may let a stranger in. It is held from the announcement on.',
    },
    todo: {
      ja: '使わないなら削除し、使うなら告知までに一度ログインしてもらってください。',
      en: 'Delete it if nobody needs it; if somebody does, have them sign in once before the announcement.',
    },
  },
  'shared-suspect': {
    why: {
      ja: '複数の方で使っている可能性があります。最初にログインした方が二要素認証を登録すると、ほかの方はログインできません。',
      en: 'Several people may be using it. Whoever signs in first registers the second factor; the others cannot sign in.',
    },
    todo: {
      ja: '使っている方それぞれに、ご自身のメールアドレスで招待メールを送ってください。',
      en: 'Invite each of them at an address of their own.',
    },
  },
  'role-mailbox': {
    why: {
      ja: '部署や店舗の代表アドレスのようです。このメールを読める人は全員、ログインのコードを受け取れます。',
      en: 'It looks like the mailbox of a department or shop. Everybody who reads it receives the sign-in codes.',
    },
    todo: {
      ja: '個人のメールアドレスに変えるか、メールを読める人を確認してください。',
      en: "Change it to a person's own address, or check who can read this mailbox.",
    },
  },
  'robot-suspect': {
    why: {
      ja: 'RPAなどの自動処理が使っている可能性があります。切り替え後は、ログインにワンタイムコードが必要になります。',
      en: 'A robot may be using it. After the switch a sign-in needs a one-time code.',
    },
    todo: {
      ja: 'RPAの提供元に接続元のIPアドレスを確認し、サポートにお知らせください（2営業日ほどかかります）。',
      en: 'Ask the provider for the IP addresses it comes from and tell support (about two business days).',
    },
  },
  'several-shops': {
    why: {
      ja: '同じメールアドレスが、ほかのショップにも登録されています。パスワードが違うと、最初のログインで新しいパスワードを決めることになります。',
      en: 'The address is listed in other shops as well. A first sign-in asks for a new password that serves for all of them.',
    },
    todo: {
      ja: '対応は不要です。お問い合わせに備えてください。',
      en: 'Nothing to do; be ready for questions.',
    },
  },
  administrator: {
    why: {
      ja: 'ショップの管理者です。招待や保留の確認を行うため、最初に初期設定を済ませる必要があります。',
      en: 'Administers the shop, and should set up first: invitations and held members wait for an administrator.',
    },
    todo: {
      ja: '本人が今も在籍し、メールを受け取れることを確認してください。',
      en: 'Make sure the person is still there and reads this mailbox.',
    },
  },
  'legacy-two-factor': {
    why: {
      ja: 'すでに認証アプリを使っています。初回ログインで、認証アプリをもう一度登録します。',
      en: 'Already uses an authenticator app, and enrols an own one anew at the first sign-in.',
    },
    todo: {
      ja: '機種変更の予定がないか確認し、スマートフォンを手元に用意してもらってください。',
      en: 'Have the phone at hand at the first sign-in.',
    },
  },
  'no-password': {
    why: {
      ja: '使えるパスワードが登録されていません。初回ログインの前に、パスワードの再設定が必要です。',
      en: 'No password came along that could be used: it has to be reset before the first sign-in.',
    },
    todo: {
      ja: '告知のメールを受け取ったら「パスワードをお忘れですか?」から設定するよう伝えてください。',
      en: 'Tell the person to use "Forgot your password?" once the announcement has arrived.',
    },
  },
  'weak-hash': {
    why: {
      ja: 'パスワードの保存方式が古く、破られやすい状態です。初回ログインで新しい方式に変わります。',
      en: 'The password is stored in a way that is quickly broken. The first sign-in stores it anew.',
    },
    todo: {
      ja: '早めに初期設定を済ませてもらってください。',
      en: 'Have the person set up early.',
    },
  },
  'needs-invitation': {
    why: {
      ja: 'メンバー管理に追加されただけでは、ログインできません。',
      en: 'Being in the member list is not enough to sign in.',
    },
    todo: {
      ja: '招待メールを送信してください。',
      en: 'Send an invitation mail.',
    },
  },
}
