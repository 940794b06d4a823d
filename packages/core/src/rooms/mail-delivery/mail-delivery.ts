import { type Mail, secretsOf } from '../../domain/mail.ts'
import { openMail } from '../../domain/sealed-mail.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { MailRefusedError, MailUncertainError } from '../../ports/mailer.ts'
import type { HeldMail, Outbox } from '../../ports/outbox.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'

/** Carries mails from the outbox to the mailer. Any number of workers may do so at once. */
export interface MailDelivery {
  /** Tries every mail that is due, once. Resolves to how many were handed over. */
  deliverDue(): Promise<number>

  /** Delivers until `signal` is aborted, looking again every `pollMilliseconds` (default 500). */
  run(signal: AbortSignal, pollMilliseconds?: number): Promise<void>
}

export interface MailDeliveryDeps {
  readonly outbox: Outbox
  readonly mailer: Mailer
  readonly keys: KeyRing
  readonly clock: Clock
  /** Told of every mail that did not go out; never of what it says. */
  readonly onProblem: (problem: MailProblem) => void
}

export interface MailProblem {
  readonly mailId: string
  readonly kind: string
  readonly outcome: 'postponed' | 'uncertain' | 'given-up'
  readonly error: string
}

const BATCH = 20
/** Longer than any hand-over takes: the SMTP mailer gives up after 45 s. A dead worker's mails wait as long. */
const LEASE_MILLISECONDS = 60_000
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000

export function mailDelivery({ outbox, mailer, keys, clock, onProblem }: MailDeliveryDeps): MailDelivery {
  return { deliverDue, run }

  async function deliverDue(): Promise<number> {
    let handedOver = 0
    for (;;) {
      const now = clock.now()
      const held = await outbox.take(BATCH, now, now + LEASE_MILLISECONDS)
      if (held.length === 0) return handedOver
      const results = await Promise.all(held.map(deliver))
      handedOver += results.filter(Boolean).length
      if (held.length < BATCH) return handedOver
    }
  }

  async function run(signal: AbortSignal, pollMilliseconds = 500): Promise<void> {
    while (!signal.aborted) {
      try {
        await deliverDue()
      } catch (error) {
        onProblem({ mailId: '-', kind: 'outbox', outcome: 'postponed', error: describe(error) })
      }
      if (!signal.aborted) await clock.sleep(pollMilliseconds)
    }
  }

  async function deliver(held: HeldMail): Promise<boolean> {
    const mail = openMail(held, keys)
    if (!mail) {
      await outbox.giveUp(held, clock.now(), 'sealed under a key that is not on the ring')
      onProblem({ mailId: held.id, kind: held.kind, outcome: 'given-up', error: 'key not on the ring' })
      return false
    }
    try {
      await mailer.send(mail, held.messageId)
    } catch (error) {
      await settle(held, mail, error)
      return false
    }
    await outbox.recordHandOver(held.id, clock.now())
    return true
  }

  async function settle(held: HeldMail, mail: Mail, error: unknown): Promise<void> {
    const now = clock.now()
    // Servers may quote what they refuse.
    const text = describe(error, secretsOf(mail))
    const outcome =
      error instanceof MailRefusedError ? 'given-up' : error instanceof MailUncertainError ? 'uncertain' : 'postponed'
    if (outcome === 'given-up') await outbox.giveUp(held, now, text)
    else if (outcome === 'uncertain') await outbox.doubt(held, now + pause(held.attempts), text)
    else await outbox.postpone(held, now + pause(held.attempts), text)
    onProblem({ mailId: held.id, kind: held.kind, outcome, error: text })
  }
}

/** One second, doubled with every try, up to a quarter of an hour. */
function pause(attempts: number): number {
  return Math.min(1000 * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MILLISECONDS)
}

/** What an error says, in one short line for a log, without the secrets. */
function describe(error: unknown, secrets: readonly string[] = []): string {
  const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const safe = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), told)
  return safe.replace(/\s+/g, ' ').slice(0, 300)
}
