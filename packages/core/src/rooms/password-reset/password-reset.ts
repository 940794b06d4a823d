import type { AdministratorNotices } from '../../access/administrator-notices.ts'
import { type Claimant, findClaimant, type Proofs, stepOf } from '../../access/claimant.ts'
import { type Issue, type IssuedDevice, issuedDevice } from '../../access/issue.ts'
import type { KnownBrowser } from '../../access/known-browser.ts'
import type { MailedTokens } from '../../access/mailed-tokens.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import { recoveredUntil, type StoredPassword } from '../../domain/account.ts'
import { type AuditEvent, type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import { type ClientContext, EPOCH_BEFORE_ACCOUNT } from '../../domain/flow.ts'
import type { NoticeFacts, ResetFacts, ResetRefusal } from '../../domain/mail.ts'
import { RESET_LINK_SECONDS, type ResetLink } from '../../domain/mailed-link.ts'
import { sealNotice } from '../../domain/notice.ts'
import { sealMail } from '../../domain/sealed-mail.ts'
import type { NewPassword } from '../../factors/new-password.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { FactorAttempts } from '../../ports/factor-attempts.ts'
import type { MailedLinks } from '../../ports/mailed-links.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Outbox } from '../../ports/outbox.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import type { EmailAddress } from '../../primitives/email-address.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Locale } from '../../primitives/locale.ts'
import type { Random } from '../../primitives/random.ts'
import { hashSecretToken, newSecretToken } from '../../primitives/secret-token.ts'

/** A new password by a mailed link, for accounts and for claims. It never signs in and never touches a factor (R21). */
export interface PasswordReset {
  /**
   * Mails a link, or why there is none, to the mailbox of the address, if a shop or an account has it. Resolves alike
   * and after the same time whoever the address belongs to, and when too much was asked.
   */
  ask(request: ResetRequest, client: ClientContext): Promise<void>

  /**
   * Uses a link up for a new password. Resolves to the address whose it is, and to a new token for a browser that the
   * account knew until then: whoever has the mailbox alone has none, and gets none.
   *
   * Throws `LinkUnusableError`, `ThrottledError`, `PasswordUnacceptableError` and `OverloadedError`; a password that is
   * not taken leaves the link as it was.
   */
  confirm(chosen: ChosenPassword, client: ClientContext): Promise<PasswordTaken>
}

export interface PasswordTaken {
  readonly email: EmailAddress
  readonly device: IssuedDevice | null
}

export interface ResetRequest {
  readonly email: EmailAddress
  /** The language of the mail where no account says another. */
  readonly locale: Locale
}

export interface ChosenPassword {
  readonly token: string
  readonly password: string
  /** The language of the notice where no account says another. */
  readonly locale: Locale
}

export interface PasswordResetDeps {
  readonly mailedLinks: MailedLinks
  readonly tokens: MailedTokens
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly factorAttempts: FactorAttempts
  readonly outbox: Outbox
  readonly throttle: SignInThrottle
  readonly newPassword: NewPassword
  readonly administratorNotices: AdministratorNotices
  readonly issue: Issue
  readonly knownBrowser: KnownBrowser
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/** Long enough for what is written where there is something to mail. */
const ANSWER_MILLISECONDS = 200

export function passwordReset(deps: PasswordResetDeps): PasswordReset {
  const { mailedLinks, tokens, factorAttempts, outbox, throttle, newPassword, administratorNotices } = deps
  const { issue, knownBrowser, keys, clock, random } = deps

  return {
    async ask(request, client) {
      const startedAt = clock.elapsed()
      if (await throttle.reset(request.email.key, client)) await mail(request, client)
      const worked = clock.elapsed() - startedAt
      await clock.sleep(Math.max(1, Math.ceil(worked / ANSWER_MILLISECONDS)) * ANSWER_MILLISECONDS - worked)
    },

    async confirm({ token, password, locale }, client) {
      const attempt = await throttle.mailedToken(client)
      const link = await tokens.find(token)
      if (link?.kind !== 'reset') throw await tokens.refuse('unknown', null, client)

      const claimant = await findClaimant(deps, link.email.key, clock.now())
      const step = stepOf(proofsOf(link), claimant, clock.now())
      if (step.step !== 'new-password' || link.accountId !== (claimant.account?.id ?? null)) {
        throw await tokens.refuse(claimant.closedBecause ?? 'void', link.accountId, client)
      }

      await attempt.refund()
      const chosen = await newPassword(password, claimant.contextWords, client.signal)
      const device = await use(link, claimant, { chosen, locale }, client)
      if (device === 'used') throw await tokens.refuse('used', link.accountId, client)
      await throttle.forgetPasswords(link.email.key, client)
      return { email: link.email, device }
    },
  }

  async function mail({ email, locale }: ResetRequest, client: ClientContext): Promise<void> {
    const now = clock.now()
    const claimant = await findClaimant(deps, email.key, now)
    const { account, closedBecause } = claimant
    const asked = event({
      name: 'account.password_reset_asked',
      outcome: closedBecause === null ? 'ok' : 'refused',
      reason: closedBecause,
      subject: account?.id ?? null,
      client,
      details: { rows: claimant.rows },
    })
    if (closedBecause === 'unknown') return outbox.accept({ events: [asked] })

    const told = (facts: ResetFacts, usefulUntil: Instant) =>
      sealMail(
        {
          ...facts,
          kind: 'reset',
          to: account?.email.key ?? email.key,
          locale: account?.locale ?? locale,
          attempt: { at: now, userAgent: client.userAgent, address: client.address },
        },
        { keys, random, now, usefulUntil, domain: deps.mailDomain },
      )
    const expiresAt = now + RESET_LINK_SECONDS * 1000
    if (closedBecause !== null) {
      const because = refusalsOf(claimant)
      return outbox.accept({ mails: [told({ outcome: 'refused', because }, expiresAt)], events: [asked] })
    }

    const token = newSecretToken(random)
    const link: ResetLink = {
      kind: 'reset',
      tokenHash: hashSecretToken(token),
      email: account?.email ?? email,
      accountId: account?.id ?? null,
      epoch: account?.credentialEpoch ?? EPOCH_BEFORE_ACCOUNT,
      createdAt: now,
      expiresAt,
    }
    await mailedLinks.create(link, {
      mails: [told({ outcome: 'link', token, validUntil: expiresAt }, expiresAt)],
      events: [asked],
    })
  }

  /** The new token of a browser that the account knows; `used` when somebody else was first. */
  async function use(
    link: ResetLink,
    { account, factors, claims, rows }: Claimant,
    { chosen, locale }: { readonly chosen: StoredPassword; readonly locale: Locale },
    client: ClientContext,
  ): Promise<IssuedDevice | null | 'used'> {
    const now = clock.now()
    const done = (details: AuditEvent['details']) =>
      event({ name: 'account.password_reset', outcome: 'ok', subject: account?.id ?? null, client, details })
    const told = (facts: NoticeFacts) =>
      sealNotice(account ?? { email: link.email, locale }, facts, client, {
        keys,
        random,
        now,
        domain: deps.mailDomain,
      })
    if (account === null) {
      const along = {
        mails: [told({ about: 'claim-password-reset' })],
        events: [done({ rows, claims: claims.length })],
      }
      return (await mailedLinks.resetClaims(link, chosen.hash, now, along)) ? null : 'used'
    }

    // Whoever has an app is held back by having to prove it, not for a time.
    const hasApp = factors.some(({ kind }) => kind === 'totp')
    const heldUntil = hasApp ? null : recoveredUntil({ mailResetAt: now }, now)
    const toAdministrators =
      heldUntil === null ? [] : await administratorNotices(account, { about: 'member-recovered', heldUntil })
    const along = {
      mails: [told({ about: 'password-reset', heldUntil }), ...toAdministrators],
      events: [done({ app: hasApp })],
    }
    const next = { ...account, credentialEpoch: link.epoch + 1 }
    const known = (await knownBrowser(account, client)) ? issue.device(next) : null
    if (!(await mailedLinks.resetAccount(link, chosen, now, along, known?.device))) return 'used'
    await factorAttempts.renewMail(account.id, now, {})
    return known && issuedDevice(known)
  }

  function event(facts: EventFacts): AuditEvent {
    return newAuditEvent(random, clock.now(), facts)
  }
}

/** What a link proves: that its journey was begun from the mailbox, no longer ago than it lives. */
function proofsOf({ createdAt, epoch }: ResetLink): Proofs {
  return {
    requirement: { for: 'reset', maxAgeSeconds: RESET_LINK_SECONDS },
    wish: {},
    evidence: [{ kind: 'link', at: createdAt, epoch }],
    heldPassword: null,
  }
}

function refusalsOf({ closedBecause, closedShops }: Claimant): readonly ResetRefusal[] {
  if (closedBecause === 'suspended') return [{ reason: 'suspended' }]
  return closedBecause === 'reserved' ? [{ reason: 'moved' }] : closedShops
}
