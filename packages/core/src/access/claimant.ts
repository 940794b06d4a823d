import type { Account, EnrolledFactor } from '../domain/account.ts'
import { EPOCH_BEFORE_ACCOUNT, type Flow } from '../domain/flow.ts'
import type { InvitationCase } from '../domain/invitation.ts'
import { CLAIM_LIFETIME_MILLISECONDS, isAdministratorRole, type Member } from '../domain/member.ts'
import type { FactorPolicy, Shop } from '../domain/shop.ts'
import { decideCoexistence } from '../policy/coexistence.ts'
import { asksForApp } from '../policy/factor-policy.ts'
import { decideInvitation } from '../policy/invitation.ts'
import { type Facts, type NextStep, nextStep } from '../policy/next-step.ts'
import type { AccountStore } from '../ports/account-store.ts'
import type { MailedLinks } from '../ports/mailed-links.ts'
import type { MemberOfShop, MemberStore } from '../ports/member-store.ts'
import type { Instant } from '../primitives/clock.ts'
import type { EmailKey } from '../primitives/email-address.ts'
import type { BypassGrantId, MemberId, ShopId } from '../primitives/ids.ts'
import { ownRows, standingOf, wordsAround } from './standing.ts'

/** Whom a flow is about: the account of its address, or the claims that may become one, or nobody. */
export interface Claimant {
  readonly account: Account | null
  readonly factors: readonly EnrolledFactor[]
  /** Claims of announced shops that nothing holds back, the latest sign-in first. None once there is an account. */
  readonly claims: readonly Member[]
  /** How many rows of the address still are claims, in whatever shop and state of hold. */
  readonly claimCount: number
  readonly policy: FactorPolicy
  readonly administrator: boolean
  /**
   * The name of a shop that asks for an authenticator app, to be told why one has to be enrolled; `null` where it is
   * because the person had one at the shop.
   */
  readonly appAskedBy: string | null
  /** Why a password could not open anything, for the audit log alone. */
  readonly closedBecause:
    | 'unknown'
    | 'suspended'
    | 'reserved'
    | 'held'
    | 'not_announced'
    | 'not_invited'
    | 'invitation_over'
    | 'already_member'
    | null
  /** What the mailbox's owner may be told of shops that open nothing; none where anything is open. */
  readonly closedShops: readonly ClosedShop[]
  /** The rows behind the address, for the support desk alone: shop, legacy id, state and holds. */
  readonly rows: string
  /** The shops that the person is a member of, or may become one, with the row of each. */
  readonly shops: readonly { readonly memberId: MemberId; readonly shopId: ShopId; readonly shopName: string }[]
  /** Words that stand around this person; no password should be made of them. */
  readonly contextWords: readonly string[]
  /** What is to be accepted, in a flow of that; `null` in every other. */
  readonly invitation: InvitationCase | null
  /** The row that the account's owner says a robot uses; `null` where nobody does. */
  readonly robot: MemberId | null
  /** What a robot's grant waives for the very request that this claimant was loaded for; `null` until that was decided. */
  readonly waiver: Waiver | null
}

/** That the second factor is waived, by which grant, in which shop, and until when a session lasts at the longest. */
export interface Waiver {
  readonly grantId: BypassGrantId
  readonly shop: ShopId
  readonly endsAt: Instant
}

/** A shop that lists the address and opens nothing for it, and why. */
export interface ClosedShop {
  readonly shopName: string
  readonly reason: 'not_announced' | 'held' | 'not_invited'
}

/** Loads whom an address stands for. The same questions are asked of the database whoever that is. */
export async function findClaimant(
  stores: {
    readonly accounts: AccountStore
    readonly members: MemberStore
    readonly mailedLinks: Pick<MailedLinks, 'isReserved'>
  },
  key: EmailKey,
  now: Instant,
  /** What the claimant would accept; `null` for none. */
  invitation: InvitationCase | null = null,
): Promise<Claimant> {
  const [found, rows, reserved] = await Promise.all([
    stores.accounts.findByEmail(key),
    stores.members.findByEmail(key),
    stores.mailedLinks.isReserved(key, now, null),
  ])
  const account = found?.account ?? null
  const announced = rows.filter(({ shop }) => decideCoexistence(shop.rollout, now).accountsSignIn)
  const own = account
    ? ownRows(account, rows, now)
    : announced.filter(({ member, shop }) => !reserved && isOpenClaim(member, shop, now))
  const claimant: Claimant = {
    account,
    factors: found?.factors ?? [],
    claims: account ? [] : own.map(({ member }) => member),
    claimCount: rows.filter(({ member }) => member.state === 'claim').length,
    ...standingOf(own),
    appAskedBy: own.find(asksItsMember)?.shop.name ?? null,
    closedBecause: account === null && reserved ? 'reserved' : closedBecause(account, rows, announced, own),
    closedShops: account || own.length > 0 ? [] : rows.map((row) => closedShop(row, now)),
    rows: rows.slice(0, 5).map(describeRow).join(', '),
    shops: own.map(({ member, shop }) => ({ memberId: member.id, shopId: shop.id, shopName: shop.name })),
    contextWords: wordsAround(key, rows),
    invitation: null,
    robot: account === null ? null : robotRow(account, rows),
    waiver: null,
  }
  return invitation === null ? claimant : invitedClaimant(claimant, rows, invitation, now)
}

/**
 * The claimant who accepts an invitation: nothing else of the address counts but what the account has already, and what
 * the inviting shop asks counts as that of a member. Closed once it cannot be accepted any more.
 */
function invitedClaimant(
  claimant: Claimant,
  rows: readonly MemberOfShop[],
  invitation: InvitationCase,
  now: Instant,
): Claimant {
  const { account } = claimant
  const own = account ? ownRows(account, rows, now) : []
  const offered = { member: invitation.member, shop: invitation.shop }
  const all = [...own, offered]
  return {
    ...claimant,
    claims: [],
    ...standingOf(all),
    appAskedBy: all.find(asksItsMember)?.shop.name ?? null,
    closedBecause: closedToInvited(claimant, own, invitation, now),
    closedShops: [],
    shops: all.map(({ member, shop }) => ({ memberId: member.id, shopId: shop.id, shopName: shop.name })),
    contextWords: [...claimant.contextWords, ...wordsAround(invitation.invitation.email.key, [offered])],
    invitation,
  }
}

function closedToInvited(
  { account, closedBecause: before }: Claimant,
  own: readonly MemberOfShop[],
  invitation: InvitationCase,
  now: Instant,
): Claimant['closedBecause'] {
  if (account && account.status !== 'active') return 'suspended'
  if (before === 'reserved') return before
  if (own.some(({ shop }) => shop.id === invitation.shop.id)) return 'already_member'
  return decideInvitation(invitation, now) === 'open' ? null : 'invitation_over'
}

/** What of a flow its next step depends on. */
export type Proofs = Pick<Flow, 'requirement' | 'wish' | 'evidence' | 'heldPassword'>

/** The next step of a flow for this claimant. Pure. */
export function stepOf(flow: Proofs, claimant: Claimant, now: Instant): NextStep {
  const { requirement, wish, evidence } = flow
  return nextStep({ requirement, wish, evidence, facts: factsOf(flow, claimant), policy: claimant.policy, now })
}

/** The credential epoch that evidence of this claimant has to carry. */
export function epochOf({ account }: Claimant): number {
  return account?.credentialEpoch ?? EPOCH_BEFORE_ACCOUNT
}

function factsOf(flow: Proofs, claimant: Claimant): Facts {
  const { account, factors, claims } = claimant
  const app = factors.find((factor) => factor.kind === 'totp')
  return {
    epoch: epochOf(claimant),
    closed: claimant.closedBecause !== null,
    enrolled: factors.filter((factor) => factor.lockedAt === null).map((factor) => factor.kind),
    locked: factors.filter((factor) => factor.lockedAt !== null).map((factor) => factor.kind),
    legacyTwoFactor: claims.some((claim) => claim.legacyTwoFactor),
    legacySecret: claims.some((claim) => claim.legacyTotpSecret !== null),
    administrator: claimant.administrator,
    lastUsed: account?.lastUsedFactor ?? null,
    passwordUnfit: account ? keptFromShop(claimant) : passwordUnfit(flow, claimant),
    appSince: app?.enrolledAt ?? null,
    mailResetAt: account?.mailResetAt ?? null,
    bypass: claimant.waiver,
    // Only somebody signed in gets at a step-up: see its room.
    session: flow.requirement.for === 'step-up' ? 'full' : 'none',
  }
}

/** A password that a shop has known does not open another shop: that one comes after a password chosen here (R3). */
function keptFromShop({ account, invitation }: Claimant): Facts['passwordUnfit'] {
  return invitation !== null && account?.password.origin === 'legacy' ? 'second-shop' : null
}

/** A password that one shop kept becomes the account's only if no other shop kept one for the same address. */
function passwordUnfit({ heldPassword }: Proofs, { claimCount }: Claimant): Facts['passwordUnfit'] {
  if (heldPassword?.origin === 'own') return null
  if (claimCount > 1) return 'several-claims'
  return heldPassword?.belowRules ? 'below-rules' : null
}

/** A member of no other shop, or else nothing is waived: so the first is as good as any. */
function robotRow(account: Account, rows: readonly MemberOfShop[]): MemberId | null {
  const flagged = rows.filter(({ member }) => member.accountId === account.id && member.robotSince !== null)
  return flagged[0]?.member.id ?? null
}

function isOpenClaim(member: Member, { rollout }: Shop, now: Instant): boolean {
  const enforcedAt = rollout?.enforcedAt ?? null
  const lapsed = enforcedAt !== null && now >= enforcedAt + CLAIM_LIFETIME_MILLISECONDS
  return member.state === 'claim' && member.heldFor.length === 0 && !lapsed
}

function closedBecause(
  account: Account | null,
  rows: readonly MemberOfShop[],
  announced: readonly MemberOfShop[],
  own: readonly MemberOfShop[],
): Claimant['closedBecause'] {
  if (account) return account.status === 'active' ? null : 'suspended'
  if (own.length > 0) return null
  if (rows.length === 0) return 'unknown'
  if (announced.length === 0) return 'not_announced'
  return announced.some(({ member }) => member.heldFor.length > 0) ? 'held' : 'not_invited'
}

function closedShop({ member, shop }: MemberOfShop, now: Instant): ClosedShop {
  const { name: shopName } = shop
  if (!decideCoexistence(shop.rollout, now).accountsSignIn) return { shopName, reason: 'not_announced' }
  return { shopName, reason: member.heldFor.length > 0 ? 'held' : 'not_invited' }
}

function asksItsMember({ member: { role }, shop }: MemberOfShop): boolean {
  return asksForApp(shop.factorPolicy, { administrator: isAdministratorRole(role), legacyTwoFactor: false })
}

function describeRow({ member }: MemberOfShop): string {
  const { shopId, legacyId, state, heldFor } = member
  return [`${shopId}/${legacyId}`, state, ...heldFor.map((reason) => `held:${reason}`)].join(' ')
}
