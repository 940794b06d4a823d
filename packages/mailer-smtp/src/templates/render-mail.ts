import type { Locale, Mail } from '@ecforce-accounts/core'
import { codeMailTemplates } from './code-mail.ts'
import { checkedUrl, type MailWords, mailWords } from './mail-words.ts'

/** How one kind of mail reads in one language: its facts and the common words in, strings out. */
export interface MailTemplate<M extends Mail = Mail> {
  /** One line. */
  subject(mail: M, words: MailWords): string
  text(mail: M, words: MailWords): string
  /** A whole document; whatever stems from the facts must be escaped (see `html`). */
  html(mail: M, words: MailWords): string
}

type MailOf<K extends Mail['kind']> = Extract<Mail, { readonly kind: K }>

/** A template for every kind of mail in every language. */
export type MailTemplates = { readonly [K in Mail['kind']]: Readonly<Record<Locale, MailTemplate<MailOf<K>>>> }

/** Any part of any template, to stand in for the one of `defaultTemplates`. */
export type TemplateOverrides = {
  readonly [K in Mail['kind']]?: { readonly [L in Locale]?: Partial<MailTemplate<MailOf<K>>> }
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
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The words that come with the product. */
export const defaultTemplates: MailTemplates = { code: codeMailTemplates }

/** The mail as it would be sent: for sending, and for hosts that want to see it first. */
export function renderMail(mail: Mail, options: RenderMailOptions): RenderedMail {
  const supportUrl = options.supportUrl === undefined ? null : checkedUrl('supportUrl', options.supportUrl)
  const words = mailWords(mail.locale, checkedUrl('issuer', options.issuer), supportUrl)
  switch (mail.kind) {
    case 'code': {
      const { locale } = mail
      return fill({ ...defaultTemplates.code[locale], ...options.templates?.code?.[locale] }, mail, words)
    }
  }
}

function fill<M extends Mail>(template: MailTemplate<M>, mail: M, words: MailWords): RenderedMail {
  return { subject: template.subject(mail, words), text: template.text(mail, words), html: template.html(mail, words) }
}
