import type { FactorKind, NoticeFacts, NoticeMail, ServiceChange } from '@ecforce-accounts/core'
import { type Block, button, facts, heading, list, oneLine, paragraph, smallPrint } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import type { TemplatesOfKind } from './render-mail.ts'
import { robotNews } from './robot-news.ts'

/** What one notice says in one language: what happened, what to know of it, and what to do about it. */
export interface Told {
  /** As it goes on after the product's name in a subject. */
  readonly title: string
  /** Whose name stands there in place of the product's: a shop's. */
  readonly shop?: string
  /** What is told one under the other. */
  readonly items?: readonly string[]
  readonly what: string
  /** What happened several times, where it did. */
  readonly occurrences?: readonly Parameters<MailWords['occurrence']>[0][]
  /** What else the owner has to know. */
  readonly more?: string
  /** What to do if it was somebody else. */
  readonly notYou: string
  /** The page on which that is done. */
  readonly page: { readonly label: string; readonly path: `/${string}` } | null
}

export type Tells = {
  readonly [A in NoticeFacts['about']]: (notice: Extract<NoticeMail, { about: A }>, words: MailWords) => Told
}

/** The mail that tells an account's owner of what was done with the account. */
export const noticeMail: TemplatesOfKind<NoticeMail> = {
  ja: (mail, words) => {
    const told = tell(japanese, mail, words)
    return {
      subject: `【${oneLine(told.shop ?? 'ecforce accounts')}】${told.title}`,
      preheader: `${words.instant(mail.at)}のお知らせです。`,
      blocks: blocksOf(told, mail, words),
    }
  },
  en: (mail, words) => {
    const told = tell(english, mail, words)
    return {
      subject: `${oneLine(told.shop ?? 'ecforce accounts')}: ${told.title}`,
      preheader: `A notice of ${words.instant(mail.at)}.`,
      blocks: blocksOf(told, mail, words),
    }
  },
}

function blocksOf(
  { title, what, occurrences, items = [], more, notYou, page }: Told,
  { at, from }: NoticeMail,
  words: MailWords,
): Block[] {
  const [when, ...where] = words.occurrence({ at, userAgent: from?.userAgent ?? null, address: from?.address ?? null })
  return [
    heading(title.charAt(0).toUpperCase() + title.slice(1)),
    paragraph(what),
    ...(occurrences?.map((one) => facts(...words.occurrence(one))) ?? [
      facts(...(when ? [when] : []), ...(from === null ? [] : where)),
    ]),
    ...(items.length === 0 ? [] : [list(...items)]),
    ...(more === undefined ? [] : [paragraph(more)]),
    paragraph(notYou),
    ...(page === null ? [] : [button(page.label, words.page(page.path))]),
    smallPrint(
      words.locale === 'ja'
        ? 'このメールは、アカウントの安全に関わる操作があったときにお送りしています。配信を止めることはできません。'
        : 'This mail is sent whenever something concerns the safety of your account. It cannot be switched off.',
    ),
  ]
}

function tell<A extends NoticeFacts['about']>(
  tells: Tells,
  mail: NoticeMail & { readonly about: A },
  words: MailWords,
): Told {
  // The entry of `about` takes the notices of `about`: the table's type says so, of each of them alone.
  const say = tells[mail.about] as (notice: NoticeMail, words: MailWords) => Told
  return say(mail, words)
}

/** What was done to a service. */
const serviceChanges: Readonly<Record<MailWords['locale'], Readonly<Record<ServiceChange, string>>>> = {
  ja: {
    added: '追加',
    'secret-added': 'シークレットを追加',
    'secret-retired': '古いシークレットを無効に',
    'addresses-changed': '接続先のURLを変更',
    removed: '削除',
  },
  en: {
    added: 'added',
    'secret-added': 'added a secret to',
    'secret-retired': 'ended the former secret of',
    'addresses-changed': 'changed the addresses of',
    removed: 'removed',
  },
}

const factorNames: Readonly<Record<MailWords['locale'], Readonly<Record<FactorKind, string>>>> = {
  ja: { email: 'メール', totp: '認証アプリ', recovery: 'リカバリーコード' },
  en: { email: 'codes by mail', totp: 'the authenticator app', recovery: 'the recovery codes' },
}

const helpInJapanese = { label: 'ヘルプを開く', path: '/help' } as const
const resetInJapanese = { label: 'パスワードを再設定する', path: '/password-reset' } as const
const resetAtOnceInJapanese =
  'お心当たりがない場合は、すぐにパスワードを再設定してください。再設定すると、すべての端末からログアウトします。'
const askSupportInJapanese = 'お心当たりがない場合は、パスワードを再設定のうえ、サポートにご連絡ください。'

const japanese: Tells = {
  ...robotNews.ja,
  'new-device': () => ({
    title: '新しい端末からのログイン',
    what: 'これまでと異なる端末またはブラウザーから、お使いのアカウントにログインがありました。',
    notYou: resetAtOnceInJapanese,
    page: resetInJapanese,
  }),
  'new-devices': ({ devices }) => ({
    title: `新しい端末からのログイン（${devices.length}件）`,
    what: '前回のお知らせのあと、これまでと異なる端末またはブラウザーから、次のログインがありました。',
    occurrences: devices,
    more: '複数の方でお使いのアカウントのため、24時間ごとにまとめてお知らせしています。1人1アカウントにすると、誰がいつ操作したかがわかります。',
    notYou:
      'お使いの方の中に心当たりがない場合は、すぐにパスワードを再設定してください。再設定すると、すべての端末からログアウトします。',
    page: resetInJapanese,
  }),
  'wrong-code': () => ({
    title: '正しいパスワードのあとに誤ったコードが入力されました',
    what: '正しいパスワードが入力されたあとに、誤ったコードが入力されました。',
    notYou:
      'お心当たりがない場合は、ほかの方がパスワードを知っているおそれがあります。すぐにパスワードを再設定してください。',
    page: resetInJapanese,
  }),
  'password-changed': () => ({
    title: 'パスワードの変更',
    what: 'パスワードが変更され、ほかの端末はすべてログアウトしました。',
    notYou: resetAtOnceInJapanese,
    page: resetInJapanese,
  }),
  'password-reset': ({ heldUntil }, words) => ({
    title: 'パスワードの再設定',
    what: 'メールでお送りしたリンクからパスワードが再設定され、すべての端末からログアウトしました。',
    ...(heldUntil !== null && {
      more: `安全のため、${words.instant(heldUntil)}までは招待や認証方法の変更ができません。サービスの利用はできます。`,
    }),
    notYou:
      'お心当たりがない場合は、ほかの方がこのメールを読んでいるおそれがあります。メールのパスワードを変更してから、パスワードを再設定し、サポートにご連絡ください。',
    page: resetInJapanese,
  }),
  'claim-password-reset': () => ({
    title: 'パスワードの再設定',
    what: 'メールでお送りしたリンクからパスワードが再設定されました。ecforce accountsには、新しいパスワードでログインしてください。',
    notYou:
      'お心当たりがない場合は、ほかの方がこのメールを読んでいるおそれがあります。メールのパスワードを変更してから、パスワードを再設定し、サポートにご連絡ください。',
    page: resetInJapanese,
  }),
  'address-changed': ({ maskedAddress, revert }, words) => ({
    title: 'メールアドレスの変更',
    what: `アカウントのメールアドレスが${maskedAddress}に変更されました。今後のお知らせは、新しいメールアドレスにお送りします。`,
    notYou: `お心当たりがない場合は、${words.instant(revert.until)}までに、次のページから元のメールアドレスに戻してください。認証方法も変更前の状態に戻り、新しいパスワードを設定していただきます。`,
    page: { label: '元のメールアドレスに戻す', path: `/address-change/revert#token=${revert.token}` },
  }),
  'address-confirmed': ({ maskedFormer }) => ({
    title: 'メールアドレスの変更',
    what: `このメールアドレスが、アカウントのメールアドレスになりました（変更前：${maskedFormer}）。次からは、このメールアドレスでログインしてください。`,
    notYou: 'お心当たりがない場合は、サポートにご連絡ください。',
    page: helpInJapanese,
  }),
  'address-reverted': ({ heldUntil }, words) => ({
    title: 'メールアドレスの取り戻し',
    what: 'アカウントのメールアドレスと認証方法を変更前の状態に戻し、パスワードを変更して、すべての端末からログアウトしました。',
    more: `安全のため、${words.instant(heldUntil)}までは招待や認証方法の変更ができません。サービスの利用はできます。`,
    notYou:
      'お心当たりがない場合は、ほかの方がこのメールを読んでいるおそれがあります。メールのパスワードを変更してから、パスワードを再設定し、サポートにご連絡ください。',
    page: resetInJapanese,
  }),
  'address-given-up': () => ({
    title: 'メールアドレスの変更の取り消し',
    what: 'アカウントのメールアドレスが元に戻されたため、このメールアドレスではログインできなくなりました。',
    notYou: 'お心当たりがない場合は、サポートにご連絡ください。',
    page: helpInJapanese,
  }),
  'factor-added': ({ factor }) => ({
    title: '認証方法の追加',
    what: `二要素認証の方法に「${factorNames.ja[factor]}」が追加されました。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'factor-removed': ({ factor }) => ({
    title: '認証方法の解除',
    what: `二要素認証の方法から「${factorNames.ja[factor]}」が解除されました。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'factor-locked': ({ factor }) => ({
    title: '認証方法の停止',
    what: `誤ったコードが続けて入力されたため、「${factorNames.ja[factor]}」での認証を停止しました。`,
    more: 'ほかの認証方法でログインしてください。ほかの方法がない場合は、サポートにご連絡ください。',
    notYou:
      'お心当たりがない場合は、ほかの方がパスワードを知っているおそれがあります。すぐにパスワードを再設定してください。',
    page: resetInJapanese,
  }),
  'codes-stopped': ({ until }, words) => ({
    title: 'コードの受け付けの一時停止',
    what: '正しいパスワードのあとに、誤ったコードが1日に何度も入力されました。',
    more: `${words.instant(until)}まで、初めての端末からはコードを受け付けません。これまでお使いの端末からはログインできます。`,
    notYou:
      'お心当たりがない場合は、ほかの方がパスワードを知っているおそれがあります。すぐにパスワードを再設定してください。',
    page: resetInJapanese,
  }),
  'factor-lift-asked': ({ factor, caseNumber, liftsAt }, words) => ({
    title: '認証方法の解除のお申し込み',
    what: `「${factorNames.ja[factor]}」の解除のお申し込みを受け付けました（受付番号：${caseNumber}）。`,
    more: `${words.instant(liftsAt)}に解除されます。`,
    notYou: 'お心当たりがない場合は、それまでにサポートに受付番号をお伝えください。',
    page: helpInJapanese,
  }),
  'member-factor-lift': ({ factor, caseNumber, liftsAt, maskedMember, shopName }, words) => ({
    title: 'メンバーの認証方法の解除のお申し込み',
    what: `${shopName}のメンバー（${maskedMember}）から、「${factorNames.ja[factor]}」の解除のお申し込みを受け付けました（受付番号：${caseNumber}）。`,
    more: `${words.instant(liftsAt)}に解除されます。`,
    notYou: 'ご本人に心当たりがない場合は、それまでにサポートに受付番号をお伝えください。解除を取り消します。',
    page: { label: 'ポータルを開く', path: '/portal/apps' },
  }),
  'member-recovered': ({ heldUntil, maskedMember, shopName }, words) => ({
    title: 'メンバーのパスワードの再設定',
    what: `${shopName}のメンバー（${maskedMember}）のパスワードが、メールで再設定されました。`,
    more: `${words.instant(heldUntil)}まで、このメンバーは認証方法・メールアドレスの変更やメンバーの招待ができません。サービスは利用できます。`,
    notYou: 'ご本人に確認し、心当たりがない場合はサポートにお知らせください。',
    page: { label: 'ポータルを開く', path: '/portal/apps' },
  }),
  'service-changed': ({ change, serviceName, shopName }) => ({
    title: 'サービス連携の設定の変更',
    what: `${shopName}のサービス「${serviceName}」について、ecforceの担当者が${serviceChanges.ja[change]}しました。`,
    notYou: '心当たりがない場合は、すぐにサポートにお知らせください。',
    page: { label: 'ポータルを開く', path: '/portal/apps' },
  }),
  'factor-lift-cancelled': ({ factor }) => ({
    title: '認証方法の解除の取り消し',
    what: `「${factorNames.ja[factor]}」の解除のお申し込みを取り消しました。認証方法は変わりません。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'factor-lifted': ({ factor }) => ({
    title: '認証方法の解除',
    what: `お申し込みにより、「${factorNames.ja[factor]}」を解除しました。次のログインで認証方法を登録してください。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'recovery-codes-made': () => ({
    title: 'リカバリーコードの作成',
    what: '新しいリカバリーコードが作成されました。前のコードは使えません。',
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'recovery-code-used': ({ codesLeft }) => ({
    title: 'リカバリーコードの使用',
    what: `リカバリーコードが使われました。残りは${codesLeft}個です。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'recovery-codes-low': ({ codesLeft }) => ({
    title: 'リカバリーコードの残り',
    what: `リカバリーコードの残りが${codesLeft}個になりました。`,
    notYou: 'ご自身で使われた覚えがない場合は、パスワードを再設定のうえ、サポートにご連絡ください。',
    page: resetInJapanese,
  }),
  'robot-near-miss': ({ shopName, maskedMember, isElsewhere }) => ({
    title: isElsewhere
      ? '登録外のIPアドレスからRPAメンバーのログインがありました'
      : 'RPAメンバーのログインでコードを省略できませんでした',
    shop: shopName,
    what: isElsewhere
      ? `${maskedMember}のログインで、正しいパスワードが登録外のIPアドレスから入力されました。ワンタイムコードは省略されていません。`
      : `${maskedMember}のログインで、正しいパスワードが入力されましたが、解除の条件を満たしていないため、ワンタイムコードは省略されていません。`,
    more: 'RPAのIPアドレスや設定を変更した場合は、解除の申請もやり直してください。このお知らせは1日に1通までお送りします。',
    notYou:
      'お心当たりがない場合は、ほかの方がパスワードを知っているおそれがあります。すぐにサポートにご連絡ください。',
    page: { label: 'サービス一覧を開く', path: '/portal/apps' },
  }),
  'administrator-added': ({ shopName, maskedMember }) => ({
    title: 'ショップの管理者が追加されました',
    what: `ecforceの担当者が、${maskedMember}を${shopName}の管理者に追加しました。`,
    notYou: 'お心当たりがない場合は、すぐにサポートにご連絡ください。',
    page: { label: 'サービス一覧を開く', path: '/portal/apps' },
  }),
  'invitation-asked': ({ askedFor }) => ({
    title: '別のアカウントの依頼がありました',
    what: `このアカウントのパスワードを入力した方が、認証の画面で、ご自身のアカウントを希望されました（招待先：${askedFor}）。`,
    more: 'このアカウントを複数の方でお使いの場合は、1人1アカウントにすると、誰がいつ操作したかがわかります。招待するかどうかは、お使いのショップの管理者が決めます。',
    notYou:
      '招待先に心当たりがない場合は、ほかの方がパスワードを知っているおそれがあります。すぐにパスワードを再設定してください。',
    page: { label: 'サービス一覧を開く', path: '/portal/apps' },
  }),
  'member-invitation-asked': ({ askedFor, maskedMember, shopName }) => ({
    title: '招待の依頼がありました',
    what: `${shopName}のメンバー（${maskedMember}）のパスワードを入力した方が、ご自身のアカウントを希望されました（招待先：${askedFor}）。`,
    more: 'このアカウントは複数の方で使われている可能性があります。1人1アカウントにすると、誰がいつ操作したかがわかります。招待するかどうかは、メンバーの画面で決められます。',
    notYou: '招待先に心当たりがない場合は、招待せずに、メンバーご本人に確認してください。',
    page: { label: 'メンバーの画面を開く', path: '/portal/members' },
  }),
  'member-shared': ({ maskedMember, shopName, responsibleName, markedAt }, words) => ({
    title: '共有アカウントのご確認',
    what: `${shopName}のメンバー（${maskedMember}）は、複数の方で使うアカウントとして登録されています（${words.instant(markedAt)}から、責任者：${responsibleName ?? '不在'}）。`,
    more: '使っている方をご確認ください。1人1アカウントにすると、誰がいつ操作したかがわかります。不要になった場合は、メンバーの画面から終了日を決められます。',
    notYou: '責任者が異なる場合は、メンバーの画面で変更してください。',
    page: { label: 'メンバーの画面を開く', path: '/portal/members' },
  }),
  'membership-ending': ({ shopName, endsAt }, words) => ({
    title: 'アカウントの利用終了のお知らせ',
    what: `このアカウントでの${shopName}の利用は、${words.instant(endsAt)}に終了します。それ以降は、このアカウントで${shopName}の管理画面にログインできません。`,
    more: '引き続きお使いになる方は、ご自身のアカウントに届いた招待をご確認ください。',
    notYou: 'ご不明な点は、お使いのショップの管理者にお問い合わせください。',
    page: helpInJapanese,
  }),
  'member-retired': ({ maskedMember, shopName }) => ({
    title: 'メンバーの利用が終了しました',
    what: `設定された終了日になったため、${maskedMember}を${shopName}のメンバーから削除しました。`,
    notYou: 'もう一度お使いになる場合は、メンバーの画面から招待してください。',
    page: { label: 'メンバーの画面を開く', path: '/portal/members' },
  }),
  'member-retirement-failed': ({ maskedMember, shopName }) => ({
    title: 'メンバーの利用を終了できませんでした',
    what: `設定された終了日になりましたが、${maskedMember}は${shopName}の最後の管理者のため、削除しませんでした。`,
    more: 'ほかの方を管理者にしてから、もう一度終了日を決めてください。',
    notYou: 'ご不明な点は、サポートにご連絡ください。',
    page: { label: 'メンバーの画面を開く', path: '/portal/members' },
  }),
  'membership-added': ({ shopName }) => ({
    title: 'ショップのメンバーになりました',
    what: `あなたのアカウントが${shopName}のメンバーになりました。サービス一覧からご利用いただけます。`,
    notYou: askSupportInJapanese,
    page: resetInJapanese,
  }),
  'sessions-ended': () => ({
    title: 'ほかの端末のログアウト',
    what: 'ほかの端末がすべてログアウトしました。',
    notYou: resetAtOnceInJapanese,
    page: resetInJapanese,
  }),
  'session-evicted': () => ({
    title: '古いログインの終了',
    what: '同時にログインできる端末の数を超えたため、いちばん古いログインを終了しました。',
    more: 'その端末をお使いの場合は、もう一度ログインしてください。',
    notYou: resetAtOnceInJapanese,
    page: resetInJapanese,
  }),
  'legacy-app-dropped': () => ({
    title: '認証方法の変更',
    what: 'これまでショップの管理画面で使われていた認証アプリのコードは、ecforce accountsでは必要ありません。',
    more: '次からは、ログインのたびにメールでコードをお送りします。認証アプリは、プロフィールからいつでも登録できます。',
    notYou: askSupportInJapanese,
    page: { label: 'プロフィールを開く', path: '/portal/profile' },
  }),
}

const helpInEnglish = { label: 'Open the help', path: '/help' } as const
const resetInEnglish = { label: 'Reset the password', path: '/password-reset' } as const
const resetAtOnceInEnglish = 'Not you? Reset your password at once. That signs out all devices.'
const askSupportInEnglish = 'Not you? Reset your password, then contact support.'

const english: Tells = {
  ...robotNews.en,
  'new-device': () => ({
    title: 'sign-in from a new device',
    what: 'Somebody signed in to your account from a device or browser it has not seen before.',
    notYou: resetAtOnceInEnglish,
    page: resetInEnglish,
  }),
  'new-devices': ({ devices }) => ({
    title: `sign-ins from new devices (${devices.length})`,
    what: 'Since the last notice, somebody signed in to your account from these devices or browsers, which it has not seen before.',
    occurrences: devices,
    more: 'Several people use this account, so these notices come once in 24 hours. With one account each, you can see who did what.',
    notYou: 'Is one of them nobody of yours? Reset the password at once. That signs out all devices.',
    page: resetInEnglish,
  }),
  'wrong-code': () => ({
    title: 'right password, wrong code',
    what: 'The right password was entered, and then a wrong code.',
    notYou: 'Not you? Somebody else may know your password. Reset it at once.',
    page: resetInEnglish,
  }),
  'password-changed': () => ({
    title: 'your password was changed',
    what: 'Your password was changed, and all other devices were signed out.',
    notYou: resetAtOnceInEnglish,
    page: resetInEnglish,
  }),
  'password-reset': ({ heldUntil }, words) => ({
    title: 'your password was reset',
    what: 'Your password was reset by a mailed link, and all devices were signed out.',
    ...(heldUntil !== null && {
      more: `For safety, invitations and factor changes wait until ${words.instant(heldUntil)}. You can use your services meanwhile.`,
    }),
    notYou:
      'Not you? Somebody else may be reading this mailbox. Change its password first, then reset this one and contact support.',
    page: resetInEnglish,
  }),
  'claim-password-reset': () => ({
    title: 'your password was reset',
    what: 'Your password was reset by a mailed link. Sign in to ecforce accounts with the new one.',
    notYou:
      'Not you? Somebody else may be reading this mailbox. Change its password first, then reset this one and contact support.',
    page: resetInEnglish,
  }),
  'address-changed': ({ maskedAddress, revert }, words) => ({
    title: 'your address was changed',
    what: `The address of your account was changed to ${maskedAddress}. Notices go to the new address from now on.`,
    notYou: `Not you? Take your former address back here until ${words.instant(revert.until)}. Your ways of verifying will be what they were, too, and you choose a new password.`,
    page: { label: 'Take the former address back', path: `/address-change/revert#token=${revert.token}` },
  }),
  'address-confirmed': ({ maskedFormer }) => ({
    title: 'your address was changed',
    what: `This is the address of your account now (before: ${maskedFormer}). Sign in with it from now on.`,
    notYou: 'Not you? Contact support.',
    page: helpInEnglish,
  }),
  'address-reverted': ({ heldUntil }, words) => ({
    title: 'your former address was taken back',
    what: 'The address and the ways of verifying of your account are what they were, its password is changed, and all devices were signed out.',
    more: `For safety, invitations and factor changes wait until ${words.instant(heldUntil)}. You can use your services meanwhile.`,
    notYou:
      'Not you? Somebody else may be reading this mailbox. Change its password first, then reset this one and contact support.',
    page: resetInEnglish,
  }),
  'address-given-up': () => ({
    title: 'a change of address was undone',
    what: 'The account has its former address again; this address no longer signs in to it.',
    notYou: 'Not you? Contact support.',
    page: helpInEnglish,
  }),
  'factor-added': ({ factor }) => ({
    title: 'a way of verifying was added',
    what: `Your account can now be verified by ${factorNames.en[factor]}.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'factor-removed': ({ factor }) => ({
    title: 'a way of verifying was removed',
    what: `Your account can no longer be verified by ${factorNames.en[factor]}.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'factor-locked': ({ factor }) => ({
    title: 'a way of verifying was stopped',
    what: `After too many wrong codes in a row, your account cannot be verified by ${factorNames.en[factor]} at present.`,
    more: 'Sign in another way. If there is none, contact support.',
    notYou: 'Not you? Somebody else may know your password. Reset it at once.',
    page: resetInEnglish,
  }),
  'codes-stopped': ({ until }, words) => ({
    title: 'codes are not accepted for a while',
    what: 'After the right password, wrong codes were entered many times today.',
    more: `Until ${words.instant(until)} codes are accepted from the devices you have used before, and from no others.`,
    notYou: 'Not you? Somebody else may know your password. Reset it at once.',
    page: resetInEnglish,
  }),
  'factor-lift-asked': ({ factor, caseNumber, liftsAt }, words) => ({
    title: 'removal of a way of verifying was requested',
    what: `Support was asked to remove ${factorNames.en[factor]} from your account (case ${caseNumber}).`,
    more: `It will be removed at ${words.instant(liftsAt)}.`,
    notYou: 'Not you? Tell support the case number before that.',
    page: helpInEnglish,
  }),
  'member-factor-lift': ({ factor, caseNumber, liftsAt, maskedMember, shopName }, words) => ({
    title: 'a way of verifying of a member will be removed',
    what: `Support was asked to remove ${factorNames.en[factor]} from the account of ${maskedMember}, a member of ${shopName} (case ${caseNumber}).`,
    more: `It will be removed at ${words.instant(liftsAt)}.`,
    notYou: 'Did you not expect this? Tell support the case number before that, and it is cancelled.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'member-recovered': ({ heldUntil, maskedMember, shopName }, words) => ({
    title: 'the password of a member was reset',
    what: `The password of ${maskedMember}, a member of ${shopName}, was reset by mail.`,
    more: `Until ${words.instant(heldUntil)} this member cannot change ways of verifying or the address, nor invite anybody. Services can be used.`,
    notYou: 'Did you not expect this? Ask the member, and tell support if they did not do it.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'service-changed': ({ change, serviceName, shopName }) => ({
    title: 'the connection of a service was changed',
    what: `Staff of ecforce have ${serviceChanges.en[change]} "${serviceName}", a service of ${shopName}.`,
    notYou: 'Did you not expect this? Tell support at once.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'factor-lift-cancelled': ({ factor }) => ({
    title: 'removal of a way of verifying was cancelled',
    what: `The removal of ${factorNames.en[factor]} was cancelled. Nothing about your account has changed.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'factor-lifted': ({ factor }) => ({
    title: 'a way of verifying was removed',
    what: `As requested, ${factorNames.en[factor]} can no longer verify your account. You set up a new way at the next sign-in.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'recovery-codes-made': () => ({
    title: 'new recovery codes were made',
    what: 'New recovery codes were made. The former ones no longer work.',
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'recovery-code-used': ({ codesLeft }) => ({
    title: 'a recovery code was used',
    what: `A recovery code was used. Codes left: ${codesLeft}.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'recovery-codes-low': ({ codesLeft }) => ({
    title: 'few recovery codes are left',
    what: `Recovery codes left: ${codesLeft}.`,
    notYou: 'Did you not use them yourself? Reset your password, then contact support.',
    page: resetInEnglish,
  }),
  'robot-near-miss': ({ shopName, maskedMember, isElsewhere }) => ({
    title: isElsewhere ? 'robot sign-in from an unregistered address' : 'a robot was asked for a code',
    shop: shopName,
    what: isElsewhere
      ? `The right password of ${maskedMember} was typed at an address that is not registered. The one-time code was not waived.`
      : `The right password of ${maskedMember} was typed, but not everything that waives its one-time code holds. It was not waived.`,
    more: 'If the addresses or the set-up of your robot have changed, request its exemption anew. You get one such mail a day at the most.',
    notYou: 'Did you not expect this? Somebody else may know the password: tell support at once.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'administrator-added': ({ shopName, maskedMember }) => ({
    title: 'an administrator of your shop was added',
    what: `Staff of ecforce have made ${maskedMember} an administrator of ${shopName}.`,
    notYou: 'Did you not expect this? Tell support at once.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'invitation-asked': ({ askedFor }) => ({
    title: 'somebody asks for an account of their own',
    what: `Somebody entered the password of this account and, where its code is asked for, asked for an account of their own (to be invited: ${askedFor}).`,
    more: 'If several people use this account: with one each, you can see who did what. The administrators of your shop decide whether to invite.',
    notYou: 'Do you not know that address? Somebody else may know your password. Reset it at once.',
    page: { label: 'Open the portal', path: '/portal/apps' },
  }),
  'member-invitation-asked': ({ askedFor, maskedMember, shopName }) => ({
    title: 'somebody asks for an invitation',
    what: `Somebody who entered the password of ${maskedMember}, a member of ${shopName}, asks for an account of their own (to be invited: ${askedFor}).`,
    more: 'Several people may be using this account. With one each, you can see who did what. Whether to invite is decided on the page of the members.',
    notYou: 'Do you not know that address? Invite nobody, and ask the member.',
    page: { label: 'Open the members', path: '/portal/members' },
  }),
  'member-shared': ({ maskedMember, shopName, responsibleName, markedAt }, words) => ({
    title: 'an account that several people share',
    what: `${maskedMember}, a member of ${shopName}, is registered as shared by several people (since ${words.instant(markedAt)}; person responsible: ${responsibleName ?? 'nobody any more'}).`,
    more: 'Please look at who uses it. With one account each, you can see who did what. When it is not needed any more, choose on the page of the members when it ends.',
    notYou: 'Is somebody else responsible? Change it on the page of the members.',
    page: { label: 'Open the members', path: '/portal/members' },
  }),
  'membership-ending': ({ shopName, endsAt }, words) => ({
    title: 'this account is about to end',
    what: `This account’s use of ${shopName} ends at ${words.instant(endsAt)}. From then on you cannot enter the admin of ${shopName} by it.`,
    more: 'To go on, look for the invitation to an account of your own.',
    notYou: 'Ask an administrator of your shop if this is news to you.',
    page: helpInEnglish,
  }),
  'member-retired': ({ maskedMember, shopName }) => ({
    title: 'a member’s use has ended',
    what: `The day that was set has come: ${maskedMember} is no member of ${shopName} any more.`,
    notYou: 'To bring the member back, invite them on the page of the members.',
    page: { label: 'Open the members', path: '/portal/members' },
  }),
  'member-retirement-failed': ({ maskedMember, shopName }) => ({
    title: 'a member’s use could not be ended',
    what: `The day that was set has come, but ${maskedMember} is the last administrator of ${shopName} and was not removed.`,
    more: 'Make somebody else an administrator, then choose a day again.',
    notYou: 'Contact support if this is news to you.',
    page: { label: 'Open the members', path: '/portal/members' },
  }),
  'membership-added': ({ shopName }) => ({
    title: 'you are a member of another shop',
    what: `Your account is a member of ${shopName} now. Its services stand in your portal.`,
    notYou: askSupportInEnglish,
    page: resetInEnglish,
  }),
  'sessions-ended': () => ({
    title: 'other devices were signed out',
    what: 'All other devices were signed out of your account.',
    notYou: resetAtOnceInEnglish,
    page: resetInEnglish,
  }),
  'session-evicted': () => ({
    title: 'your oldest sign-in was ended',
    what: 'There were more sign-ins at once than an account can have, so the oldest was ended.',
    more: 'If you still use that device, sign in there again.',
    notYou: resetAtOnceInEnglish,
    page: resetInEnglish,
  }),
  'legacy-app-dropped': () => ({
    title: 'a change in how you verify',
    what: 'ecforce accounts does not ask for the codes of the authenticator app that you used in the shop admin.',
    more: 'From now on a code is mailed to you at every sign-in. You can set up an authenticator app in your profile at any time.',
    notYou: askSupportInEnglish,
    page: { label: 'Open the profile', path: '/portal/profile' },
  }),
}
