import type { AdministratorNotices } from '../../access/administrator-notices.ts'
import { type Issue, type IssuedDevice, type IssuedSession, issuedDevice } from '../../access/issue.ts'
import type { KnownBrowser } from '../../access/known-browser.ts'
import type { MailedTokens } from '../../access/mailed-tokens.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { SignedInDoor } from '../../access/signed-in.ts'
import { wordsAround } from '../../access/standing.ts'
import { type Account, RECOVERED_MILLISECONDS } from '../../domain/account.ts'
import { type AuditEvent, newAuditEvent } from '../../domain/audit-event.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { AddressFacts, NoticeFacts, OutboxMail } from '../../domain/mail.ts'
import {
  ADDRESS_CHANGE_MILLISECONDS,
  ADDRESS_REVERT_MILLISECONDS,
  type AddressChangeLink,
  type AddressRevertLink,
} from '../../domain/mailed-link.ts'
import { sealNotice } from '../../domain/notice.ts'
import { sealMail } from '../../domain/sealed-mail.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { MailedLinks } from '../../ports/mailed-links.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { type EmailAddress, maskEmailAddress } from '../../primitives/email-address.ts'
import type { AccountId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken } from '../../primitives/secret-token.ts'

/**
 * Another address for an account: confirmed from the new mailbox by the session that asked, and taken back from the old
 * one within seven days, whatever was changed since (R22).
 */
export interface AddressChange {
  /** The change that waits for its confirmation. Throws `SessionRequiredError` and `SessionRestrictedError`. */
  pending(client: ClientContext): Promise<PendingAddress>

  /**
   * Mails a link to the new mailbox, and changes nothing. Where the address has an account already, or is kept for one,
   * that mail says so, and the answer is the same.
   *
   * Throws `SessionRequiredError`, `SessionRestrictedError`, `StepUpRequiredError` and `ThrottledError`.
   */
  ask(email: EmailAddress, client: ClientContext): Promise<PendingAddress>

  /** Withdraws the change that waits: its link opens nothing any more. Throws `SessionRequiredError` and `SessionRestrictedError`. */
  withdraw(client: ClientContext): Promise<PendingAddress>

  /**
   * Confirms the change in the session that asked for it: the account keeps everything else, every other session is
   * ended, and this one goes on under another token. Throws `LinkUnusableError` besides.
   */
  confirm(token: string, client: ClientContext): Promise<PendingAddress & { readonly issued: IssuedSession }>

  /**
   * Takes a former address back, with the factors of that time and a password chosen now; every session is ended, and
   * the account is recovered. Resolves to the address, and to a new token for a browser that the account knew until
   * then.
   *
   * Throws `LinkUnusableError`, `ThrottledError`, `PasswordUnacceptableError` and `OverloadedError`; a password that is
   * not taken leaves the link as it was.
   */
  revert(
    token: string,
    password: string,
    client: ClientContext,
  ): Promise<{ readonly email: EmailAddress; readonly device: IssuedDevice | null }>
}

export interface PendingAddress {
  readonly email: EmailAddress
  /** `null` when nothing waits. */
  readonly pending: { readonly email: EmailAddress; readonly validUntil: Instant } | null
}

export interface AddressChangeDeps {
  readonly mailedLinks: MailedLinks
  readonly tokens: MailedTokens
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly signedIn: SignedInDoor
  readonly issue: Issue
  readonly knownBrowser: KnownBrowser
  readonly throttle: SignInThrottle
  readonly newPassword: NewPassword
  readonly administratorNotices: AdministratorNotices
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

export function addressChange(deps: AddressChangeDeps): AddressChange {
  const { mailedLinks, tokens, accounts, members, signedIn, issue, throttle, newPassword, administratorNotices } = deps
  const { knownBrowser, keys, clock, random } = deps

  return {
    async pending(client) {
      const { account } = await signedIn(client, 'see-account')
      const link = await mailedLinks.findAddressChange(account.id, clock.now())
      // What a change of credentials has voided waits for nothing any more.
      return pendingOf(account, link?.epoch === account.credentialEpoch ? link : null)
    },

    async ask(email, client) {
      const { account, session } = await signedIn(client, 'change-address')
      await throttle.addressChange(account.id, client)
      const now = clock.now()
      const [found, reserved] = await Promise.all([
        accounts.findByEmail(email.key),
        mailedLinks.isReserved(email.key, now, account.id),
      ])
      const taken = found !== null || reserved
      const token = newSecretToken(random)
      // Kept for a taken address too, with a token that nobody is told: what can be seen is the same.
      const link: AddressChangeLink = {
        kind: 'address-change',
        tokenHash: hashSecretToken(token),
        email,
        accountId: account.id,
        epoch: account.credentialEpoch,
        sessionId: session.id,
        createdAt: now,
        expiresAt: now + ADDRESS_CHANGE_MILLISECONDS,
      }
      const facts: AddressFacts = taken ? { outcome: 'taken' } : { outcome: 'link', token, validUntil: link.expiresAt }
      const mail = sealMail(
        {
          ...facts,
          kind: 'address',
          to: email.key,
          locale: account.locale,
          attempt: { at: now, userAgent: client.userAgent, address: client.address },
        },
        { keys, random, now, usefulUntil: link.expiresAt, domain: deps.mailDomain },
      )
      const asked = event('account.address_change_asked', account.id, client, { taken })
      await mailedLinks.create(link, { mails: [mail], events: [asked] })
      return pendingOf(account, link)
    },

    async withdraw(client) {
      const { account } = await signedIn(client, 'withdraw-address')
      const withdrawn = event('account.address_change_withdrawn', account.id, client, {})
      await mailedLinks.withdrawAddressChange(account.id, { events: [withdrawn] })
      return pendingOf(account, null)
    },

    async confirm(token, client) {
      // The proof was fresh when it was asked for; what is proven now is the new mailbox.
      const { account, session } = await signedIn(client, 'change-address', 'request')
      const attempt = await throttle.mailedToken(client)
      const link = await tokens.find(token)
      const isOwn =
        link?.kind === 'address-change' &&
        link.accountId === account.id &&
        link.sessionId === session.id &&
        link.epoch === account.credentialEpoch
      if (!isOwn) throw await tokens.refuse(link ? 'void' : 'unknown', account.id, client)

      const now = clock.now()
      const next: Account = { ...account, email: link.email, credentialEpoch: account.credentialEpoch + 1 }
      const { renewed, issued } = issue.renew(session, next)
      const revertToken = newSecretToken(random)
      const revert: AddressRevertLink = {
        kind: 'address-revert',
        tokenHash: hashSecretToken(revertToken),
        email: account.email,
        accountId: account.id,
        createdAt: now,
        expiresAt: now + ADDRESS_REVERT_MILLISECONDS,
      }
      const maskedAddress = maskEmailAddress(link.email.key)
      const way = { token: revertToken, until: revert.expiresAt }
      const changed = await mailedLinks.changeAddress(link, revert, renewed, now, {
        mails: [
          told(account, { about: 'address-changed', maskedAddress, revert: way }, client),
          told(next, { about: 'address-confirmed', maskedFormer: maskEmailAddress(account.email.key) }, client),
        ],
        events: [event('account.address_changed', account.id, client, { session: session.id })],
      })
      if (!changed) throw await tokens.refuse('lost', account.id, client)
      await attempt.refund()
      return { ...pendingOf(next, null), issued }
    },

    async revert(token, password, client) {
      const attempt = await throttle.mailedToken(client)
      const link = await tokens.find(token)
      const found = link?.kind === 'address-revert' ? await accounts.findById(link.accountId) : null
      if (link?.kind !== 'address-revert' || !found) throw await tokens.refuse('unknown', null, client)

      await attempt.refund()
      const { account } = found
      const rows = await members.findByEmail(account.email.key)
      const chosen = await newPassword(password, wordsAround(link.email.key, rows), client.signal)
      const now = clock.now()
      const back = { ...account, email: link.email }
      const moved = account.email.key !== link.email.key
      const heldUntil = now + RECOVERED_MILLISECONDS
      const next = { ...back, credentialEpoch: account.credentialEpoch + 1 }
      const known = (await knownBrowser(account, client)) ? issue.device(next) : null
      const along = {
        mails: [
          told(back, { about: 'address-reverted', heldUntil }, client),
          ...(moved ? [told(account, { about: 'address-given-up' }, client)] : []),
          ...(await administratorNotices(back, { about: 'member-recovered', heldUntil })),
        ],
        events: [event('account.address_reverted', account.id, client, {})],
      }
      const reverted = await mailedLinks.revertAddress(link, chosen, now, along, known?.device)
      if (!reverted) throw await tokens.refuse('used', account.id, client)
      await throttle.forgetPasswords(link.email.key, client)
      return { email: link.email, device: known && issuedDevice(known) }
    },
  }

  function told(account: Account, facts: NoticeFacts, client: ClientContext): OutboxMail {
    return sealNotice(account, facts, client, { keys, random, now: clock.now(), domain: deps.mailDomain })
  }

  function event(
    name:
      | 'account.address_change_asked'
      | 'account.address_change_withdrawn'
      | 'account.address_changed'
      | 'account.address_reverted',
    id: AccountId,
    client: ClientContext,
    details: AuditEvent['details'],
  ): AuditEvent {
    return newAuditEvent(random, clock.now(), { name, outcome: 'ok', actor: id, subject: id, client, details })
  }
}

function pendingOf({ email }: Pick<Account, 'email'>, link: AddressChangeLink | null): PendingAddress {
  return { email, pending: link && { email: link.email, validUntil: link.expiresAt } }
}
