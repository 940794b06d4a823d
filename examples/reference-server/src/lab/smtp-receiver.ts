import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Envelope } from './received-mail.ts'
import { hasEnvelopeSyntax, recipientKey } from './recipient.ts'

/**
 * What happens to a mail at its DATA command.
 *
 * - `accept`: taken, answered 250.
 * - `reject-4xx`, `reject-5xx`: read, not taken, answered 451 or 554.
 * - `drop-after-data`: taken, and the connection cut instead of the answer: the sender cannot know.
 * - `drop-before-data`: the connection cut before a byte of the mail was asked for; not taken.
 */
export type Behaviour = 'accept' | 'reject-4xx' | 'reject-5xx' | 'drop-after-data' | 'drop-before-data'

export interface SmtpReceiverOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** The reply code (400 to 599) that refuses a recipient, or `null`. Asked with the lookup key. */
  readonly refuse: (address: string) => number | null
  /** Asked once per DATA command. */
  readonly behaviour: () => Behaviour
  /** Resolves when the mail is kept; its rejection is answered 554. */
  readonly take: (raw: Uint8Array, envelope: Envelope) => Promise<void>
}

export interface SmtpReceiver {
  readonly port: number
  /** Cuts the open connections and frees the port. */
  close(): Promise<void>
}

const maxMailBytes = 10 * 1024 * 1024

/** Listens for SMTP without authentication or TLS. */
export async function startSmtpReceiver(options: SmtpReceiverOptions): Promise<SmtpReceiver> {
  const sockets = new Map<string, Socket>()

  const server = new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'ecforce accounts lab',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: maxMailBytes,
    rejectOversized: true,
    // The strict mode refuses `"a..b"@`, quotes or not; hasEnvelopeSyntax tells the two apart.
    lenientAddressParsing: true,

    onRcptTo({ address }, _session, callback) {
      if (!hasEnvelopeSyntax(address)) return callback(reply(553, 'the local part must be quoted'))
      const code = options.refuse(recipientKey(address))
      return callback(code === null ? null : reply(code, 'this mailbox takes no mail'))
    },

    onData(stream, session, callback) {
      const behaviour = options.behaviour()
      const cut = () => sockets.get(peer(session))?.destroy()
      if (behaviour === 'drop-before-data') return void cut()

      receive(stream, session).then((outcome) => {
        if (behaviour === 'drop-after-data') cut()
        callback(outcome)
      }, callback)

      async function receive(from: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<Error | null> {
        const chunks: Buffer[] = []
        for await (const chunk of from) if (!from.sizeExceeded) chunks.push(chunk)

        if (from.sizeExceeded) return reply(552, 'the mail is too large')
        if (behaviour === 'reject-4xx') return reply(451, 'try again later')
        if (behaviour === 'reject-5xx') return reply(554, 'not taken')
        try {
          await options.take(Buffer.concat(chunks), {
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
          })
          return null
        } catch (cause) {
          return reply(554, `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`)
        }
      }
    },
  })

  server.server.on('connection', (socket: Socket) => {
    const key = peer(socket)
    sockets.set(key, socket)
    socket.once('close', () => sockets.delete(key))
  })

  // A sender that vanishes half-way (ECONNRESET) is everyday life for a mailbox, not a reason to end the process.
  // A port in use reaches the listener as well, where `once` rejects with it.
  server.on('error', () => undefined)
  const listener = server.listen(options.port, options.host)
  await once(listener, 'listening')

  return {
    port: (listener.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets.values()) socket.destroy()
      }),
  }
}

function peer({ remoteAddress, remotePort }: Pick<Socket | SMTPServerSession, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress}:${remotePort}`
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
