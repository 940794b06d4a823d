import type { Locale, Mail } from '@ecforce-accounts/core'
import { addressMail } from './address-mail.ts'
import { type Attachment, calendarFile } from './calendar.ts'
import { codeMail } from './code-mail.ts'
import { invitationMail } from './invitation-mail.ts'
import { type Letter, oneLine } from './letter.ts'
import { letterHtml } from './letter-html.ts'
import { letterText } from './letter-text.ts'
import { checkedUrl, type MailWords, mailWords } from './mail-words.ts'
import { noticeMail } from './notice-mail.ts'
import { resetMail } from './reset-mail.ts'
import { rolloutMail } from './rollout-mail.ts'

/**
 * How one kind of mail reads in one language: its facts and the common words in, a letter out, from which the text and
 * the HTML are made. Whoever lays mails out in a way of their own answers with both bodies instead, and then escapes
 * what stems from the facts (see `html`).
 */
export type MailTemplate<M extends Mail = Mail> = (mail: M, words: MailWords) => Letter | RenderedMail

/** One kind of mail in every language, as letters. */
export type TemplatesOfKind<M extends Mail> = Readonly<Record<Locale, (mail: M, words: MailWords) => Letter>>

type MailByKind = { readonly [M in Mail as M['kind']]: M }

/** Every kind of mail in every language. */
export type MailTemplates = { readonly [K in keyof MailByKind]: TemplatesOfKind<MailByKind[K]> }

/** Templates that stand in for those of `defaultTemplates`, on which they may build. */
export type TemplateOverrides = {
  readonly [K in keyof MailByKind]?: { readonly [L in Locale]?: MailTemplate<MailByKind[K]> }
}

export interface RenderMailOptions {
  /** Where the product lives, as an absolute URL. */
  readonly issuer: string
  /** An absolute URL. */
  readonly supportUrl?: string
  readonly templates?: TemplateOverrides
}

/** A mail in words. */
export interface RenderedMail {
  /** One line. */
  readonly subject: string
  readonly text: string
  /** A whole document. */
  readonly html: string
  /** Files that go along; none when it is left out. */
  readonly attachments?: readonly Attachment[]
}

/** The words that come with the product. */
export const defaultTemplates: MailTemplates = {
  code: codeMail,
  notice: noticeMail,
  reset: resetMail,
  rollout: rolloutMail,
  address: addressMail,
  invitation: invitationMail,
}

/** The mail as it would be sent: for sending, and for hosts that want to see it first. */
export function renderMail(mail: Mail, options: RenderMailOptions): RenderedMail {
  const supportUrl = options.supportUrl === undefined ? null : checkedUrl('supportUrl', options.supportUrl)
  const words = mailWords(mail.locale, checkedUrl('issuer', options.issuer), supportUrl)
  const written = templateFor(mail.kind, mail.locale, options.templates ?? {})(mail, words)
  const subject = oneLine(written.subject)
  if ('html' in written) return { ...written, subject }
  const bodies = { subject, text: letterText(written, words), html: letterHtml(written, words) }
  return written.calendar ? { ...bodies, attachments: [calendarFile(written.calendar)] } : bodies
}

function templateFor<K extends keyof MailByKind>(
  kind: K,
  locale: Locale,
  overrides: TemplateOverrides,
): MailTemplate<MailByKind[K]> {
  return overrides[kind]?.[locale] ?? defaultTemplates[kind][locale]
}
