import type { SMTPPoolOptions } from 'nodemailer'
import { connectionError, deliveryError } from './delivery-outcome.ts'
import type { SmtpServer } from './smtp-url.ts'

/** A mail ready to be sent: one recipient, everything validated. */
export interface Letter {
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo: string | null
  /** The recipient as SMTP wants it. */
  readonly to: string
  /** Without angle brackets. */
  readonly messageId: string
  readonly date: Date
  readonly language: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachments?: readonly { readonly name: string; readonly type: string; readonly content: string }[]
}

export interface TransportLimits {
  readonly connections: number
  readonly connectMilliseconds: number
  readonly silenceMilliseconds: number
  readonly wholeMilliseconds: number
}

/** A few connections to one SMTP server, opened when they are first needed. */
export interface SmtpTransport {
  /** Resolves on 250; rejects as the mailer port says. */
  deliver(letter: Letter): Promise<void>

  /** Resolves when the server greets, speaks TLS where it must, and takes the credentials. */
  verify(): Promise<void>

  /** Ends idle connections now, busy ones after their mail; what waits in line is rejected as not accepted. */
  close(): void
}

/** Opens the pool; this is the one file that knows nodemailer. */
export async function openSmtpTransport(server: SmtpServer, limits: TransportLimits): Promise<SmtpTransport> {
  const { createTransport } = await import('nodemailer')
  const options: SMTPPoolOptions & { pool: true } = {
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'required',
    ignoreTLS: server.tls === 'none',
    tls: { minVersion: 'TLSv1.2' },
    ...(server.credentials && {
      auth: { user: server.credentials.user, pass: server.credentials.password },
      // Credentials that the server never asks for are a setting gone wrong, not a reason to go on without.
      forceAuth: true,
    }),
    maxConnections: limits.connections,
    // A pooled connection the server has dropped meanwhile: once more, and only while no byte of the mail was read.
    maxRequeues: 1,
    idleTimeout: 30_000,
    connectionTimeout: limits.connectMilliseconds,
    greetingTimeout: limits.connectMilliseconds,
    dnsTimeout: limits.connectMilliseconds,
    socketTimeout: limits.silenceMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
    maxRecipients: 1,
  }
  const transporter = createTransport(options)

  const ended = new WeakSet<AbortSignal>()
  transporter.use('stream', (mail, done) => {
    const { signal } = mail.data
    mail.message.processFunc((message) => {
      // The connection reads this very stream; its end is followed by the final dot, nothing else is.
      message.once('end', () => signal && ended.add(signal))
      return message
    })
    done()
  })

  return {
    async deliver(letter) {
      const signal = AbortSignal.timeout(limits.wholeMilliseconds)
      // Addresses go in as objects, which nodemailer does not parse again.
      const to = { name: '', address: letter.to }
      try {
        await transporter.sendMail({
          envelope: { from: { name: '', address: letter.from.address }, to: [to] },
          from: letter.from,
          to,
          ...(letter.replyTo !== null && { replyTo: { name: '', address: letter.replyTo } }),
          messageId: `<${letter.messageId}>`,
          date: letter.date,
          subject: letter.subject,
          text: letter.text,
          html: letter.html,
          attachments: (letter.attachments ?? []).map(({ name, type, content }) => ({
            filename: name,
            contentType: type,
            content,
          })),
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.language },
          signal,
        })
      } catch (failure) {
        throw deliveryError(failure, ended.has(signal))
      }
    },

    async verify() {
      try {
        await transporter.verify()
      } catch (failure) {
        throw connectionError(failure)
      }
    },

    close() {
      transporter.close()
    },
  }
}
