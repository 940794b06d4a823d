import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly recipients: readonly string[]
  readonly raw: string
  readonly mail: Email
}

export interface ReceivingServer {
  readonly port: number
  readonly url: string
  /** What was answered with 250, in that order. */
  readonly received: readonly ReceivedMail[]
  /** The RCPT TO commands, byte for byte. */
  readonly recipientCommands: readonly string[]
  /** How many connections were ever opened. */
  readonly connections: number
  /** Cuts every connection, as a crash would. */
  cut(): void
  close(): Promise<void>
}

export interface Behaviour extends SMTPServerOptions {
  /** Comes after the whole message was read; what it throws is the reply, what it never resolves is silence. */
  readonly onMessage?: (count: number) => Promise<void> | void
}

/** A real SMTP server on loopback that keeps what it accepts. */
export async function receivingServer({ onMessage, ...options }: Behaviour = {}): Promise<ReceivingServer> {
  const received: ReceivedMail[] = []
  const wire: string[] = []
  let connections = 0
  let messages = 0
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    // Strict parsing refuses two dots in a row even where they are quoted, as RFC 5321 wants them.
    lenientAddressParsing: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    logger: false,
    async onData(stream, session, answer) {
      try {
        const raw = await buffer(stream)
        messages += 1
        await onMessage?.(messages)
        const text = raw.toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          recipients: rcptTo.map(({ address }) => address),
          raw: text,
          mail: await PostalMime.parse(text),
        })
        answer()
      } catch (error) {
        answer(error instanceof Error ? error : new Error('refused'))
      }
    },
    ...options,
  })
  server.server.on('connection', (socket) => {
    connections += 1
    // The client is silent until it is greeted, so nothing is read before the server listens too.
    socket.on('data', (chunk: Buffer) => wire.push(chunk.toString('latin1')))
  })
  // Clients that vanish are what the tests are about.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.server.address() as AddressInfo

  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    get recipientCommands() {
      return wire.join('').match(/^RCPT TO:.*(?=\r\n)/gim) ?? []
    },
    get connections() {
      return connections
    },
    cut() {
      for (const connection of server.connections) connection._socket.destroy()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A reply of the server's choosing. */
export function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
