import type { AboutRobot } from '@ecforce-accounts/core'
import type { MailWords } from './mail-words.ts'
import type { Tells } from './notice-mail.ts'

type Suspension = Extract<AboutRobot, { about: 'robot-suspended' }>['because']

const suspensions: Readonly<Record<MailWords['locale'], Readonly<Record<Suspension, string>>>> = {
  ja: {
    unused: '30日間ご利用がなかったため、',
    credentials: 'パスワード、メールアドレス、または認証方法が変更されたため、',
    stopped: 'ecforceの担当者が、',
  },
  en: {
    unused: 'It was not used for 30 days.',
    credentials: 'The password, the address or the ways of verifying were changed.',
    stopped: 'Staff of ecforce have stopped it.',
  },
}

const askInJapanese = 'ご不明な点や、お心当たりがない場合は、サポートにご連絡ください。'
const pageInJapanese = { label: 'RPAのページを開く', path: '/portal/robots' } as const
const askInEnglish = 'Questions, or did you not expect this? Contact support.'
const pageInEnglish = { label: 'Open the page of robots', path: '/portal/robots' } as const

/** What the administrators of a shop are told of its robots. */
export const robotNews: Readonly<Record<MailWords['locale'], Pick<Tells, AboutRobot['about']>>> = {
  ja: {
    'robot-received': ({ shopName, dueAt }, words) => ({
      title: 'RPAの解除申請を受け付けました',
      shop: shopName,
      what: `RPAの二要素認証の解除申請を受け付けました。${words.instant(dueAt)}までに対応します（2営業日以内）。`,
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-approved': ({ shopName, members, ranges, until }, words) => ({
      title: 'RPAの解除申請を承認しました（最初のログインのお願い）',
      shop: shopName,
      what: `${ranges.join('、')}からの${members.join('、')}のログインで、ワンタイムコードが不要になりました（${words.instant(until)}まで）。ログイン画面が変わるため、RPAの手順も切り替え日までに確認してください。`,
      items: [
        '最初の1回は人がログインして、メールのワンタイムコードを入力してください。',
        'プロフィールで15文字以上のパスワードを設定し、「RPA専用」を有効にしてください。',
      ],
      more: '次の準備が終わるまでは、これまでどおりワンタイムコードが必要です。',
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-question': ({ shopName, question }) => ({
      title: 'RPAの解除申請に確認事項があります',
      shop: shopName,
      what: 'RPAの解除申請について、担当者からの確認事項です。ご回答をいただくまで、対応の期限は進みません。',
      items: [question],
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-rejected': ({ shopName, reason }) => ({
      title: 'RPAの解除申請を承認できませんでした',
      shop: shopName,
      what: 'RPAの二要素認証の解除申請を承認できませんでした。理由は次のとおりです。',
      items: [reason],
      more: '内容を見直して、もう一度申請できます。',
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-expiring': ({ shopName, member, until }, words) => ({
      title: `RPAの解除期限は${words.instant(until)}です`,
      shop: shopName,
      what: `${member}のワンタイムコードの省略は、${words.instant(until)}に終了します。`,
      more: '続けてお使いの場合は、同じ内容での更新を申請してください。',
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-expired': ({ shopName, member }) => ({
      title: 'RPAの解除期限が終了しました',
      shop: shopName,
      what: `${member}のワンタイムコードの省略は、期限により終了しました。次のログインからはワンタイムコードが必要です。`,
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-suspended': ({ shopName, member, because }) => ({
      title: 'RPAの解除を停止しました',
      shop: shopName,
      what: `${suspensions.ja[because]}${member}のワンタイムコードの省略を停止しました。ログインにはワンタイムコードが必要です。`,
      more: '再開をご希望の場合は、サポートにご連絡ください。',
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-resumed': ({ shopName, member, until }, words) => ({
      title: 'RPAの解除を再開しました',
      shop: shopName,
      what: `${member}のワンタイムコードの省略を再開しました（${words.instant(until)}まで）。`,
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
    'robot-revoked': ({ shopName, member }) => ({
      title: 'RPAの解除を取り消しました',
      shop: shopName,
      what: `${member}のワンタイムコードの省略を取り消しました。ログインにはワンタイムコードが必要です。`,
      notYou: askInJapanese,
      page: pageInJapanese,
    }),
  },
  en: {
    'robot-received': ({ shopName, dueAt }, words) => ({
      title: 'robot request received',
      shop: shopName,
      what: `We have received the request to ask a robot for no code. We will act by ${words.instant(dueAt)} (two business days).`,
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-approved': ({ shopName, members, ranges, until }, words) => ({
      title: 'robot request approved (first sign-in needed)',
      shop: shopName,
      what: `${members.join(', ')}: no code is needed from ${ranges.join(', ')} any more (until ${words.instant(until)}). The sign-in pages differ: check the robot's script before the switch.`,
      items: [
        'Once, a person must sign in and enter the mailed code.',
        'In the profile, choose a password of at least 15 characters and say that a robot uses this member.',
      ],
      more: 'Until both are done, codes are asked for as before.',
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-question': ({ shopName, question }) => ({
      title: 'question about the robot request',
      shop: shopName,
      what: 'There is a question about the robot request. The time to answer it stands still until you reply.',
      items: [question],
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-rejected': ({ shopName, reason }) => ({
      title: 'robot request not approved',
      shop: shopName,
      what: 'The request to ask a robot for no code was not approved, for this reason:',
      items: [reason],
      more: 'You can change it and ask again.',
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-expiring': ({ shopName, member, until }, words) => ({
      title: `robot exemption ends ${words.instant(until)}`,
      shop: shopName,
      what: `From ${words.instant(until)} on, ${member} needs a code again.`,
      more: 'Is the robot still in use? Ask for a renewal with the same content.',
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-expired': ({ shopName, member }) => ({
      title: 'robot exemption has ended',
      shop: shopName,
      what: `The exemption of ${member} has ended. A code is needed from the next sign-in on.`,
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-suspended': ({ shopName, member, because }) => ({
      title: 'robot exemption suspended',
      shop: shopName,
      what: `The exemption of ${member} is suspended; a code is needed. ${suspensions.en[because]}`,
      more: 'To have it resumed, contact support.',
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-resumed': ({ shopName, member, until }, words) => ({
      title: 'robot exemption resumed',
      shop: shopName,
      what: `The exemption of ${member} goes on (until ${words.instant(until)}).`,
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
    'robot-revoked': ({ shopName, member }) => ({
      title: 'robot exemption revoked',
      shop: shopName,
      what: `The exemption of ${member} was revoked. A code is needed to sign in.`,
      notYou: askInEnglish,
      page: pageInEnglish,
    }),
  },
}
