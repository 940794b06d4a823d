import type { AddressMail } from '@ecforce-accounts/core'
import { button, heading, paragraph, smallPrint } from './letter.ts'
import type { TemplatesOfKind } from './render-mail.ts'

/** Goes to the mailbox that is to be an account's: the link that confirms it, or that it is taken. */
export const addressMail: TemplatesOfKind<AddressMail> = {
  ja: (mail, words) => ({
    subject: '【ecforce accounts】メールアドレスの確認',
    preheader: `${words.instant(mail.attempt.at)}に受け付けました。`,
    blocks: [
      heading('メールアドレスの確認'),
      paragraph('このメールアドレスを、ecforce accountsのアカウントで使うお申し込みがありました。'),
      paragraph(`${words.instant(mail.attempt.at)}に${words.whence(mail.attempt)}から操作がありました。`),
      ...(mail.outcome === 'link'
        ? [
            paragraph(
              `お申し込みになったブラウザーで次のページを開き、変更を確定してください（${words.instant(mail.validUntil)}まで有効です）。`,
            ),
            button('メールアドレスを確定する', words.page(`/address-change#token=${mail.token}`)),
            smallPrint('お心当たりがない場合、手続きは不要です。このメールアドレスは使われません。'),
          ]
        : [
            paragraph('このメールアドレスは、すでにecforce accountsのアカウントで使われているため、変更できません。'),
            smallPrint('お心当たりがない場合、手続きは不要です。お使いのアカウントは変わりません。'),
          ]),
    ],
  }),

  en: (mail, words) => ({
    subject: 'Confirm your address for ecforce accounts',
    preheader: `Requested at ${words.instant(mail.attempt.at)}.`,
    blocks: [
      heading('Confirm your address'),
      paragraph('Somebody asked to use this address for an account of ecforce accounts.'),
      paragraph(`It was asked at ${words.instant(mail.attempt.at)} from ${words.whence(mail.attempt)}.`),
      ...(mail.outcome === 'link'
        ? [
            paragraph(
              `Open this page in the browser in which you asked, and confirm the change (valid until ${words.instant(mail.validUntil)}).`,
            ),
            button('Confirm the address', words.page(`/address-change#token=${mail.token}`)),
            smallPrint('If it was not you, do nothing; the address will not be used.'),
          ]
        : [
            paragraph('The address belongs to an account of ecforce accounts already, so it cannot be taken.'),
            smallPrint('If it was not you, do nothing; your account stays as it is.'),
          ]),
    ],
  }),
}
