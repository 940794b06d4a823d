import { type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { ThrottleRule } from '../../domain/throttle.ts'
import { throttleRules } from '../../policy/throttle.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { ThrottleCounters } from '../../ports/throttle-counters.ts'
import { addressBucket, wideAddressBucket } from '../../primitives/client-address.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { EmailKey } from '../../primitives/email-address.ts'
import { ThrottledError } from '../../primitives/errors.ts'
import { newSupportCode } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken } from '../../primitives/secret-token.ts'

/** An attempt that was counted before anything was compared, and can be taken back when it turns out right. */
export interface SpentAttempt {
  /** It was right: this place is forgiven its own failures. */
  forgive(): Promise<void>
  /** It was never compared: it costs nothing. */
  refund(): Promise<void>
}

export interface SignInThrottleDeps {
  readonly counters: ThrottleCounters
  readonly accounts: AccountStore
  readonly audit: AuditLog
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
}

type SignInThrottle = ReturnType<typeof signInThrottle>

export type { SignInThrottle }

/**
 * Counts attempts before they are made; every method throws `ThrottledError` when it is too many.
 *
 * Counters carry a keyed hash of the address, so that an address nobody has behaves like any other. A browser that
 * the account knows has a budget of its own: strangers cannot spend it.
 */
export function signInThrottle({ counters, accounts, audit, keys, clock, random }: SignInThrottleDeps) {
  return {
    async start(client: ClientContext): Promise<void> {
      await spendAll([[`identify:${addressBucket(client.address)}`, throttleRules.identify]], client)
    },

    async password(email: EmailKey, client: ClientContext): Promise<SpentAttempt> {
      const place = addressBucket(client.address)
      const network = wideAddressBucket(client.address)
      const own: Counted = (await isKnownDevice(email, client))
        ? [
            `password-device:${nameless(email)}:${readSecretToken(client.deviceToken)}`,
            throttleRules.passwordFromDevice,
          ]
        : [`password:${nameless(email)}:${place}`, throttleRules.passwordFromPlace]
      const shared: Counted[] = [
        [`passwords:${place}`, throttleRules.passwordsFromPlace],
        [`passwords-daily:${place}`, throttleRules.passwordsFromPlaceDaily],
        ...(network ? [[`passwords:${network}`, throttleRules.passwordsFromNetwork] satisfies Counted] : []),
      ]
      await spendAll([own, ...shared], client)
      return {
        async forgive() {
          await counters.clear(own[0])
          for (const [key] of shared) await counters.refund(key)
        },
        async refund() {
          for (const [key] of [own, ...shared]) await counters.refund(key)
        },
      }
    },

    async code(email: EmailKey, client: ClientContext): Promise<SpentAttempt> {
      const key = `codes:${nameless(email)}`
      await spendAll([[key, throttleRules.codes]], client)
      const refund = () => counters.refund(key)
      return { forgive: refund, refund }
    },

    async codeMail(email: EmailKey, client: ClientContext): Promise<void> {
      const name = nameless(email)
      await spendAll(
        [
          [`code-mails:${name}`, throttleRules.codeMailsHourly],
          [`code-mails-daily:${name}`, throttleRules.codeMailsDaily],
        ],
        client,
      )
    },
  }

  type Counted = readonly [key: string, rule: ThrottleRule]

  async function spendAll(counted: readonly Counted[], client: ClientContext): Promise<void> {
    const spent: string[] = []
    for (const [key, rule] of counted) {
      const spend = await counters.spend(key, rule, clock.now())
      if (spend.allowed) {
        spent.push(key)
        continue
      }
      // What was refused cost nobody an attempt.
      for (const earlier of spent) await counters.refund(earlier)
      throw await refused(key.slice(0, key.indexOf(':')), spend.retryAt, client)
    }
  }

  async function refused(reason: string, retryAt: number, client: ClientContext): Promise<ThrottledError> {
    const supportCode = newSupportCode(random)
    const facts: EventFacts = { name: 'authn.throttled', outcome: 'refused', reason, supportCode, client }
    await audit.append([newAuditEvent(random, clock.now(), facts)])
    return new ThrottledError(retryAt, supportCode)
  }

  async function isKnownDevice(email: EmailKey, { deviceToken }: ClientContext): Promise<boolean> {
    const hash = readSecretToken(deviceToken)
    if (hash === null) return false
    const [device, found] = await Promise.all([accounts.findDevice(hash, clock.now()), accounts.findByEmail(email)])
    return device !== null && device.accountId === found?.account.id
  }

  function nameless(email: EmailKey): string {
    return keys.pseudonym(email)
  }
}
