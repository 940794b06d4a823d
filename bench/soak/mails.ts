import type { Mailbox } from '../../examples/reference-server/src/lab/mailbox.ts'
import type { Findings } from './findings.ts'

/** What arrived beside what was promised. */
export interface Mails {
  /** An answer said that a code was mailed. */
  promise(email: string, reference: string): void
  /** The code of the mail that shows `reference`; `null` when it does not come in time. */
  code(email: string, reference: string): Promise<string | null>
  /** Waits for what is still missing, and tells the findings what never came or came too often. */
  settle(): Promise<void>
}

const PATIENCE_MILLISECONDS = 45_000

interface Arrived {
  readonly text: string
  readonly messageId: string
}

export function mailsOf(mailbox: Mailbox, findings: Findings): Mails {
  const arrived = new Map<string, Arrived[]>()
  const promised: { email: string; reference: string }[] = []
  mailbox.on('message', ({ to, text, headers }) => {
    findings.count('mails arrived')
    const mails = arrived.get(to) ?? []
    mails.push({ text, messageId: headers['message-id'] ?? '' })
    arrived.set(to, mails)
  })

  const shows = (reference: string, { text }: Arrived) => new RegExp(`(?<![A-Z])${reference}(?![A-Z])`).test(text)
  const find = (email: string, reference: string) =>
    arrived.get(email)?.findLast((mail) => shows(reference, mail)) ?? null
  // Two letters may come twice in a long run: a mail that was read is not the one that is waited for.
  const read = new Set<Arrived>()
  const findUnread = (email: string, reference: string) =>
    arrived.get(email)?.findLast((mail) => !read.has(mail) && shows(reference, mail)) ?? null

  async function waitFor<T>(look: () => T | null): Promise<T | null> {
    const end = performance.now() + PATIENCE_MILLISECONDS
    for (;;) {
      const found = look()
      if (found !== null || performance.now() > end) return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return {
    promise(email, reference) {
      findings.count('mails promised')
      promised.push({ email, reference })
    },
    async code(email, reference) {
      const mail = await waitFor(() => findUnread(email, reference))
      if (mail) read.add(mail)
      return /(?<!\d)\d{6}(?!\d)/.exec(mail?.text ?? '')?.[0] ?? null
    },
    async settle() {
      const missing = () => promised.filter(({ email, reference }) => find(email, reference) === null)
      await waitFor(() => (missing().length === 0 ? true : null))
      for (const { email, reference } of missing())
        findings.violate(`the mail ${reference} promised to ${email} never came`)

      const times = new Map<string, number>()
      for (const { messageId } of [...arrived.values()].flat()) times.set(messageId, (times.get(messageId) ?? 0) + 1)
      for (const [messageId, count] of times) {
        if (count === 2) findings.count('mails repeated once')
        if (count > 2) findings.violate(`the mail ${messageId} came ${count} times`)
      }
    },
  }
}
