// Written by `npm run client:types` from the schemas of @ecforce-accounts/core/wire; changes go there.

/** What opens a sign-in. */
export interface SignInStartRequest {
  /** The address as typed; full-width letters are understood */
  email: string
  /** A path of this origin to go on to; anything else is passed over */
  returnTo?: string | undefined
  /** The language of the mails; by default that of Accept-Language */
  locale?: 'ja' | 'en' | undefined
  /** Whether a person wants to be asked for a code where a robot would not be; by default not */
  askForCode?: boolean | undefined
}

/** A password newly chosen, with the name of the account to be. */
export interface PasswordRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** As typed: never trimmed, folded or cut */
  password: string
  /** How the member is called; on one line */
  name?: string | undefined
}

/** What `proof_required` asks for, done. */
export interface SolvedProof {
  challenge: string
  /** With it, SHA-256 of `challenge.solution` begins with as many zero bits as were asked for */
  solution: string
}

/** A password to be proven. */
export interface SignInPasswordRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** As typed: never trimmed, folded or cut */
  password: string
  proof?: SolvedProof | undefined
}

/** A one-time code as typed. */
export interface CodeRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** Six digits, or a recovery code where one is asked for; full-width, spaces and hyphens are understood */
  code: string
}

/** A code of the app being enrolled in a sign-in. */
export interface AppConfirmRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
  /** Whether codes by mail stay another way beside the app. Default: they do */
  keepMail?: boolean | undefined
}

/** A code of the app being enrolled by somebody signed in. */
export interface FactorAppConfirmRequest {
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
  /** Whether codes by mail stay another way beside the app. Default: they do */
  keepMail?: boolean | undefined
}

/** A code of the account's app. */
export interface AppCodeRequest {
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
}

/** The way of proving oneself that is wished for. */
export interface FactorRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  factor: 'email' | 'totp' | 'recovery'
}

/** Whose password is to be reset. */
export interface PasswordResetRequest {
  /** The address as typed; full-width letters are understood */
  email: string
  /** The language of the mails; by default that of Accept-Language */
  locale?: 'ja' | 'en' | undefined
}

/** A new password, and the token of the mailed link. */
export interface MailedPasswordRequest {
  /** What stands behind `#token=` in the mailed link */
  token: string
  /** As typed: never trimmed, folded or cut */
  password: string
}

/** The address that is to be the account’s. */
export interface AddressRequest {
  /** The address as typed; full-width letters are understood */
  email: string
}

/** The token of a mailed link. */
export interface MailedTokenRequest {
  /** What stands behind `#token=` in the mailed link */
  token: string
}

/** A request of a flow that says nothing else. */
export interface FlowRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
}

/** What a member changes about the own account. */
export interface ProfileRequest {
  /** How the member is called; on one line */
  name?: string | undefined
  /** The language of the mails */
  locale?: 'ja' | 'en' | undefined
}

/** The present password, and the one to put in its place. */
export interface PasswordChangeRequest {
  /** As typed: never trimmed, folded or cut */
  currentPassword: string
  /** The one to put in its place */
  password: string
}

/** The password is asked for. */
export interface PasswordStep {
  step: 'password'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
}

/** A one-time code is asked for. */
export interface CodeStep {
  step: 'code'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  factor: 'email' | 'totp' | 'recovery'
  /** `enrol` at the first sign-in */
  purpose: 'enrol' | 'verify' | 'step-up'
  /** Where a mailed code goes; null for a code that nobody mails */
  maskedDestination: string | null
  /** Two letters that the mail shows too; null while none was mailed */
  reference: string | null
  /** RFC 3339, UTC */
  validUntil: string | null
  /** From when on another may be asked for; null when no more are sent */
  resendAt: string | null
  attemptsLeft: number
  /** Other ways that are open, the most likely first */
  alternatives: ('email' | 'totp' | 'recovery')[]
  /** The server's clock, for count-downs */
  now: string
}

/** A code of the app that the shop knew before is asked for. */
export interface LegacyAppStep {
  step: 'legacy-app'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  attemptsLeft: number
}

/** An authenticator app is to be enrolled. */
export interface EnrolAppStep {
  step: 'enrol-app'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  /** The shop that asks for an app */
  shopName: string | null
  /** Whether to ask if codes by mail stay another way */
  asksAboutMail: boolean
  attemptsLeft: number
}

/** A new password is to be chosen. */
export interface NewPasswordStep {
  step: 'new-password'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  reason: 'reset' | 'first' | 'several-claims' | 'second-shop' | 'below-rules'
  minimumLength: number
  /** Where an account is made by an invitation: its name may be said with the password */
  name?:
    | {
        suggested: string | null
      }
    | undefined
}

/** Whoever was invited is asked whether they want to be the shop’s member. */
export interface ConfirmStep {
  step: 'confirm'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  /** The shop whose member one is about to become */
  shopName: string
  role: string | null
  inviterName: string | null
}

/** The sign-in cannot go on. */
export interface RefusedStep {
  step: 'refused'
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address as it was typed */
  email: string
  /** An account of one’s own was asked for in this sign-in */
  invitationAsked?: true | undefined
  reason: 'closed' | 'link_unusable' | 'no_usable_factor' | 'session_restricted'
}

/** Signed in. */
export interface DoneStep {
  step: 'done'
  /** A path of this origin */
  returnTo: string
  /** Whether the account came into being just now */
  firstSignIn: boolean
  /** The id of the shop whose invitation was accepted just now */
  joined: string | null
  /** Codes for when the device is gone, said here and never again */
  recoveryCodes: string[] | null
}

/** Where a sign-in stands: what the next screen asks for. Told apart by `step`. */
export type Step =
  | PasswordStep
  | CodeStep
  | LegacyAppStep
  | EnrolAppStep
  | NewPasswordStep
  | ConfirmStep
  | RefusedStep
  | DoneStep

/** An authenticator app to be enrolled, shown once. */
export interface ShownAppAnswer {
  /** Base32, to be typed where nothing can be scanned */
  secret: string
  /** What a QR code says: an otpauth address */
  uri: string
  /** RFC 3339, UTC */
  validUntil: string
  /** The server's clock, for count-downs */
  now: string
}

/** The factors of who is signed in. */
export interface FactorsAnswer {
  factors: {
    id: string
    kind: 'email' | 'totp' | 'recovery'
    /** RFC 3339, UTC */
    enrolledAt: string
    /** RFC 3339, UTC */
    lastUsedAt: string | null
    /** Since when it is no way in, after too many wrong codes */
    lockedAt: string | null
  }[]
  recoveryCodesLeft: number
  /** What the shops say of codes by mail beside an app */
  mail: 'allowed' | 'barred'
  /** Whether a shop asks for an app, so that it cannot be removed */
  needsApp: boolean
  /** New recovery codes, said here and never again */
  recoveryCodes: string[] | null
}

/** What somebody signed in sees of the own account. */
export interface ProfileAnswer {
  name: string | null
  /** As it was typed when it was proven */
  email: string
  /** The language of the mails */
  locale: 'ja' | 'en'
  /** Since when there is the account */
  createdAt: string
  /** Until when factors and the address cannot be changed after a reset by mail; null when they can */
  recoveredUntil: string | null
  /** The lift of a factor that is under way and can be cancelled */
  factorLift: {
    caseNumber: string
    factor: 'totp'
    /** When the factor goes; null while the lift is not approved */
    liftsAt: string | null
  } | null
  minimumPasswordLength: number
}

/** Where the account is signed in. */
export interface DevicesAnswer {
  sessions: {
    id: string
    /** Whether it is the one that asks */
    current: boolean
    /** From known lists, never as the browser calls itself */
    browser: {
      name: string | null
      system: string | null
    }
    /** Where it was signed in from */
    address: string | null
    /** RFC 3339, UTC */
    signedInAt: string
    /** A minute behind at the most */
    lastSeenAt: string
  }[]
}

/** What happened to the account, the newest first. */
export interface EventsAnswer {
  events: {
    id: string
    /** RFC 3339, UTC */
    at: string
    name:
      | 'account.activated'
      | 'account.joined'
      | 'account.password_changed'
      | 'account.password_reset_asked'
      | 'account.password_reset'
      | 'account.address_change_asked'
      | 'account.address_change_withdrawn'
      | 'account.address_changed'
      | 'account.address_reverted'
      | 'account.factors_changed'
      | 'account.profile_changed'
      | 'account.recovery_code_used'
      | 'authn.signed_in'
      | 'authn.stepped_up'
      | 'authn.wrong_code'
      | 'authn.factor_locked'
      | 'authn.codes_stopped'
      | 'authn.factor_lost'
      | 'session.ended'
      | 'session.others_ended'
      | 'session.evicted'
      | 'factor.lift_asked'
      | 'factor.lift_approved'
      | 'factor.lift_cancelled'
      | 'factor.lifted'
    /** Whether it was a sign-in from a browser that the account did not know */
    newDevice: boolean
    /** The factors it is about: used, wrong, locked, lifted or added */
    factors: ('email' | 'totp' | 'recovery')[]
    removedFactors: ('email' | 'totp' | 'recovery')[]
    /** The shop whose member the account has become */
    shopName: string | null
    /** From known lists, never as the browser calls itself */
    browser: {
      name: string | null
      system: string | null
    }
    address: string | null
  }[]
  /** What the next page comes after; null when nothing older is there */
  next: string | null
}

/** The ways out for somebody who can use none of the ways asked for. */
export interface LostFactorAnswer {
  /** What the support desk looks up */
  caseNumber: string
  /** Other ways that are open, recovery codes among them */
  otherFactors: ('email' | 'totp' | 'recovery')[]
  /** The shops whose administrators can be asked, by name */
  administratorsOf: string[]
}

/** Whose password was reset. */
export interface PasswordResetAnswer {
  /** The address whose password it is now */
  email: string
}

/** The address of the account, and the change that waits. */
export interface AddressAnswer {
  /** The address of the account, as it was typed */
  email: string
  /** The address that waits to be confirmed from its mailbox */
  pending: {
    email: string
    /** RFC 3339, UTC */
    validUntil: string
  } | null
}

/** Who is signed in, how strongly, and whose member they are. */
export interface SessionAnswer {
  account: {
    id: string
    email: string
    name: string | null
    locale: 'ja' | 'en'
  }
  session: {
    class: 'full' | 'recovered' | 'robot'
    acr: 'urn:ecforce:acr:app' | 'urn:ecforce:acr:email' | 'urn:ecforce:acr:robot'
    /** RFC 8176 */
    amr: ('pwd' | 'otp' | 'mfa')[]
    /** RFC 3339, UTC */
    authTime: string
    /** The end, however busy the session is */
    expiresAt: string
  }
  memberships: {
    shop: string
    shopName: string
    role: string | null
  }[]
}

/** The services of the portal. */
export interface AppsAnswer {
  /** What the session may enter, the last used first; some may ask for a proof first */
  services: {
    id: string
    name: string
    /** A PNG as a `data:` URL */
    icon: string | null
    /** Begins a sign-in there by whoever is signed in here (OpenID Connect Core 4) */
    url: string
    shop: string
    shopName: string
    /** Where the shop's admin opens; null until the shop has said */
    adminUrl: string | null
    /** Until when the shop's own sign-in works for the member as well; null when it does no more, and while nobody has set an end */
    legacySignInUntil: string | null
    /** null: never */
    lastEnteredAt: string | null
  }[]
  /** Shops of the member that have nothing to enter yet */
  unconnected: {
    shop: string
    shopName: string
    /** Where the shop's admin opens; null until the shop has said */
    adminUrl: string | null
    /** Whether the shop's own sign-in works for the member */
    legacySignIn: 'open' | 'closed'
    /** Until when the shop's own sign-in works for the member as well; null when it does no more, and while nobody has set an end */
    legacySignInUntil: string | null
  }[]
}

/** Whom to invite into a shop. */
export type InviteRequest =
  | {
      /** How long the invitations are good for. Default: what the shop has set */
      lifetimeDays?: number | undefined
      /** The language of the mails */
      locale?: 'ja' | 'en' | undefined
      people: {
        /** The address as typed */
        email: string
        name?: string | undefined
        /** A role of the shop’s own system; by default that of its row, if it has one */
        role?: string | undefined
      }[]
    }
  | {
      /** How long the invitations are good for. Default: what the shop has set */
      lifetimeDays?: number | undefined
      /** The language of the mails */
      locale?: 'ja' | 'en' | undefined
      /** A person a line: address, name and role, with commas or tabs between; headings are understood */
      list: string
    }
  | {
      /** How long the invitations are good for. Default: what the shop has set */
      lifetimeDays?: number | undefined
      /** The language of the mails */
      locale?: 'ja' | 'en' | undefined
      /** Everybody who needs an invitation */
      waiting: true
    }

/** What somebody shows who was invited. */
export type InvitationTicketRequest =
  | {
      /** What stands behind `#token=` in the mailed link */
      token: string
    }
  | {
      /** The address that was invited, as typed */
      email: string
      /** The six digits of the mail */
      code: string
    }

/** What opens the sign-in that accepts an invitation. */
export type AcceptInvitationRequest =
  | {
      /** What stands behind `#token=` in the mailed link */
      token: string
      /** The language of the mails; by default that of Accept-Language */
      locale?: 'ja' | 'en' | undefined
    }
  | {
      /** The address that was invited, as typed */
      email: string
      /** The six digits of the mail */
      code: string
      /** The language of the mails; by default that of Accept-Language */
      locale?: 'ja' | 'en' | undefined
    }

/** What is changed about a member of a shop: one thing at a time. */
export type MemberChangeRequest =
  | {
      /** A role of the shop’s own system; on one line */
      role: string
    }
  | {
      /** `suspended` takes the access away and `active` gives it back; `confirmed` lets a held claim in */
      state: 'active' | 'suspended' | 'confirmed'
    }

/** An invitation, for the shop’s administrators. */
export interface InvitationAnswer {
  id: string
  /** The row of the member list it is for */
  member: string
  email: string
  name: string | null
  role: string | null
  /** `delivered`: a mail server has taken the mail. `exhausted`: too many wrong codes were typed */
  state: 'pending' | 'delivered' | 'bounced' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'
  inviterName: string | null
  /** RFC 3339, UTC */
  createdAt: string
  /** RFC 3339, UTC */
  sentAt: string
  /** RFC 3339, UTC */
  expiresAt: string
  /** From when on it is mailed again if asked; null when not at all */
  resendAt: string | null
}

/** The invitations of a shop. */
export interface InvitationsAnswer {
  /** Of a page; where a state is asked for, those of it in that state */
  invitations: {
    id: string
    /** The row of the member list it is for */
    member: string
    email: string
    name: string | null
    role: string | null
    /** `delivered`: a mail server has taken the mail. `exhausted`: too many wrong codes were typed */
    state: 'pending' | 'delivered' | 'bounced' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'
    inviterName: string | null
    /** RFC 3339, UTC */
    createdAt: string
    /** RFC 3339, UTC */
    sentAt: string
    /** RFC 3339, UTC */
    expiresAt: string
    /** From when on it is mailed again if asked; null when not at all */
    resendAt: string | null
  }[]
  /** What the next page comes after; null when this is the last */
  next: string | null
}

/** What came of each person to be invited. */
export interface InviteAnswer {
  results: {
    /** From 1, as the people stand in the request */
    row: number
    /** As typed */
    email: string
    outcome:
      | 'invited'
      | 'already_invited'
      | 'already_member'
      | 'suspended'
      | 'can_sign_in'
      | 'held'
      | 'duplicate'
      | 'too_many'
      | 'row_unreadable'
      | 'address_invalid'
      | 'name_invalid'
      | 'role_invalid'
    /** The invitation under way */
    invitation: string | null
  }[]
}

/** Who would like an account of their own, asked at the sign-in of somebody else’s. */
export interface InvitationAskRequest {
  /** The flow that the page believes to be on, as the last answer named it */
  flow: string
  /** The address to be invited, as typed */
  email: string
  /** How the person is called; on one line */
  name: string
}

/** How long the invitations of a shop are to be good for. */
export interface InvitationPolicyRequest {
  /** How long invitations are good for, unless a request says */
  lifetimeDays: number
}

/** How long the invitations of a shop are good for. */
export interface InvitationPolicyAnswer {
  /** How many days invitations are good for, unless a request says */
  lifetimeDays: number
}

/** Who would like to be invited into a shop. */
export interface InvitationWishesAnswer {
  wishes: {
    id: string
    /** The address to be invited, as typed; nobody has proven it */
    email: string
    /** As whoever asks is called; nobody has proven it */
    name: string
    /** RFC 3339, UTC */
    askedAt: string
    status: 'open' | 'invited' | 'dismissed'
  }[]
}

/** How somebody who asked for it is invited. */
export interface WishInviteRequest {
  /** A role of the shop’s own system; on one line */
  role: string
  /** The language of the mails */
  locale?: 'ja' | 'en' | undefined
}

/** What came of inviting somebody who asked for it. */
export interface WishInvitedAnswer {
  wish: {
    id: string
    /** The address to be invited, as typed; nobody has proven it */
    email: string
    /** As whoever asks is called; nobody has proven it */
    name: string
    /** RFC 3339, UTC */
    askedAt: string
    status: 'open' | 'invited' | 'dismissed'
  }
  outcome:
    | 'invited'
    | 'already_invited'
    | 'already_member'
    | 'suspended'
    | 'can_sign_in'
    | 'held'
    | 'duplicate'
    | 'too_many'
    | 'row_unreadable'
    | 'address_invalid'
    | 'name_invalid'
    | 'role_invalid'
  /** The invitation under way */
  invitation: string | null
}

/** Who stands for a member that several people share. */
export interface SharedMarkRequest {
  /** Another active member of the shop, by its id */
  responsible: string
}

/** On which day a membership ends. */
export interface RetirementRequest {
  /** The day in Japan at whose 00:00 it ends: from tomorrow on, within ninety days */
  on: string
}

/** What an invited person is told of the invitation. */
export interface InvitationToldAnswer {
  shopName: string
  inviterName: string | null
  role: string | null
  /** Whom it is for */
  maskedEmail: string
  /** RFC 3339, UTC */
  expiresAt: string
  /** Who is signed in in this browser, and whether it is whom the invitation is for */
  signedInAs: {
    email: string
    isInvited: boolean
  } | null
}

/** Somebody else is signed in in this browser, so that nothing was begun. */
export interface SwitchAccountStep {
  step: 'switch-account'
  /** Who is signed in in this browser: sign out, and accept again */
  signedInAs: string
  /** Whom the invitation is for */
  maskedEmail: string
}

/** What accepting an invitation begins with. Told apart by `step`. */
export type AcceptanceStep =
  | PasswordStep
  | CodeStep
  | LegacyAppStep
  | EnrolAppStep
  | NewPasswordStep
  | ConfirmStep
  | RefusedStep
  | DoneStep
  | SwitchAccountStep

/** A member of a shop, for its administrators. */
export interface ManagedMemberAnswer {
  id: string
  /** Its name in the shop’s own system; `invited:…` until the shop has one */
  legacyId: string
  email: string
  name: string | null
  role: string | null
  isAdministrator: boolean
  isSelf: boolean
  state: 'claim' | 'held' | 'invited' | 'needs-invitation' | 'active' | 'suspended'
  /** The kinds that are enrolled */
  factors: ('email' | 'totp' | 'recovery')[]
  /** Into this shop; null when unknown or never */
  lastSignInAt: string | null
  /** Whether the shop says that it never was */
  neverSignedIn: boolean
  invitation: {
    id: string
    /** `delivered`: a mail server has taken the mail. `exhausted`: too many wrong codes were typed */
    state: 'pending' | 'delivered' | 'bounced' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'
  } | null
  /** Whether several people share it */
  shared: {
    /** What speaks for several people behind one account; those of sessions only where this shop is its only one */
    signals: ('role-mailbox' | 'simultaneous-sessions' | 'many-devices')[]
    /** That the shop knows it, and who stands for it */
    mark: {
      responsible: {
        memberId: string
        name: string | null
      }
      /** RFC 3339, UTC */
      markedAt: string
      /** RFC 3339, UTC */
      remindsAt: string
    } | null
    /** The day in Japan on which the membership ends */
    retiresOn: string | null
  }
}

/** The members of a shop, for its administrators. */
export interface ManagedMembersAnswer {
  members: {
    id: string
    /** Its name in the shop’s own system; `invited:…` until the shop has one */
    legacyId: string
    email: string
    name: string | null
    role: string | null
    isAdministrator: boolean
    isSelf: boolean
    state: 'claim' | 'held' | 'invited' | 'needs-invitation' | 'active' | 'suspended'
    /** The kinds that are enrolled */
    factors: ('email' | 'totp' | 'recovery')[]
    /** Into this shop; null when unknown or never */
    lastSignInAt: string | null
    /** Whether the shop says that it never was */
    neverSignedIn: boolean
    invitation: {
      id: string
      /** `delivered`: a mail server has taken the mail. `exhausted`: too many wrong codes were typed */
      state: 'pending' | 'delivered' | 'bounced' | 'accepted' | 'declined' | 'revoked' | 'expired' | 'exhausted'
    } | null
    /** Whether several people share it */
    shared: {
      /** What speaks for several people behind one account; those of sessions only where this shop is its only one */
      signals: ('role-mailbox' | 'simultaneous-sessions' | 'many-devices')[]
      /** That the shop knows it, and who stands for it */
      mark: {
        responsible: {
          memberId: string
          name: string | null
        }
        /** RFC 3339, UTC */
        markedAt: string
        /** RFC 3339, UTC */
        remindsAt: string
      } | null
      /** The day in Japan on which the membership ends */
      retiresOn: string | null
    }
  }[]
  /** What the next page comes after; null when this is the last */
  next: string | null
}

/** The shops of who is signed in, and those that wait for an answer. */
export interface MembershipsAnswer {
  memberships: {
    id: string
    shop: string
    shopName: string
    role: string | null
    /** Whether the role is one that sees and manages the members of the shop */
    isAdministrator: boolean
    /** Since when its owner says that a robot uses it */
    robotSince: string | null
    state: 'active' | 'suspended'
  }[]
  /** Shops that list the address and wait for an answer; they know nothing of the account */
  waiting: {
    id: string
    shop: string
    shopName: string
    role: string | null
    inviterName: string | null
    /** RFC 3339, UTC */
    expiresAt: string | null
  }[]
}

/** What an operator signs in with. */
export interface OperatorSignInRequest {
  /** In whatever case */
  name: string
  /** As typed: never trimmed, folded or cut */
  password: string
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
}

/** Members to be marked before the announcement. */
export interface MarksRequest {
  /** What becomes of them at the announcement; `none` takes a mark back */
  mark: 'hold' | 'remove' | 'invite' | 'none'
  /** Whoever has one of these */
  findings?: Finding[] | undefined
  /** These members */
  legacyIds?: string[] | undefined
}

/** Which operator is signed in. */
export interface OperatorSessionAnswer {
  name: string
  role: 'support' | 'engineer'
  /** The end, however busy the session is; half an hour without a request ends it too */
  expiresAt: string
}

/** Every shop, for operators. */
export interface OperatorShopsAnswer {
  /** The server's clock */
  now: string
  shops: {
    shop: string
    name: string
    adminUrl: string | null
    phase: 'before' | 'coexistence' | 'enforced'
    /** When it is going to be announced, where somebody has said */
    announceAt: string | null
    /** RFC 3339, UTC */
    announcedAt: string | null
    /** The cut; null before the announcement, and while the switch is paused */
    enforcedAt: string | null
    members: {
      /** Belong to an account */
      setUp: number
      /** Claims that nothing holds */
      notYet: number
      /** Claims that wait for somebody to confirm them */
      held: number
      /** Need an invitation */
      pending: number
    }
  }[]
}

/** The services of the shops, for operators. */
export interface OperatorServicesAnswer {
  /** By id */
  services: {
    id: string
    name: string
    shop: string
    shopName: string
    /** RFC 3339, UTC */
    addedAt: string
    /** The newest first; two while one takes the place of the other */
    secretsIssuedAt: string[]
    /** Where members enter it; null for a back end and nothing else */
    web: {
      startUrl: string
      redirectUris: string[]
      postLogoutUris: string[]
      backChannelLogoutUrl: string | null
      /** A PNG as a `data:` URL */
      icon: string | null
    } | null
    /** How telling it of entries that have ended went */
    signOuts: {
      /** Ended, and not told yet */
      waiting: number
      told: number
      /** Given up */
      failed: number
      lastError: string | null
    }
  }[]
}

/** What can be found of a member. */
export type Finding =
  | 'unusable-address'
  | 'same-address'
  | 'never-signed-in'
  | 'stale'
  | 'shared-suspect'
  | 'role-mailbox'
  | 'robot-suspect'
  | 'several-shops'
  | 'administrator'
  | 'legacy-two-factor'
  | 'no-password'
  | 'weak-hash'
  | 'needs-invitation'

/** A member with what was found. */
export interface ReadinessMember {
  legacyId: string
  /** As the shop wrote it */
  email: string
  name: string | null
  role: string | null
  state: 'claim' | 'pending' | 'active' | 'suspended'
  heldFor: ('stale' | 'same_address' | 'by_hand')[]
  leaving: 'remove' | 'invite' | null
  /** Whether the shop says so */
  neverSignedIn: boolean
  /** As the shop knew it; null for never and for unknown */
  lastSignInAt: string | null
  findings: Finding[]
}

/** What should be looked at before a shop is announced. */
export interface ReadinessAnswer {
  /** RFC 3339, UTC */
  at: string
  staleAfterDays: number
  /** Every finding there is, the gravest first: why it matters, and what to do */
  findings: {
    code: Finding
    why: {
      ja: string
      en: string
    }
    todo: {
      ja: string
      en: string
    }
  }[]
  shops: {
    shop: string
    name: string
    phase: 'before' | 'coexistence' | 'enforced'
    /** Members that are not removed */
    listed: number
    /** What was found of the shop as a whole */
    shopFindings: {
      code: 'no-administrator'
      why: {
        ja: string
        en: string
      }
      todo: {
        ja: string
        en: string
      }
    }[]
    /** Of findings that somebody has */
    counts: {
      finding: Finding
      members: number
    }[]
    /** By legacy id; null where no shop was named */
    members: ReadinessMember[] | null
  }[]
}

/** Where a request comes from, and what an exemption says to that. */
export interface AddressFindingAnswer {
  /** At the other end of the socket */
  peer: string | null
  /** `X-Forwarded-For` as it came */
  forwardedFor: string | null
  /** Whose word on it is believed */
  proxies: string[]
  hops: {
    text: string
    /** `null`: unreadable */
    address: string | null
    isProxy: boolean
  }[]
  /** Where the request comes from; `null`: unknown */
  address: string | null
  /** Of the member that was named */
  exemption: {
    /** What a right password from there comes to */
    bypass: 'waived' | 'shadow' | 'refused'
    /** Everything that is missing */
    reasons: string[]
    grant: {
      id: string
      ranges: string[]
      status: 'active' | 'suspended' | 'revoked'
      /** RFC 3339, UTC */
      startsAt: string
      /** RFC 3339, UTC */
      endsAt: string
    } | null
  } | null
}

/** How far the members of a shop are with setting up. */
export interface ProgressAnswer {
  shop: string
  name: string
  /** RFC 3339, UTC */
  at: string
  phase: 'before' | 'coexistence' | 'enforced'
  /** RFC 3339, UTC */
  announcedAt: string | null
  /** The cut; null before the announcement, and while the switch is paused */
  enforcedAt: string | null
  /** Belong to an account */
  setUp: number
  /** Claims that nothing holds */
  notYet: number
  /** Claims that wait for somebody to confirm them */
  held: number
  /** Need an invitation */
  pending: number
  /** The days of Japan from the announcement on, to today or to the day of the cut */
  days: {
    /** As `2026-11-22` */
    day: string
    /** How many set up on it */
    setUp: number
    /** How many had by its end */
    total: number
  }[]
  /** How many set up after the cut */
  afterCut: number
  members: {
    legacyId: string
    name: string | null
    role: string | null
    /** `claim`: not set up yet */
    state: 'claim' | 'held' | 'pending' | 'active' | 'suspended'
    /** RFC 3339, UTC */
    setUpAt: string | null
  }[]
}

/** How many members were marked. */
export interface MarksAnswer {
  /** How many claims; whoever is no claim was left as they are */
  marked: number
}

/** What a shop asks for its robots. */
export interface BypassAskRequest {
  /** What the robot does; at most 500 characters */
  purpose: string
  /** Whose addresses they are, or which tool drives the robot */
  provider: string
  /** The members a robot uses, by id; at most 20 */
  members: string[]
  /** Addresses or ranges in canonical text. IPv4 is at least /28, or /24 with two operators; IPv6 at least /64; together at most 64 IPv4 addresses, 256 with two operators */
  ranges: string[]
  /** For how long, in days; by default 90, at most 180 */
  validDays?: number | undefined
  /** Only writes down what it would have waived; by default it waives */
  shadow?: boolean | undefined
}

/** The same in the place of what was asked. */
export interface BypassEditRequest {
  /** The version that was seen */
  version: number
  /** What the robot does; at most 500 characters */
  purpose: string
  /** Whose addresses they are, or which tool drives the robot */
  provider: string
  /** The members a robot uses, by id; at most 20 */
  members: string[]
  /** Addresses or ranges in canonical text. IPv4 is at least /28, or /24 with two operators; IPv6 at least /64; together at most 64 IPv4 addresses, 256 with two operators */
  ranges: string[]
  /** For how long, in days; by default 90, at most 180 */
  validDays?: number | undefined
  /** Only writes down what it would have waived; by default it waives */
  shadow?: boolean | undefined
}

/** What a shop answers to a question of operators. */
export interface BypassAnswerRequest {
  answer: string
}

/** What an operator asks in the name of a shop. */
export interface BypassTakeRequest {
  shop: string
  /** The support desk's own number */
  ticket: string
  /** What the robot does; at most 500 characters */
  purpose: string
  /** Whose addresses they are, or which tool drives the robot */
  provider: string
  /** The members a robot uses, by id; at most 20 */
  members: string[]
  /** Addresses or ranges in canonical text. IPv4 is at least /28, or /24 with two operators; IPv6 at least /64; together at most 64 IPv4 addresses, 256 with two operators */
  ranges: string[]
  /** For how long, in days; by default 90, at most 180 */
  validDays?: number | undefined
  /** Only writes down what it would have waived; by default it waives */
  shadow?: boolean | undefined
}

/** What operators ask a shop. */
export interface BypassQuestionRequest {
  /** The version that was seen */
  version: number
  question: string
}

/** The version that was seen, and a code of the operator’s app. */
export interface BypassApproveRequest {
  /** The version that was seen */
  version: number
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
}

/** The same, and why it is rejected. */
export interface BypassRejectRequest {
  /** The version that was seen */
  version: number
  /** What the shop is told */
  reason: string
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
}

/** A code of the operator’s app. */
export interface OperatorCodeRequest {
  /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
  code: string
}

/** Whose exemptions are to be suspended, and a code of the operator’s app. */
export type BypassStopRequest =
  | {
      shop: string
      /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
      code: string
    }
  | {
      all: true
      /** Six digits of the authenticator app; full-width ones, spaces and hyphens are understood */
      code: string
    }

/** What is missing before anything is waived for a robot. */
export type BypassMissing =
  | 'readable-mailbox'
  | 'first-sign-in'
  | 'active-member'
  | 'not-administrator'
  | 'no-other-membership'
  | 'own-password'
  | 'robot-flag'

/** A robot’s member, with what is missing before anything is waived. */
export interface Robot {
  id: string
  name: string | null
  email: string
  /** Since when its owner says that a robot uses it */
  robotSince: string | null
  /** What has to be done before anything is waived, in this order */
  missing: BypassMissing[]
}

/** A request for robots, for the shop’s administrators. */
export interface BypassRequestAnswer {
  id: string
  shop: string
  shopName: string
  version: number
  status: 'pending' | 'needs-information' | 'approved' | 'rejected' | 'withdrawn'
  purpose: string
  provider: string
  members: Robot[]
  ranges: string[]
  validDays: number
  shadow: boolean
  /** The grant it is to take over from */
  renews: string | null
  /** RFC 3339, UTC */
  askedAt: string
  /** By when operators answer */
  dueAt: string
  /** Since when the clock stands, as the shop has been asked something */
  stoppedAt: string | null
  question: string | null
  answer: string | null
  /** RFC 3339, UTC */
  settledAt: string | null
  /** Why it was rejected */
  reason: string | null
  /** Whether two operators have to approve it */
  needsSecond: boolean
  /** Whether the first of the two has */
  firstApproved: boolean
  /** The instant of the cut, where the answer may come only after it */
  dueAfterCut: string | null
  /** Whether an operator asked for the shop */
  byOperator: boolean
}

/** The requests of a shop. */
export interface BypassRequestsAnswer {
  requests: BypassRequestAnswer[]
}

/** A robot’s exemption, for the shop’s administrators. */
export interface BypassGrantAnswer {
  id: string
  request: string
  shop: string
  shopName: string
  member: Robot
  ranges: string[]
  /** `waiting`: granted, and something is missing; `ended`: over by time */
  standing: 'active' | 'waiting' | 'suspended' | 'revoked' | 'ended'
  suspendedFor: 'unused' | 'credentials' | 'stopped' | null
  shadow: boolean
  /** RFC 3339, UTC */
  startsAt: string
  /** RFC 3339, UTC */
  endsAt: string
  /** RFC 3339, UTC */
  lastUsedAt: string | null
  lastAddress: string | null
  /** Of the last thirty days in Japan, those on which there was anything */
  days: {
    day: string
    uses: number
    shadow: number
    nearMisses: number
  }[]
  userAgents: {
    userAgent: string
    /** RFC 3339, UTC */
    lastSeenAt: string
  }[]
}

/** The exemptions of a shop’s robots. */
export interface BypassGrantsAnswer {
  grants: BypassGrantAnswer[]
}

/** A request for robots, for operators. */
export interface OperatorBypassRequestAnswer {
  id: string
  shop: string
  shopName: string
  version: number
  status: 'pending' | 'needs-information' | 'approved' | 'rejected' | 'withdrawn'
  purpose: string
  provider: string
  members: Robot[]
  ranges: string[]
  validDays: number
  shadow: boolean
  /** The grant it is to take over from */
  renews: string | null
  /** RFC 3339, UTC */
  askedAt: string
  /** By when operators answer */
  dueAt: string
  /** Since when the clock stands, as the shop has been asked something */
  stoppedAt: string | null
  question: string | null
  answer: string | null
  /** RFC 3339, UTC */
  settledAt: string | null
  /** Why it was rejected */
  reason: string | null
  /** Whether two operators have to approve it */
  needsSecond: boolean
  /** Whether the first of the two has */
  firstApproved: boolean
  /** The instant of the cut, where the answer may come only after it */
  dueAfterCut: string | null
  overdue: boolean
  ticket: string | null
  /** The operator who asked for the shop; null for its administrator */
  askedBy: string | null
  firstApprovedBy: string | null
  /** The operator who ended it, or the account that withdrew it */
  settledBy: string | null
}

/** Requests for robots, for operators. */
export interface OperatorBypassRequestsAnswer {
  /** RFC 3339, UTC */
  now: string
  requests: OperatorBypassRequestAnswer[]
}

/** A robot’s exemption, for operators. */
export interface OperatorBypassGrantAnswer {
  id: string
  request: string
  shop: string
  shopName: string
  member: Robot
  ranges: string[]
  /** `waiting`: granted, and something is missing; `ended`: over by time */
  standing: 'active' | 'waiting' | 'suspended' | 'revoked' | 'ended'
  suspendedFor: 'unused' | 'credentials' | 'stopped' | null
  shadow: boolean
  /** RFC 3339, UTC */
  startsAt: string
  /** RFC 3339, UTC */
  endsAt: string
  /** RFC 3339, UTC */
  lastUsedAt: string | null
  lastAddress: string | null
  /** Of the last thirty days in Japan, those on which there was anything */
  days: {
    day: string
    uses: number
    shadow: number
    nearMisses: number
  }[]
  userAgents: {
    userAgent: string
    /** RFC 3339, UTC */
    lastSeenAt: string
  }[]
  approvedBy: string[]
}

/** Exemptions of robots, for operators. */
export interface OperatorBypassGrantsAnswer {
  grants: OperatorBypassGrantAnswer[]
}

/** How many exemptions were suspended. */
export interface BypassStopAnswer {
  /** How many grants were active */
  stopped: number
}

/** A shop that has been announced. */
export interface ShopAnswer {
  shop: string
  name: string
  /** Where the shop's admin opens; null until the shop has said */
  adminUrl: string | null
  /** Whether the shop's own sign-in works as well */
  phase: 'coexistence' | 'enforced'
  /** RFC 3339, UTC */
  announcedAt: string
  /** From when on accounts is the only way in; null while the switch is paused */
  enforcedAt: string | null
}

/** Work to be done before the same request is heard. */
export interface ProofOfWork {
  challenge: string
  /** Zero bits at the head of SHA-256 */
  difficultyBits: number
}

/** Why a request was not done (RFC 9457). */
export interface Problem {
  type: string
  title: string
  status: number
  code:
    | 'request_invalid'
    | 'password_unacceptable'
    | 'factor_refused'
    | 'readiness_refused'
    | 'member_refused'
    | 'bypass_invalid'
    | 'bypass_refused'
    | 'credentials_rejected'
    | 'operator_rejected'
    | 'operator_code_rejected'
    | 'code_rejected'
    | 'service_rejected'
    | 'session_required'
    | 'operator_required'
    | 'session_restricted'
    | 'step_up_required'
    | 'origin_refused'
    | 'host_refused'
    | 'flow_not_found'
    | 'link_unusable'
    | 'not_found'
    | 'method_not_allowed'
    | 'flow_conflict'
    | 'body_too_large'
    | 'unsupported_media_type'
    | 'proof_required'
    | 'throttled'
    | 'overloaded'
    | 'unavailable'
    | 'internal'
  /** The words in the language of the request */
  detail: string
  messages: {
    ja: string
    en: string
  }
  /** What the support desk looks up */
  supportCode?: string | undefined
  /** From when on a restricted session may; null when not at all */
  until?: string | null | undefined
  retryAfterSeconds?: number | undefined
  proof?: ProofOfWork | undefined
  /** Why a code, a new password, or a change of factors or members was not taken */
  reason?:
    | 'mismatch'
    | 'expired'
    | 'exhausted'
    | 'replayed'
    | 'not_asked'
    | 'not_enrolled'
    | 'too_short'
    | 'too_long'
    | 'common'
    | 'context'
    | 'last_factor'
    | 'required_by_policy'
    | 'barred_by_policy'
    | 'enrolled'
    | 'not_begun'
    | 'announced'
    | 'conflict'
    | 'wrong_state'
    | 'oneself'
    | 'last_administrator'
    | 'invitation_over'
    | 'sent_too_often'
    | 'own_password_first'
    | 'responsible_unusable'
    | 'day_unusable'
    | 'not_engineer'
    | 'self_approval'
    | 'same_operator'
    | 'text_missing'
    | 'robot_administrator'
    | 'robot_other_membership'
    | 'robot_password'
    | 'wrong_code'
    | 'too_many'
    | undefined
  /** Where the flow stands; null when it has ended */
  step?: Step | null | undefined
  errors?:
    | {
        /** RFC 6901, into the body */
        pointer: string
        messages: {
          ja: string
          en: string
        }
        /** A code for it, where there is one */
        reason?: string | undefined
        /** How it is to be written */
        suggestion?: string | undefined
      }[]
    | undefined
}
