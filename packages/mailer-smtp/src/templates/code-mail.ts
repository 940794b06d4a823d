import type { CodeMail, Locale } from '@ecforce-accounts/core'
import type { Html } from './html.ts'
import { codeRow, footerLine, headingRow, letterHtml, paragraphRow } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import type { MailTemplate } from './render-mail.ts'

/** The sentences of the code mail in one language, in the order in which they are read. */
interface CodeMailSentences {
  readonly subject: string
  readonly heading: string
  readonly codeLabel: string
  readonly reference: string
  readonly validity: string
  readonly attempt: string
  readonly enterOnlyThere: string
  readonly notYou: string
  readonly support: string
}

function inJapanese(mail: CodeMail, words: MailWords): CodeMailSentences {
  return {
    subject: `【ecforce accounts】ワンタイムコードのお知らせ（照合記号 ${mail.reference}）`,
    heading: mail.purpose === 'enrol' ? '二要素認証の登録' : 'ワンタイムコードの入力',
    codeLabel: 'ワンタイムコード：',
    reference: `照合記号：${mail.reference}`,
    validity: `${words.instant(mail.validUntil)}まで有効です。`,
    attempt: `${words.instant(mail.attempt.at)}に${words.whence(mail.attempt)}からログインの操作がありました。`,
    enterOnlyThere: `コードは、アドレス欄が${words.issuerHost}の画面にだけ入力してください。`,
    notYou:
      'お心当たりがない場合は、コードを誰にも伝えず、サポートにご連絡ください。サポートがコードをお尋ねすることはありません。',
    support: 'お問い合わせ：',
  }
}

function inEnglish(mail: CodeMail, words: MailWords): CodeMailSentences {
  return {
    subject: `Your ecforce accounts one-time code (reference ${mail.reference})`,
    heading: mail.purpose === 'enrol' ? 'Set up two-step verification' : 'Enter your one-time code',
    codeLabel: 'One-time code: ',
    reference: `Reference: ${mail.reference}`,
    validity: `Valid until ${words.instant(mail.validUntil)}.`,
    attempt: `Sign-in attempt at ${words.instant(mail.attempt.at)} from ${words.whence(mail.attempt)}.`,
    enterOnlyThere: `Enter the code only on a page whose address bar says ${words.issuerHost}.`,
    notYou: 'Not you? Tell nobody the code, and let support know. Support never asks for codes.',
    support: 'Support: ',
  }
}

function codeMailTemplate(say: (mail: CodeMail, words: MailWords) => CodeMailSentences): MailTemplate<CodeMail> {
  return {
    subject: (mail, words) => say(mail, words).subject,

    text(mail, words) {
      const s = say(mail, words)
      const support = words.supportUrl === null ? [] : [`${s.support}${words.supportUrl}`]
      return [
        s.heading,
        `${s.codeLabel}${mail.code}\n${s.reference}\n${s.validity}`,
        s.attempt,
        s.enterOnlyThere,
        s.notYou,
        ['ecforce accounts', ...support].join('\n'),
      ]
        .join('\n\n')
        .concat('\n')
    },

    html(mail, words) {
      const s = say(mail, words)
      const rows: Html[] = [
        headingRow(s.heading),
        codeRow(s.codeLabel, mail.code),
        paragraphRow(s.reference),
        paragraphRow(s.validity),
        paragraphRow(s.attempt),
        paragraphRow(s.enterOnlyThere),
        paragraphRow(s.notYou),
      ]
      return letterHtml({
        locale: words.locale,
        title: s.subject,
        preheader: `${s.reference} ${s.validity}`,
        rows,
        footer: words.supportUrl === null ? [] : [footerLine(s.support, words.supportUrl)],
      })
    },
  }
}

/** The mail that brings a one-time code. The code stands in its body alone, not where a locked screen shows it. */
export const codeMailTemplates: Readonly<Record<Locale, MailTemplate<CodeMail>>> = {
  ja: codeMailTemplate(inJapanese),
  en: codeMailTemplate(inEnglish),
}
