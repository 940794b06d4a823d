import type { IpAddress } from '../primitives/client-address.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailAddress } from '../primitives/email-address.ts'
import type { FlowId, InvitationId, MemberId } from '../primitives/ids.ts'
import type { Locale } from '../primitives/locale.ts'
import type { TokenHash } from '../primitives/secret-token.ts'
import type { FactorKind, PasswordHash, StoredPassword } from './account.ts'
import type { PendingApp } from './factor.ts'

/** One journey from a first screen to its end. What comes next is never stored: it follows from the evidence. */
export interface Flow {
  readonly id: FlowId
  readonly secretHash: TokenHash
  /**
   * The secret before the latest proof. Whoever still has that one is told where the flow stands when the same proof
   * comes twice, and can do nothing else with it.
   */
  readonly formerSecretHash: TokenHash | null
  readonly requirement: Requirement
  readonly email: EmailAddress
  readonly evidence: readonly Evidence[]
  readonly wish: Wish
  /** The password that becomes the account's when the flow is done; until then nobody's. */
  readonly heldPassword: HeldPassword | null
  /** The authenticator app being enrolled; it becomes the account's when the flow is done. */
  readonly heldApp: HeldApp | null
  /** A path on our own origin, or `null` for the portal. */
  readonly returnTo: string | null
  readonly locale: Locale
  readonly startedAt: Instant
  /** From this instant on the flow is gone. */
  readonly expiresAt: Instant
  /** `done` keeps the row for a double click; `ended` says that no more is heard. */
  readonly status: 'open' | 'done' | 'ended'
  /** Rises with every change; who read an older one changes nothing. */
  readonly version: number
  /** Attempts spent on what is asked for now, over all its factors; they begin anew with each proof. */
  readonly attempts: number
}

/** How many codes may be compared for one question of a flow. */
export const CODE_ATTEMPTS = 5

/** A password typed into a flow and found right, hashed anew. */
export interface HeldPassword extends StoredPassword {
  /** Whether it falls below what is asked of passwords carried over. */
  readonly belowRules: boolean
  /** The claim whose password it was; `null` for one chosen here. */
  readonly claimId: MemberId | null
}

/** An app being enrolled in a flow, and what confirming it brought. */
export interface HeldApp extends PendingApp {
  /** `null` until a code of it was right. */
  readonly confirmed: {
    readonly step: number
    readonly recoveryHashes: readonly PasswordHash[]
    /** Whether codes by mail stay another way beside it. */
    readonly keepMail: boolean
  } | null
}

/** What has to be proven for the thing wanted. */
export interface Requirement {
  readonly for: 'sign-in' | 'step-up' | 'reset' | 'invitation'
  /** How old evidence may be. */
  readonly maxAgeSeconds: number
  /** Where not every factor will do: switching mail on needs the app. Absent: any. */
  readonly factors?: readonly FactorKind[]
  /** The invitation that is to be accepted; of such a requirement alone. */
  readonly invitation?: InvitationId
}

/** Something a flow has proven. It counts while it is young enough and `epoch` is still the account's. */
export interface Evidence {
  /**
   * `email`: a mailed code typed into this flow. `link`: a mailed token this flow spent, which names a journey and
   * proves no mailbox. `legacy-app`: a code of the secret the shop knows. `new-password` and `new-app` are held by
   * the flow and applied when it is done.
   */
  readonly kind: 'password' | FactorKind | 'link' | 'legacy-app' | 'new-password' | 'new-app' | 'consent'
  readonly at: Instant
  /** The credential epoch it was proven against: 0 until the account exists. */
  readonly epoch: number
  /** Of a recovery code: its keyed hash, by which a double click is known. */
  readonly codeHash?: string
}

/** What the claimant would rather do. It orders ways that are open anyway, and satisfies nothing. */
export interface Wish {
  readonly factor?: FactorKind
  /** Ask me for a code although this address is a robot's. */
  readonly fullSession?: boolean
  /** How the account to be is to be called. */
  readonly name?: string
  /** Whether an account of one's own was asked for in this flow. */
  readonly invitation?: 'asked'
}

/** What a request tells about where it comes from. */
export interface ClientContext {
  /** `null` when it cannot be known. */
  readonly address: IpAddress | null
  readonly userAgent: string | null
  /** The cookie by which an account knows this browser; it eases throttling and proves nothing. */
  readonly deviceToken: string | null
  /** The session this browser had before. */
  readonly sessionToken: string | null
  readonly requestId: string
  /** The language of the page that asks, where it says so; a mail that is answered there is written in it. */
  readonly locale?: Locale
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal
}

/** The credential epoch of everything proven before an account exists. */
export const EPOCH_BEFORE_ACCOUNT = 0
