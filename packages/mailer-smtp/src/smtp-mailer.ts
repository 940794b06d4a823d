import {
  AccountsError,
  type Clock,
  ConfigurationError,
  type EmailKey,
  type Mailer,
  parseEmailAddress,
  smtpPath,
  systemClock,
} from '@ecforce-accounts/core'
import { openSmtpTransport, type SmtpTransport } from './smtp-transport.ts'
import { readSmtpUrl } from './smtp-url.ts'
import { checkedUrl } from './templates/mail-words.ts'
import { renderMail, type TemplateOverrides } from './templates/render-mail.ts'

export interface SmtpMailerOptions {
  /**
   * `smtp://user:password@host:587`, which must offer STARTTLS unless the host is loopback (then plain), or
   * `smtps://…:465`. Certificates are always checked.
   */
  readonly url: string
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo?: string
  /** Words of the host's own, for any kind, language and part; what is left out stays as it is. */
  readonly templates?: TemplateOverrides
  /** Where the product lives, as an absolute URL; mails tell readers to enter codes there alone. */
  readonly issuer: string
  /** An absolute URL. */
  readonly supportUrl?: string
  /** Speaks to a server that is not loopback without TLS when it offers none: codes can be read on the way. */
  readonly allowPlaintext?: boolean
  /** How many connections at most, 3 by default. */
  readonly connections?: number
  readonly timeouts?: SmtpTimeouts
  /** For the Date header; the machine's own by default. */
  readonly clock?: Clock
}

export interface SmtpTimeouts {
  /** For the name, the connection and the greeting each; 10 by default. */
  readonly connectSeconds?: number
  /** Without a word from the server; 30 by default. */
  readonly silenceSeconds?: number
  /** For one mail from `send` to its answer, waiting for a connection included; 45 by default: less than the minute a mail is held for. */
  readonly wholeSeconds?: number
}

/** A mailer with the connections it holds. */
export interface SmtpMailer extends Mailer {
  /** Resolves when the server can be reached and takes the credentials; sends nothing. */
  verify(): Promise<void>

  /** Ends idle connections now and busy ones after their mail. Mails sent from then on are not accepted. */
  close(): void
}

/**
 * The mailer port over SMTP. Connects on first use and keeps a few connections.
 *
 * One mail has one recipient, in the envelope and in its header: the canonical key it was given, and nothing that is
 * not one. Throws `ConfigurationError` when a setting cannot be used.
 */
export function smtpMailer(options: SmtpMailerOptions): SmtpMailer {
  const server = readSmtpUrl(options.url, options.allowPlaintext ?? false)
  const from = { name: checkedName(options.from.name), address: checkedPath('from.address', options.from.address) }
  const replyTo = options.replyTo === undefined ? null : checkedPath('replyTo', options.replyTo)
  const clock = options.clock ?? systemClock
  const rendering = {
    issuer: checkedUrl('issuer', options.issuer),
    ...(options.supportUrl !== undefined && { supportUrl: checkedUrl('supportUrl', options.supportUrl) }),
    ...(options.templates && { templates: options.templates }),
  }
  const limits = {
    connections: positive('connections', options.connections ?? 3),
    connectMilliseconds: 1000 * positive('timeouts.connectSeconds', options.timeouts?.connectSeconds ?? 10),
    silenceMilliseconds: 1000 * positive('timeouts.silenceSeconds', options.timeouts?.silenceSeconds ?? 30),
    wholeMilliseconds: 1000 * positive('timeouts.wholeSeconds', options.timeouts?.wholeSeconds ?? 45),
  }

  let opened: Promise<SmtpTransport> | null = null
  let closed = false
  function transport(): Promise<SmtpTransport> {
    if (closed) throw new AccountsError('mail_failed', 'the mailer was closed')
    opened ??= openSmtpTransport(server, limits)
    return opened
  }

  return {
    async send(mail, messageId) {
      const to = recipientPath(mail.to)
      if (!/^[^\s<>@]{1,128}@[a-zA-Z0-9.-]{1,253}$/.test(messageId)) throw new TypeError('the Message-ID must read x@y')

      const rendered = renderMail(mail, rendering)
      const date = new Date(clock.now())
      const connections = await transport()
      await connections.deliver({ from, replyTo, to, messageId, date, language: mail.locale, ...rendered })
    },

    async verify() {
      const connections = await transport()
      await connections.verify()
    },

    close() {
      closed = true
      // A transport that never opened has nothing to close, and whoever asked for it has been told so.
      opened?.then(
        (connections) => connections.close(),
        () => undefined,
      )
    },
  }
}

/** A key as SMTP wants it; a caller who passes anything but a canonical key has skipped the parse. */
function recipientPath(key: EmailKey): string {
  const parsed = parseEmailAddress(key)
  if (!parsed.ok || parsed.address.key !== key) throw new TypeError('mail goes to one canonical address alone')
  return smtpPath(key)
}

function checkedPath(setting: string, text: string): string {
  const parsed = parseEmailAddress(text)
  if (!parsed.ok) throw new ConfigurationError(setting, 'must be one mail address')
  return smtpPath(parsed.address.key)
}

function checkedName(name: string): string {
  if (/\p{Cc}/u.test(name)) throw new ConfigurationError('from.name', 'must not hold control characters')
  return name
}

function positive(setting: string, value: number): number {
  if (!Number.isFinite(value) || value <= 0) throw new ConfigurationError(setting, 'must be above zero')
  return value
}
