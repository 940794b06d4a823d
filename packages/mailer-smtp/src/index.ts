export { type SmtpMailer, type SmtpMailerOptions, type SmtpTimeouts, smtpMailer } from './smtp-mailer.ts'
export { type Attachment, type CalendarNote, calendarFile } from './templates/calendar.ts'
export { escapeHtml, type Html, html } from './templates/html.ts'
export {
  type Block,
  button,
  code,
  type Fact,
  facts,
  heading,
  type Letter,
  link,
  list,
  note,
  paragraph,
  smallPrint,
  steps,
} from './templates/letter.ts'
export { letterHtml } from './templates/letter-html.ts'
export { letterText } from './templates/letter-text.ts'
export { type MailWords, mailWords, type Whence } from './templates/mail-words.ts'
export {
  defaultTemplates,
  type MailTemplate,
  type MailTemplates,
  type RenderedMail,
  type RenderMailOptions,
  renderMail,
  type TemplateOverrides,
  type TemplatesOfKind,
} from './templates/render-mail.ts'
