import type { ResetMail, ResetRefusal } from '@ecforce-accounts/core'
import { type Block, button, heading, paragraph, smallPrint } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import type { TemplatesOfKind } from './render-mail.ts'

/** Answers who asked for a new password: by a link, or by why there is none. */
export const resetMail: TemplatesOfKind<ResetMail> = {
  ja: (mail, words) => ({
    subject: '【ecforce accounts】パスワード再設定のご案内',
    preheader: `${words.instant(mail.attempt.at)}に受け付けました。`,
    blocks: [
      heading('パスワードの再設定'),
      paragraph('パスワード再設定のご依頼を受け付けました。'),
      paragraph(`${words.instant(mail.attempt.at)}に${words.whence(mail.attempt)}から操作がありました。`),
      ...(mail.outcome === 'link'
        ? [
            paragraph(
              `次のページで新しいパスワードを設定してください（${words.instant(mail.validUntil)}まで有効です。発行から30分間）。`,
            ),
            button('新しいパスワードを設定する', resetPage(mail.token, words)),
            smallPrint('お心当たりがない場合、手続きは不要です。パスワードは変わりません。'),
          ]
        : refusal(mail.because.map(inJapanese), '現在、このメールアドレスではパスワードを再設定できません。')),
    ],
  }),

  en: (mail, words) => ({
    subject: 'Reset your ecforce accounts password',
    preheader: `Requested at ${words.instant(mail.attempt.at)}.`,
    blocks: [
      heading('Reset your password'),
      paragraph('We received a request to reset your password.'),
      paragraph(`It came at ${words.instant(mail.attempt.at)} from ${words.whence(mail.attempt)}.`),
      ...(mail.outcome === 'link'
        ? [
            paragraph(`Choose a new one here within 30 minutes, until ${words.instant(mail.validUntil)}.`),
            button('Choose a new password', resetPage(mail.token, words)),
            smallPrint('If it was not you, do nothing; your password stays as it is.'),
          ]
        : refusal(mail.because.map(inEnglish), 'The password of this address cannot be reset at present.')),
    ],
  }),
}

/** The token stands behind the `#`: no server on the way is sent it. */
function resetPage(token: string, words: MailWords): string {
  return words.page(`/password-reset#token=${token}`)
}

function refusal(reasons: readonly string[], lead: string): Block[] {
  return [paragraph(lead), ...[...new Set(reasons)].map(paragraph)]
}

function inJapanese(refused: ResetRefusal): string {
  switch (refused.reason) {
    case 'suspended':
      return 'このアカウントは停止されています。サポートにご連絡ください。'
    case 'moved':
      return 'このメールアドレスのアカウントは、別のメールアドレスに変更されています。お心当たりがない場合は、変更のときにお送りしたメールから元に戻してください。'
    case 'not_announced':
      return `${refused.shopName}はまだ切り替え前です。従来のログイン画面から再設定してください。切り替えの日程は、あらためてお知らせします。`
    case 'held':
      return `${refused.shopName}では、このメールアドレスの利用の確認が済んでいません。ショップの管理者に確認をご依頼ください。`
    case 'not_invited':
      return `${refused.shopName}を利用するには招待が必要です。ショップの管理者に招待メールの送信をご依頼ください。`
  }
}

function inEnglish(refused: ResetRefusal): string {
  switch (refused.reason) {
    case 'suspended':
      return 'This account is suspended. Please contact support.'
    case 'moved':
      return 'The account of this address was moved to another one. If that was not you, take it back by the mail we sent when it was moved.'
    case 'not_announced':
      return `${refused.shopName} has not been switched yet. Please reset on its present sign-in page; we will tell you the date.`
    case 'held':
      return `${refused.shopName} has not confirmed this address yet. Please ask its administrator to confirm it.`
    case 'not_invited':
      return `${refused.shopName} needs to invite you first. Please ask its administrator for an invitation mail.`
  }
}
