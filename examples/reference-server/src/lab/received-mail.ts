import PostalMime, { decodeWords } from 'postal-mime'
import { recipientKey } from './recipient.ts'

/** A mail the mailbox has taken, as `GET /messages` shows it. */
export interface ReceivedMail {
  /** Rises by one with every mail since the start; never given twice. */
  readonly id: string
  /** Envelope recipients as lookup keys (unquoted, lower case), comma-separated when there are several. */
  readonly to: string
  /** Address of the From header, else the envelope's sender. */
  readonly from: string
  /** Decoded; empty when the mail has none. */
  readonly subject: string
  /** Empty when the mail has no such part. */
  readonly text: string
  /** Empty when the mail has no such part. */
  readonly html: string
  /** ISO 8601, by the clock given at the start. */
  readonly receivedAt: string
  /** Lower-case names, encoded words decoded; a repeated header is joined by a line break. */
  readonly headers: Readonly<Record<string, string>>
  readonly envelope: Envelope
}

/** The addresses as the SMTP commands gave them, quotes included; a domain is shown in Unicode. */
export interface Envelope {
  readonly from: string
  readonly to: readonly string[]
}

export interface Arrival {
  readonly id: string
  readonly receivedAt: string
  readonly envelope: Envelope
}

/** Rejects when the bytes are not a mail that can be read, for example one nested hundreds of parts deep. */
export async function readMail(raw: Uint8Array, arrival: Arrival): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw)
  const headers = new Map<string, string>()
  for (const { key, value } of mail.headers) {
    const before = headers.get(key)
    const decoded = decodeWords(value)
    headers.set(key, before === undefined ? decoded : `${before}\n${decoded}`)
  }

  return {
    id: arrival.id,
    to: arrival.envelope.to.map(recipientKey).join(', '),
    from: mail.from?.address ?? arrival.envelope.from,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    receivedAt: arrival.receivedAt,
    headers: Object.fromEntries(headers),
    envelope: arrival.envelope,
  }
}

/** Whether one of the envelope's recipients is `address`, in whatever spelling. */
export function isAddressedTo(mail: ReceivedMail, address: string): boolean {
  const wanted = recipientKey(address)
  return mail.envelope.to.some((recipient) => recipientKey(recipient) === wanted)
}
