import { EventEmitter } from 'node:events'
import { type Authenticator, newAuthenticator } from './authenticator.ts'
import type { SampleMails } from './mail-preview-routes.ts'
import { startMailboxHttp } from './mailbox-http.ts'
import { isAddressedTo, type ReceivedMail, readMail } from './received-mail.ts'
import { type Behaviour, startSmtpReceiver } from './smtp-receiver.ts'

export type { Envelope, ReceivedMail } from './received-mail.ts'
export type { Behaviour } from './smtp-receiver.ts'

export interface MailboxOptions {
  /** Port of the page and of `/messages`; 0 takes a free one. */
  readonly httpPort: number
  /** Default 0: a free one. */
  readonly smtpPort?: number
  /** Mails hold codes: nothing but loopback is listened on. */
  readonly host: '127.0.0.1'
  /** Milliseconds since the epoch, for `receivedAt`. */
  readonly now: () => number
  /**
   * The SMTP reply code, such as 550, that refuses a recipient, or `null` to take it.
   * Asked at RCPT with the address unquoted and in lower case.
   */
  readonly refuse?: (address: string) => number | null
  /** Where the server is whose mails these are, for links between the pages. Default: nobody's in particular. */
  readonly accounts?: string
  /** What the preview page shows. Default: nothing. */
  readonly sampleMails?: SampleMails
}

export interface Mailbox {
  /** `smtp://127.0.0.1:port` */
  readonly smtpUrl: string
  /** `http://127.0.0.1:port` */
  readonly httpUrl: string
  /** The app that lies beside it. */
  readonly authenticator: Authenticator
  /** The mails kept, newest first; those of one recipient, in whatever spelling of the address, when one is given. */
  messages(to?: string): readonly ReceivedMail[]
  /** Calls the listener for every mail from now on, after it is kept and before its sender has the 250. Returns the way to stop. */
  on(event: 'message', listener: (mail: ReceivedMail) => void): () => void
  /**
   * Replaces how mails are treated at DATA. `decide` is asked once per DATA command; the index counts from 0 since
   * this call. Without it everything is accepted.
   */
  behave(decide: (index: number) => Behaviour): void
  /** Forgets every mail. */
  clear(): void
  /** Cuts the connections and frees both ports. */
  close(): Promise<void>
}

const keptMails = 500

/**
 * Starts a mailbox for demonstrations and tests: an SMTP receiver that keeps the last 500 mails in memory, and their page
 * and JSON over HTTP. Both listen once the promise resolves; a port in use rejects it and leaves nothing open.
 */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  if (options.host !== '127.0.0.1') throw new TypeError('the mailbox listens on 127.0.0.1 only')

  const arrivals = new EventEmitter<{ message: [ReceivedMail] }>()
  let kept: readonly ReceivedMail[] = []
  let revision = 0
  let lastId = 0
  let dataCommands = 0
  let decide: (index: number) => Behaviour = () => 'accept'

  const messages = (to?: string) => (to === undefined ? kept : kept.filter((mail) => isAddressedTo(mail, to)))
  const clear = () => {
    kept = []
    revision += 1
  }

  const smtp = await startSmtpReceiver({
    host: options.host,
    port: options.smtpPort ?? 0,
    refuse: options.refuse ?? (() => null),
    behaviour: () => decide(dataCommands++),
    async take(raw, envelope) {
      const receivedAt = new Date(options.now()).toISOString()
      const parsed = await readMail(raw, { id: '', receivedAt, envelope })
      // The number is given after the only wait, so that numbers and order agree however many arrive at once.
      lastId += 1
      const mail = { ...parsed, id: String(lastId) }
      kept = [mail, ...kept].slice(0, keptMails)
      revision += 1
      arrivals.emit('message', mail)
    },
  })

  const startedAt = options.now()
  const authenticator = newAuthenticator(options.now)
  const http = await startMailboxHttp({
    host: options.host,
    port: options.httpPort,
    accounts: options.accounts ?? null,
    now: options.now,
    authenticator,
    sampleMails: options.sampleMails ?? (() => []),
    messages,
    clear,
    version: () => `${startedAt}-${revision}`,
  }).catch(async (error: unknown) => {
    await smtp.close()
    throw error
  })

  return {
    smtpUrl: `smtp://${options.host}:${smtp.port}`,
    httpUrl: `http://${options.host}:${http.port}`,
    authenticator,
    messages,
    on(event, listener) {
      arrivals.on(event, listener)
      return () => void arrivals.off(event, listener)
    },
    behave(next) {
      decide = next
      dataCommands = 0
    },
    clear,
    async close() {
      await Promise.all([smtp.close(), http.close()])
    },
  }
}
