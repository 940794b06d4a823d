export { type SmtpMailer, type SmtpMailerOptions, type SmtpTimeouts, smtpMailer } from './smtp-mailer.ts'
export { codeMailTemplates } from './templates/code-mail.ts'
export { escapeHtml, type Html, html } from './templates/html.ts'
export {
  codeRow,
  footerLine,
  headingRow,
  type LetterSheet,
  letterHtml,
  paragraphRow,
} from './templates/letter.ts'
export { type MailWords, mailWords } from './templates/mail-words.ts'
export {
  defaultTemplates,
  type MailTemplate,
  type MailTemplates,
  type RenderedMail,
  type RenderMailOptions,
  renderMail,
  type TemplateOverrides,
} from './templates/render-mail.ts'
