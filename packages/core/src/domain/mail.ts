import type { AddressRange } from '../primitives/address-range.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { MailId, ShopId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'
import type { FactorKind } from './account.ts'
import type { BypassSuspension } from './bypass.ts'
import type { CodePurpose } from './challenge.ts'

/** A mail as facts; its words are the mailer's. */
export type Mail = CodeMail | NoticeMail | ResetMail | AddressMail | RolloutMail | InvitationMail

/** Where something was done, as far as the request told. */
export interface MailedFrom {
  /** As the browser calls itself; `null` when it does not. */
  readonly userAgent: string | null
  /** The client's address, or `null` when unknown. */
  readonly address: string | null
}

export interface CodeMail {
  readonly kind: 'code'
  readonly to: EmailKey
  readonly locale: Locale
  readonly purpose: CodePurpose
  readonly code: string
  readonly reference: string
  readonly validUntil: Instant
  readonly attempt: MailedFrom & { readonly at: Instant }
}

/** Answers a request to reset a password, to the mailbox alone: by a link, or by why there is none. */
export type ResetMail = ResetFacts & {
  readonly kind: 'reset'
  readonly to: EmailKey
  readonly locale: Locale
  readonly attempt: MailedFrom & { readonly at: Instant }
}

export type ResetFacts =
  | { readonly outcome: 'link'; readonly token: string; readonly validUntil: Instant }
  | { readonly outcome: 'refused'; readonly because: readonly ResetRefusal[] }

/** Why a password cannot be reset: the account is suspended, or has moved on, or what the shops that list it say. */
export type ResetRefusal =
  | { readonly reason: 'suspended' | 'moved' }
  | { readonly reason: 'not_announced' | 'held' | 'not_invited'; readonly shopName: string }

/** Tells a member of a shop's switch. */
export type RolloutMail = RolloutFacts & {
  readonly kind: 'rollout'
  readonly to: EmailKey
  readonly locale: Locale
  readonly at: Instant
  readonly shopId: ShopId
  readonly shopName: string
  /** That of the switch: of two dates told, the one of the higher version stands. */
  readonly version: number
}

export type RolloutFacts =
  /** To the shop's administrators, before the announcement at `announceAt`. */
  | { readonly about: 'preparation'; readonly announceAt: Instant }
  | { readonly about: 'announced'; readonly enforcedAt: Instant }
  /** `daysLeft`: calendar days in Japan; 0 on the day itself. */
  | { readonly about: 'reminder'; readonly enforcedAt: Instant; readonly daysLeft: number }
  /** `enforcedAt`: `null` until further notice. */
  | { readonly about: 'date-changed'; readonly enforcedAt: Instant | null }

/** Goes to the mailbox that somebody wants to be an account's: by a link to confirm it, or because it is taken. */
export type AddressMail = AddressFacts & {
  readonly kind: 'address'
  readonly to: EmailKey
  readonly locale: Locale
  readonly attempt: MailedFrom & { readonly at: Instant }
}

export type AddressFacts =
  | { readonly outcome: 'link'; readonly token: string; readonly validUntil: Instant }
  | { readonly outcome: 'taken' }

/** Brings an invitation of a shop, or reminds of it: the same link and code, which stand in these mails alone. */
export interface InvitationMail {
  readonly kind: 'invitation'
  readonly to: EmailKey
  readonly locale: Locale
  readonly isReminder: boolean
  readonly shopName: string
  /** `null` where operators invite, or nobody has said. */
  readonly inviterName: string | null
  readonly role: string | null
  readonly token: string
  /** Six digits, for whom the link does not work. */
  readonly code: string
  readonly validUntil: Instant
}

/** Tells an account's owner of something that was done with the account, whoever did it. */
export type NoticeMail = NoticeFacts & {
  readonly kind: 'notice'
  readonly to: EmailKey
  readonly locale: Locale
  readonly at: Instant
  /** From where it was done; `null` for what no request of the member's own did. */
  readonly from: MailedFrom | null
}

/** What a notice is about, with what has to be told of it. */
export type NoticeFacts =
  | {
      readonly about:
        | 'new-device'
        | 'wrong-code'
        | 'password-changed'
        | 'recovery-codes-made'
        | 'sessions-ended'
        | 'session-evicted'
    }
  /** At the first sign-in: the app that the shop's own system asked for is asked for no more. */
  | { readonly about: 'legacy-app-dropped' }
  /** Of an address without an account: the claims' password was chosen by a mailed link. */
  | { readonly about: 'claim-password-reset' }
  /** `heldUntil`: until when the account is recovered and may not change factors; `null` when it is not. */
  | { readonly about: 'password-reset'; readonly heldUntil: Instant | null }
  | {
      readonly about: 'factor-added' | 'factor-removed' | 'factor-locked' | 'factor-lifted' | 'factor-lift-cancelled'
      readonly factor: FactorKind
    }
  /** No code is compared before `until`, other than from browsers that the account knows. */
  | { readonly about: 'codes-stopped'; readonly until: Instant }
  /** `caseNumber` is what the support desk looks up; at `liftsAt` the factor is gone unless it is cancelled. */
  | {
      readonly about: 'factor-lift-asked'
      readonly factor: FactorKind
      readonly caseNumber: string
      readonly liftsAt: Instant
    }
  /** Goes to who administers a shop of the member. */
  | (AboutMember & { readonly maskedMember: string; readonly shopName: string })
  /** Goes to who administers the shop: its back end was changed by operators. */
  | {
      readonly about: 'service-changed'
      readonly change: ServiceChange
      readonly serviceName: string
      readonly shopName: string
    }
  /**
   * Goes to who administers the shop: the password of a robot was right, and of what waives its code one thing was missing;
   * `isElsewhere`: an address that is registered.
   */
  | {
      readonly about: 'robot-near-miss'
      readonly shopName: string
      readonly maskedMember: string
      readonly isElsewhere: boolean
    }
  /** Goes to who administers the shop. */
  | (AboutRobot & { readonly shopName: string })
  | { readonly about: 'recovery-code-used' | 'recovery-codes-low'; readonly codesLeft: number }
  /** The account is a member of this shop from now on. */
  | { readonly about: 'membership-added'; readonly shopName: string }
  /** Goes to who administers the shop: operators have made somebody an administrator of it, or invited them as one. */
  | { readonly about: 'administrator-added'; readonly shopName: string; readonly maskedMember: string }
  /** Goes to the account's own mailbox: at its sign-in, after the right password, somebody asks for an account of their own. */
  | { readonly about: 'invitation-asked'; readonly askedFor: EmailKey }
  /** The same, to who administers a shop of the account. */
  | {
      readonly about: 'member-invitation-asked'
      readonly askedFor: EmailKey
      readonly maskedMember: string
      readonly shopName: string
    }
  /** To an account that several people share: the sign-ins from unknown browsers since the last such mail, the oldest first. */
  | { readonly about: 'new-devices'; readonly devices: readonly (MailedFrom & { readonly at: Instant })[] }
  /** Goes to who stands for a member that several people share, at first and again and again to the administrators, too. */
  | {
      readonly about: 'member-shared'
      readonly maskedMember: string
      readonly shopName: string
      /** `null` when that member has left, or has no name. */
      readonly responsibleName: string | null
      readonly markedAt: Instant
    }
  /** Goes to the member's own mailbox: from `endsAt` on it is no member of the shop. */
  | { readonly about: 'membership-ending'; readonly shopName: string; readonly endsAt: Instant }
  /** Goes to who administers the shop: the day has come, and the member is none any more, or is the last administrator. */
  | {
      readonly about: 'member-retired' | 'member-retirement-failed'
      readonly maskedMember: string
      readonly shopName: string
    }
  /** Goes to the new address, from which on the account is reached there. */
  | { readonly about: 'address-confirmed'; readonly maskedFormer: string }
  /** Goes to the former address, which is the account's again; until `heldUntil` the account is recovered. */
  | { readonly about: 'address-reverted'; readonly heldUntil: Instant }
  /** Goes to the address that is the account's no more. */
  | { readonly about: 'address-given-up' }
  /** Goes to the former address. The token undoes the change, as does nothing else that a mailbox can do. */
  | {
      readonly about: 'address-changed'
      readonly maskedAddress: string
      readonly revert: { readonly token: string; readonly until: Instant }
    }

/** What the administrators of a shop are told of its robots. `member` and `members` are called as the shop calls them. */
export type AboutRobot =
  /** A request, or another version of one, waits for operators, who answer until `dueAt`. */
  | { readonly about: 'robot-received'; readonly dueAt: Instant }
  | {
      readonly about: 'robot-approved'
      readonly members: readonly string[]
      readonly ranges: readonly AddressRange[]
      readonly until: Instant
    }
  | { readonly about: 'robot-question'; readonly question: string }
  | { readonly about: 'robot-rejected'; readonly reason: string }
  | { readonly about: 'robot-expiring' | 'robot-resumed'; readonly member: string; readonly until: Instant }
  | { readonly about: 'robot-expired' | 'robot-revoked'; readonly member: string }
  | { readonly about: 'robot-suspended'; readonly member: string; readonly because: BypassSuspension }

/** What operators can do to a shop's service. */
export type ServiceChange = 'added' | 'secret-added' | 'secret-retired' | 'addresses-changed' | 'removed'

/** What the administrators of a member's shops are told. */
export type AboutMember =
  | {
      readonly about: 'member-factor-lift'
      readonly factor: FactorKind
      readonly caseNumber: string
      readonly liftsAt: Instant
    }
  /** Somebody who has the member's mailbox chose a new password; the account is recovered until `heldUntil`. */
  | { readonly about: 'member-recovered'; readonly heldUntil: Instant }

/** Everything in a mail that must stand nowhere but in it. */
export function secretsOf(mail: Mail): readonly string[] {
  switch (mail.kind) {
    case 'code':
      return [mail.code]
    case 'invitation':
      return [mail.token, mail.code]
    case 'rollout':
      return []
    case 'notice':
      return mail.about === 'address-changed' ? [mail.revert.token] : []
    case 'reset':
    case 'address':
      return mail.outcome === 'link' ? [mail.token] : []
  }
}

/** A mail accepted by us and waiting for the SMTP server. Its facts are encrypted: they hold codes and links. */
export interface OutboxMail {
  readonly id: MailId
  /** The Message-ID without angle brackets; the same at every try. */
  readonly messageId: string
  readonly kind: Mail['kind']
  /** The encrypted facts; `null` once the mail was handed over or given up. */
  readonly sealed: string | null
  readonly queuedAt: Instant
  /** Not before; from `queuedAt` on when it is left out. */
  readonly dueAt?: Instant
  /** From then on it is of no use to anybody and is not sent. */
  readonly usefulUntil: Instant
}
