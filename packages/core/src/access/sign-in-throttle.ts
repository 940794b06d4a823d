import type { ClientContext } from '../domain/flow.ts'
import type { Session } from '../domain/session.ts'
import type { ThrottleRule } from '../domain/throttle.ts'
import { decideProof } from '../policy/proof.ts'
import { throttleRules } from '../policy/throttle.ts'
import type { AccountStore } from '../ports/account-store.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { ThrottleCounters } from '../ports/throttle-counters.ts'
import { addressBucket, wideAddressBucket } from '../primitives/client-address.ts'
import type { Clock, Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import { ThrottledError } from '../primitives/errors.ts'
import type { AccountId, BypassGrantId, FlowId, ShopId } from '../primitives/ids.ts'
import type { KeyRing } from '../primitives/key-ring.ts'
import type { Random } from '../primitives/random.ts'
import { readSecretToken, type TokenHash } from '../primitives/secret-token.ts'
import type { PasswordAlarms } from './password-alarm.ts'
import type { PasswordProofs, SolvedProof } from './password-proof.ts'
import { throttleNotes } from './throttle-notes.ts'

/** An attempt that was counted before anything was compared, and can be taken back when it turns out right. */
export interface SpentAttempt {
  /** It was right: this place is forgiven its own failures. */
  forgive(): Promise<void>
  /** It was never compared: it costs nothing. */
  refund(): Promise<void>
}

/** An attempt at a password. */
export interface SpentPasswordAttempt extends SpentAttempt {
  /** It was compared and wrong. */
  failed(): Promise<void>
}

/** An attempt at a code. */
export interface SpentCodeAttempt extends SpentAttempt {
  /** Until when no more are heard, if this was the last of its day and turns out wrong; else `null`. */
  readonly stoppedUntil: Instant | null
}

/** Whose wrong codes and code mails are counted together, where the browser is not known. */
export interface FactorBudget {
  readonly email: EmailKey
  /** The account, or the shop whose claim is being signed in to. */
  readonly scope: string
}

export interface SignInThrottleDeps {
  readonly counters: ThrottleCounters
  readonly accounts: AccountStore
  readonly audit: AuditLog
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly alarm: PasswordAlarms
  readonly proof: PasswordProofs
}

type SignInThrottle = ReturnType<typeof signInThrottle>

export type { SignInThrottle }

/**
 * Counts attempts before they are made; every method throws `ThrottledError` when it is too many.
 *
 * Counters carry a keyed hash of the address, so that an address nobody has behaves like any other. A browser that
 * the account knows has a budget of its own: strangers cannot spend it.
 */
export function signInThrottle({ counters, accounts, audit, keys, clock, random, alarm, proof }: SignInThrottleDeps) {
  const noted = throttleNotes({ audit, clock, random })

  return {
    async start(email: EmailKey, client: ClientContext): Promise<void> {
      const device = await knownDevice(email, client)
      const key = device === null ? placeOf(client) : `device:${device}`
      await spendAll([[`identify:${key}`, throttleRules.identify]], client)
    },

    /**
     * Throws `ProofRequiredError`, too, where nobody knows the browser; a solution of its challenge is `solved`. `grant`:
     * that of a robot, where it covers this address: others in other places cannot spend what it has there. A browser that
     * is known has its own all the same, which others in that place cannot spend either.
     */
    async password(
      email: EmailKey,
      client: ClientContext,
      flow: FlowId,
      solved: SolvedProof | null,
      grant: BypassGrantId | null = null,
    ): Promise<SpentPasswordAttempt> {
      const failed = () => alarm.count()
      const device = await knownDevice(email, client)
      if (device !== null) {
        const own = passwordFromDevice(email, device)
        await spendAll([own], client)
        return { forgive: () => clearAll([own]), refund: () => refundAll([own]), failed }
      }
      if (grant !== null) {
        const own: Counted = [`password-robot:${grant}:${placeOf(client)}`, throttleRules.passwordOfRobot]
        await spendAll([own], client)
        return {
          async forgive() {
            await clearAll([own])
            await counters.refund(`identify:${placeOf(client)}`)
          },
          refund: () => refundAll([own]),
          failed,
        }
      }

      const [own, ...shared] = passwordFromPlace(email, client)
      await spendAll([own, ...shared], client)
      const unknown = await spendFromUnknown(email)
      const bits = decideProof({ ...unknown, alarmed: await alarm.isOn() })
      const refund = () => refundAll([own, ...shared, ...unknown.spent])
      if (bits !== null && !(solved && (await proof.accept(flow, solved, bits)))) {
        await refund()
        throw proof.ask(flow, bits)
      }
      return {
        async forgive() {
          await clearAll([own, inARow(email)])
          await refundAll(shared)
          await refundAll(unknown.spent.filter(([key]) => key !== inARow(email)[0]))
          // An office that signs in of a morning comes from one place, and none of it is guessing.
          await counters.refund(`identify:${placeOf(client)}`)
        },
        refund,
        failed,
      }
    },

    /**
     * An attempt at the present password by somebody who is signed in and would change it. Each session has a budget of
     * its own, and beyond what one person types in all of them the account's attempts are slowed down.
     */
    async presentPassword({ id, accountId }: Session, client: ClientContext): Promise<SpentAttempt> {
      const own: Counted = [`present-password:${id}`, throttleRules.passwordFromDevice]
      const all: Counted = [`present-passwords:${accountId}`, throttleRules.presentPasswords]
      await spendAll([own, all], client)
      return {
        async forgive() {
          await clearAll([own])
          await refundAll([all])
        },
        refund: () => refundAll([own, all]),
      }
    },

    /** Hashes that a session asks for by the dozen: recovery codes. Counted whether they come to be used or not. */
    async recoveryCodes({ id }: Session, client: ClientContext): Promise<void> {
      await spendAll([[`recovery-codes:${id}`, throttleRules.recoveryCodes]], client)
    },

    /** A reset proved the mailbox: what was typed wrong before it, from here and from unknown browsers, is forgotten. */
    async forgetPasswords(email: EmailKey, client: ClientContext): Promise<void> {
      const [own] = passwordFromPlace(email, client)
      await clearAll([own, fromUnknown(email), inARow(email)])
    },

    /** A reset by mail. Whoever asks is never told that it is too many: resolves to `false`, and nothing is mailed. */
    async reset(email: EmailKey, client: ClientContext): Promise<boolean> {
      const device = await knownDevice(email, client)
      const name = `${nameless(email)}${device === null ? '' : `:device:${device}`}`
      const counted: readonly Counted[] = [
        [`resets:${name}`, throttleRules.resets],
        [`resets-daily:${name}`, throttleRules.resetsDaily],
        [`resets-from:${placeOf(client)}`, throttleRules.resetsFromPlace],
      ]
      return spendAll(counted, client).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ThrottledError) return false
          throw error
        },
      )
    },

    /** A sign-in of an operator, whether there is one of that name or not. */
    async operator(name: string, client: ClientContext): Promise<SpentPasswordAttempt> {
      const place = placeOf(client)
      const own: Counted = [`operator:${keys.pseudonym(name)}:${place}`, throttleRules.operatorFromPlace]
      const shared: Counted = [`operators:${place}`, throttleRules.operatorsFromPlace]
      await spendAll([own, shared], client)
      return {
        async forgive() {
          await clearAll([own])
          await refundAll([shared])
        },
        refund: () => refundAll([own, shared]),
        failed: () => alarm.count(),
      }
    },

    /** An address change of somebody signed in. */
    async addressChange(account: AccountId, client: ClientContext): Promise<void> {
      await spendAll([[`address-changes:${account}`, throttleRules.addressChanges]], client)
    },

    /** A request that invites. */
    async inviting(account: AccountId, client: ClientContext): Promise<void> {
      await spendAll([[`invitations:${account}`, throttleRules.invitations]], client)
    },

    /** An account of one's own, asked for at the sign-in of this one. */
    async askingForInvitation(account: AccountId, client: ClientContext): Promise<void> {
      await spendAll([[`invitation-wishes:${account}`, throttleRules.invitationWishes]], client)
    },

    /** A member marked as shared. */
    async markingShared(account: AccountId, client: ClientContext): Promise<void> {
      await spendAll([[`shared-marks:${account}`, throttleRules.sharedMarks]], client)
    },

    /** An exemption that a shop asks for. */
    async askingForBypass(shop: ShopId, client: ClientContext): Promise<void> {
      await spendAll([[`bypass-requests:${shop}`, throttleRules.bypassRequests]], client)
    },

    /** A mailed token that somebody sends. */
    async mailedToken(client: ClientContext): Promise<SpentAttempt> {
      return spend([[`mailed-tokens:${placeOf(client)}`, throttleRules.mailedTokens]], client)
    },

    async code(budget: FactorBudget, client: ClientContext): Promise<SpentCodeAttempt> {
      const device = await knownDevice(budget.email, client)
      const name = nameOf(budget, device)
      const daily: Counted = [`codes-daily:${name}`, throttleRules.codesDaily]
      const counted: readonly Counted[] = [[`codes:${name}`, throttleRules.codes], daily]
      const counts = await spendAll(counted, client)
      const last = (counts.get(daily[0]) ?? 0) >= throttleRules.codesDaily.limit
      return {
        // Of what others failed at in places that nobody knows, a right code forgives nothing.
        forgive: () => (device === null ? refundAll(counted) : clearAll(counted)),
        refund: () => refundAll(counted),
        stoppedUntil: last ? clock.now() + throttleRules.codesDaily.windowSeconds * 1000 : null,
      }
    },

    /** A case of a lost factor. */
    async lostFactor(email: EmailKey, client: ClientContext): Promise<SpentAttempt> {
      const device = await knownDevice(email, client)
      const name = `${nameless(email)}${device === null ? '' : `:device:${device}`}`
      return spend([[`lost-factor:${name}`, throttleRules.lostFactorCases]], client)
    },

    async codeMail(budget: FactorBudget, client: ClientContext): Promise<SpentAttempt> {
      const name = nameOf(budget, await knownDevice(budget.email, client))
      return spend(
        [
          [`code-mails:${name}`, throttleRules.codeMailsHourly],
          [`code-mails-daily:${name}`, throttleRules.codeMailsDaily],
        ],
        client,
      )
    },
  }

  type Counted = readonly [key: string, rule: ThrottleRule]

  /** How much each counter has; all are spent, or none. */
  async function spendAll(counted: readonly Counted[], client: ClientContext): Promise<ReadonlyMap<string, number>> {
    const spent = new Map<string, number>()
    for (const [key, rule] of counted) {
      const spend = await counters.spend(key, rule, clock.now())
      if (spend.allowed) {
        spent.set(key, spend.count)
        continue
      }
      // What was refused cost nobody an attempt.
      for (const earlier of spent.keys()) await counters.refund(earlier)
      throw new ThrottledError(spend.retryAt, await noted(key, client))
    }
    return spent
  }

  async function spend(counted: readonly Counted[], client: ClientContext): Promise<SpentAttempt> {
    await spendAll(counted, client)
    const refund = () => refundAll(counted)
    return { forgive: refund, refund }
  }

  async function refundAll(counted: readonly Counted[]): Promise<void> {
    for (const [key] of counted) await counters.refund(key)
  }

  async function clearAll(counted: readonly Counted[]): Promise<void> {
    for (const [key] of counted) await counters.clear(key)
  }

  function passwordFromDevice(email: EmailKey, device: TokenHash): Counted {
    return [`password:${nameless(email)}:device:${device}`, throttleRules.passwordFromDevice]
  }

  function passwordFromPlace(email: EmailKey, client: ClientContext): readonly [Counted, ...Counted[]] {
    const place = placeOf(client)
    const network = wideAddressBucket(client.address)
    return [
      [`password:${nameless(email)}:${place}`, throttleRules.passwordFromPlace],
      [`passwords:${place}`, throttleRules.passwordsFromPlace],
      [`passwords-daily:${place}`, throttleRules.passwordsFromPlaceDaily],
      ...(network ? [[`passwords:${network}`, throttleRules.passwordsFromNetwork] satisfies Counted] : []),
    ]
  }

  function fromUnknown(email: EmailKey): Counted {
    return [`password-unknown:${nameless(email)}`, throttleRules.passwordFromUnknown]
  }

  function inARow(email: EmailKey): Counted {
    return [`passwords-in-a-row:${nameless(email)}`, throttleRules.passwordsInARow]
  }

  /** Counted as far as there is room: where there is none, that asks for a proof and refuses nobody. */
  async function spendFromUnknown(email: EmailKey) {
    const counted = [fromUnknown(email), inARow(email)] as const
    const now = clock.now()
    const [many, row] = await Promise.all(counted.map(([key, rule]) => counters.spend(key, rule, now)))
    const spent = counted.filter((_, index) => [many, row][index]?.allowed)
    return { many: many?.allowed === false, inARow: row?.allowed === false, spent }
  }

  /** A browser that the account knows has a budget of its own: others cannot spend it. */
  function nameOf({ email, scope }: FactorBudget, device: TokenHash | null): string {
    return `${nameless(email)}:${device === null ? scope : `device:${device}`}`
  }

  function placeOf({ address }: ClientContext): string {
    return addressBucket(address)
  }

  async function knownDevice(email: EmailKey, { deviceToken }: ClientContext): Promise<TokenHash | null> {
    const hash = readSecretToken(deviceToken)
    if (hash === null) return null
    const [device, found] = await Promise.all([accounts.findDevice(hash, clock.now()), accounts.findByEmail(email)])
    return device !== null && device.accountId === found?.account.id ? hash : null
  }

  function nameless(email: EmailKey): string {
    return keys.pseudonym(email)
  }
}
