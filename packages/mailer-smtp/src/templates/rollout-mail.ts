import type { Instant, RolloutMail } from '@ecforce-accounts/core'
import type { CalendarNote } from './calendar.ts'
import { type Block, button, heading, link, note, paragraph, smallPrint, steps } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import type { TemplatesOfKind } from './render-mail.ts'

/** Where a member sets up, and the address that the portal has. */
const PORTAL = '/portal/apps'

/** What one mail about a switch says in one language. */
interface Told {
  readonly subject: string
  readonly title: string
  readonly lead: string
  readonly rest: readonly Block[]
}

/** The mails that tell a shop's members of its switch. */
export const rolloutMail: TemplatesOfKind<RolloutMail> = {
  ja: (mail, words) => letterOf(inJapanese(mail, words), mail, words, japanese),
  en: (mail, words) => letterOf(inEnglish(mail, words), mail, words, english),
}

const japanese = {
  why: (shop: string) => `このメールは、${shop}のメンバー管理に登録されている方にお送りしています。`,
  event: (shop: string) => `${shop}：ログイン方法の切り替え（ecforce accounts）`,
}
const english = {
  why: (shop: string) => `You receive this mail because ${shop} lists you as a member.`,
  event: (shop: string) => `${shop}: sign-in changes to ecforce accounts`,
}

function letterOf(told: Told, mail: RolloutMail, words: MailWords, say: typeof japanese) {
  const enforcedAt = mail.about === 'preparation' ? null : mail.enforcedAt
  const calendar = enforcedAt === null ? null : cutNote(mail, enforcedAt, told, words, say.event(mail.shopName))
  return {
    subject: told.subject,
    preheader: told.lead,
    blocks: [heading(told.title), paragraph(told.lead), ...told.rest, smallPrint(say.why(mail.shopName))],
    ...(calendar && { calendar }),
  }
}

/** The cut, for the reader's calendar. */
function cutNote(
  { shopId, version, at }: RolloutMail,
  enforcedAt: Instant,
  { lead }: Told,
  words: MailWords,
  title: string,
): CalendarNote {
  const url = words.page(PORTAL)
  const uid = `switch-${shopId}@${words.issuerHost}`
  return { uid, sequence: version, writtenAt: at, at: enforcedAt, title, text: `${lead} ${url}`, url }
}

function inJapanese(mail: RolloutMail, words: MailWords): Told {
  const { shopName: shop } = mail
  const setUp = [
    steps(
      '下のボタンからecforce accountsを開く',
      'いまのメールアドレスとパスワードを入力',
      'メールで届くワンタイムコードを入力',
    ),
    button('初期設定に進む', words.page(PORTAL)),
  ]
  switch (mail.about) {
    case 'preparation':
      return {
        subject: `【${shop}】ログイン方法の切り替え前にご確認ください`,
        title: 'ログイン方法の切り替え前にご確認ください',
        lead: `${words.instant(mail.announceAt)}に、ecforce accountsへの切り替えのご案内を始める予定です。それまでに次の確認をお願いします。`,
        rest: [
          steps(
            '不要なメンバーを、「設定 > メンバー/権限 > メンバー管理」から削除する',
            'RPAをご利用の場合は、RPAのIPアドレスをサポートに知らせる（作業に2営業日ほどかかります）',
            '1つのアカウントを複数の方で使っていないか確認し、使っている場合は1人ずつのメールアドレスを用意する',
          ),
          note(
            'メールアドレスだけでパスワードを再設定できるようになるため、退職した方などの登録が残っていると、第三者がログインできるおそれがあります。',
          ),
          paragraph('一度もログインしていない方と、180日以上ログインしていない方は、ご案内と同時に保留になります。'),
          paragraph('API連携への影響はありません。対応は不要です。'),
          ...(words.supportUrl === null ? [] : [link('お問い合わせ', words.supportUrl)]),
        ],
      }
    case 'announced':
      return {
        subject: `【${shop}】${words.instant(mail.enforcedAt)}からログイン方法が変わります`,
        title: 'ログイン方法が変わります',
        lead: `${words.instant(mail.enforcedAt)}以降、${shop}の管理画面にはecforce accountsからログインします。それまでは、従来の方法と両方使えます。`,
        rest: [paragraph('お早めに初期設定をお願いします（3分ほど）。'), ...setUp],
      }
    case 'reminder': {
      const date = words.instant(mail.enforcedAt)
      return {
        subject: `【${shop}】${reminderInJapanese(mail.daysLeft, words.time(mail.enforcedAt))}`,
        title: '初期設定をお願いします',
        lead: `初期設定がまだ確認できていません。${date}を過ぎると、従来のログイン画面は使えなくなります（過ぎたあとでも初期設定はできます）。`,
        rest: setUp,
      }
    }
    case 'date-changed':
      return mail.enforcedAt === null
        ? {
            subject: `【${shop}】ログイン方法の切り替えを延期しました`,
            title: '切り替えを延期しました',
            lead: `${shop}のログイン方法の切り替えを延期しました。新しい日程が決まるまで、従来の方法とecforce accountsの両方でログインできます。`,
            rest: [paragraph('新しい日程は、あらためてメールでお知らせします。')],
          }
        : {
            subject: `【${shop}】ログイン方法の切り替え日が${words.instant(mail.enforcedAt)}に変わりました`,
            title: '切り替え日が変わりました',
            lead: `${words.instant(mail.enforcedAt)}以降、${shop}の管理画面にはecforce accountsからログインします。それまでは、従来の方法と両方使えます。`,
            rest: [paragraph('初期設定がお済みの方は、手続きは不要です。'), ...setUp],
          }
  }
}

function reminderInJapanese(daysLeft: number, time: string): string {
  if (daysLeft <= 0) return `本日${time}からログイン方法が変わります`
  if (daysLeft === 1) return `明日${time}からログイン方法が変わります`
  return daysLeft > 3 ? `あと${daysLeft}日：初期設定はお済みですか` : `あと${daysLeft}日：初期設定をお願いします`
}

function inEnglish(mail: RolloutMail, words: MailWords): Told {
  const { shopName: shop } = mail
  const setUp = [
    steps(
      'Open ecforce accounts by the button below',
      'Enter your present address and password',
      'Enter the code we mail you',
    ),
    button('Set up now', words.page(PORTAL)),
  ]
  switch (mail.about) {
    case 'preparation':
      return {
        subject: `${shop}: please check before the sign-in changes`,
        title: 'Please check before the sign-in changes',
        lead: `The switch to ecforce accounts will be announced on ${words.instant(mail.announceAt)}. Please do this before:`,
        rest: [
          steps(
            'Delete members you no longer need from the member list',
            'If you use RPA, tell support its IP addresses (this takes about two business days)',
            'Look for accounts that several people share, and have an address of their own ready for each',
          ),
          note(
            'An address alone will be able to reset a password: whoever has left and is still listed may let a stranger in.',
          ),
          paragraph('Members who never signed in, or not for 180 days, are held from the announcement on.'),
          paragraph('API integrations are not affected; there is nothing to do for them.'),
          ...(words.supportUrl === null ? [] : [link('Support', words.supportUrl)]),
        ],
      }
    case 'announced':
      return {
        subject: `${shop}: sign-in changes on ${words.instant(mail.enforcedAt)}`,
        title: 'Sign-in changes',
        lead: `From ${words.instant(mail.enforcedAt)}, ${shop}'s admin opens through ecforce accounts; until then both ways work.`,
        rest: [paragraph('Please set up early (about 3 minutes):'), ...setUp],
      }
    case 'reminder':
      return {
        subject: `${shop}: ${reminderInEnglish(mail.daysLeft, words.time(mail.enforcedAt))}`,
        title: 'Please set up',
        lead: `You are not set up yet. After ${words.instant(mail.enforcedAt)} the former sign-in page no longer works (you can still set up afterwards).`,
        rest: setUp,
      }
    case 'date-changed':
      return mail.enforcedAt === null
        ? {
            subject: `${shop}: the switch is put off`,
            title: 'The switch is put off',
            lead: `The switch of ${shop}'s sign-in is put off. Until there is a new date both ways work, the former one and ecforce accounts.`,
            rest: [paragraph('We will mail you the new date.')],
          }
        : {
            subject: `${shop}: the switch has moved to ${words.instant(mail.enforcedAt)}`,
            title: 'The switch has moved',
            lead: `From ${words.instant(mail.enforcedAt)}, ${shop}'s admin opens through ecforce accounts; until then both ways work.`,
            rest: [paragraph('If you are set up already, there is nothing to do.'), ...setUp],
          }
  }
}

function reminderInEnglish(daysLeft: number, time: string): string {
  if (daysLeft <= 0) return `sign-in changes today at ${time}`
  return daysLeft === 1 ? `sign-in changes tomorrow at ${time}` : `${daysLeft} days left to set up`
}
