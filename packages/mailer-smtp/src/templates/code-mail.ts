import type { CodeMail } from '@ecforce-accounts/core'
import { code, heading, paragraph, smallPrint } from './letter.ts'
import type { TemplatesOfKind } from './render-mail.ts'

/** The mail that brings a one-time code. The code stands in its body alone, not where a locked screen shows it. */
export const codeMail: TemplatesOfKind<CodeMail> = {
  ja: (mail, words) => ({
    subject: `【ecforce accounts】ワンタイムコードのお知らせ（照合記号 ${mail.reference}）`,
    preheader: `照合記号：${mail.reference} ${words.instant(mail.validUntil)}まで有効です。`,
    blocks: [
      heading(mail.purpose === 'enrol' ? '二要素認証の登録' : 'ワンタイムコードの入力'),
      code('ワンタイムコード', mail.code),
      paragraph(`照合記号：${mail.reference}`),
      paragraph(`${words.instant(mail.validUntil)}まで有効です。`),
      paragraph(
        `${words.instant(mail.attempt.at)}に${words.whence(mail.attempt)}から${mail.purpose === 'step-up' ? '本人確認' : 'ログイン'}の操作がありました。`,
      ),
      paragraph(`コードは、アドレス欄が${words.issuerHost}の画面にだけ入力してください。`),
      smallPrint(
        'お心当たりがない場合は、コードを誰にも伝えず、パスワードを再設定してください。サポートがコードをお尋ねすることはありません。',
      ),
    ],
  }),

  en: (mail, words) => ({
    subject: `Your ecforce accounts one-time code (reference ${mail.reference})`,
    preheader: `Reference: ${mail.reference}. Valid until ${words.instant(mail.validUntil)}.`,
    blocks: [
      heading(mail.purpose === 'enrol' ? 'Set up two-step verification' : 'Enter your one-time code'),
      code('One-time code', mail.code),
      paragraph(`Reference: ${mail.reference}`),
      paragraph(`Valid until ${words.instant(mail.validUntil)}.`),
      paragraph(
        `${mail.purpose === 'step-up' ? 'Identity check' : 'Sign-in attempt'} at ${words.instant(mail.attempt.at)} from ${words.whence(mail.attempt)}.`,
      ),
      paragraph(`Enter the code only on a page whose address bar says ${words.issuerHost}.`),
      smallPrint('Not you? Tell nobody the code and reset your password. Support never asks for codes.'),
    ],
  }),
}
