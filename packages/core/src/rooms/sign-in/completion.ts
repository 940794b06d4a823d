import { acceptanceOf } from '../../access/acceptance.ts'
import type { Claimant, Waiver } from '../../access/claimant.ts'
import { type Issue, type IssuedSession, issuedOf } from '../../access/issue.ts'
import type { KnownBrowser } from '../../access/known-browser.ts'
import type { RobotSignIn } from '../../access/robot-sign-in.ts'
import { type Account, type FactorKind, liftsRecovery, type StoredPassword } from '../../domain/account.ts'
import { type AuditEvent, type EventFacts, newAuditEvent } from '../../domain/audit-event.ts'
import { type FactorChange, factorsChanged, goneOf, type NewFactor } from '../../domain/factor.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import type { OutboxMail } from '../../domain/mail.ts'
import type { NewDevice } from '../../domain/new-device.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { Session, SessionGrant } from '../../domain/session.ts'
import { newApp } from '../../factors/new-app.ts'
import type { NextStep } from '../../policy/next-step.ts'
import { isRoleMailbox } from '../../policy/role-mailbox.ts'
import { isLive, type SessionLifetime } from '../../policy/session-lifetime.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { Along } from '../../ports/along.ts'
import type { FactorUse, SessionStore } from '../../ports/session-store.ts'
import type { SharedMembers } from '../../ports/shared-members.ts'
import type { Clock, Instant } from '../../primitives/clock.ts'
import { SessionRequiredError } from '../../primitives/errors.ts'
import { type FactorId, newId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import type { Random } from '../../primitives/random.ts'
import { readSecretToken } from '../../primitives/secret-token.ts'
import { hasMail } from './sign-in-step.ts'

export interface CompletionDeps {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly sharedMembers: Pick<SharedMembers, 'isShared'>
  readonly issue: Issue
  readonly lifetime: SessionLifetime
  readonly knownBrowser: KnownBrowser
  readonly robots: Pick<RobotSignIn, 'used'>
  readonly clock: Clock
  readonly random: Random
  readonly keys: KeyRing
  readonly mailDomain: string
}

type Completion = ReturnType<typeof completion>

export type { Completion }

type Done = Extract<NextStep, { readonly step: 'done' }>

/** What happens at `done`: whatever the flow has earned, an account and factors with it, in one write. */
export function completion(deps: CompletionDeps) {
  const { accounts, sessions, sharedMembers, issue, knownBrowser, robots, lifetime, clock, random, keys, mailDomain } =
    deps
  return { complete }

  /** Resolves to `null` when another request completed the flow first, or what it rests on has changed. */
  async function complete(
    flow: Flow,
    claimant: Claimant,
    done: Done,
    client: ClientContext,
  ): Promise<IssuedSession | null> {
    switch (done.grants) {
      case 'session':
        return claimant.account
          ? signIn(flow, claimant, claimant.account, done, client)
          : activate(flow, claimant, done, client)
      case 'freshness':
        return refresh(flow, claimant, client)
      case 'password-change':
        throw new TypeError('a reset is no flow of this room')
    }
  }

  async function activate(
    flow: Flow,
    claimant: Claimant,
    grant: SessionGrant,
    client: ClientContext,
  ): Promise<IssuedSession | null> {
    const account = newAccount(flow, claimant, client)
    const { parts, session, issued } = earned(flow, account, grant, client)
    const factors = enrolment(flow, claimant).add
    const won = await accounts.activateAccount(
      {
        ...parts,
        account,
        factors,
        memberIds: claimant.claims.map(({ id }) => id),
        accepts: claimant.invitation && acceptanceOf(claimant.invitation, clock.now()),
      },
      {
        events: [
          activated(account, claimant, client),
          signedIn(session, flow, client),
          ...joined(account, claimant, client),
        ],
        mails: dropsLegacyApp(claimant, factors) ? [notice(account, { about: 'legacy-app-dropped' }, client)] : [],
      },
    )
    return won ? issued : null
  }

  async function signIn(
    flow: Flow,
    claimant: Claimant,
    account: Account,
    grant: SessionGrant,
    client: ClientContext,
  ): Promise<IssuedSession | null> {
    const waiver = grant.sessionClass === 'robot' ? claimant.waiver : null
    const change = enrolment(flow, claimant)
    // A robot is known by its address, and its browser is nobody's to be told of.
    const isNew = waiver === null && !(await knownBrowser(account, client))
    const enrols = change.add.length > 0 ? change : null
    const isBundled = isNew && (isRoleMailbox(account.email.key) || (await sharedMembers.isShared(account.id)))
    const { credentialEpoch } = account
    const password = chosenPassword(flow, account)
    const next = enrols || password ? { ...account, credentialEpoch: credentialEpoch + 1 } : account
    const accepts = claimant.invitation && acceptanceOf(claimant.invitation, clock.now())
    const { parts, session, issued } = waiver
      ? earnedByRobot(flow, next, grant, waiver, client)
      : earned(flow, next, grant, client)
    const won = await sessions.issue(
      { ...parts, credentialEpoch, enrols, password, accepts, used: usedIn(flow) },
      {
        events: [
          signedIn(session, flow, client, { newDevice: isNew }),
          ...(waiver ? [used(session, waiver, client)] : []),
          ...(password ? [passwordChanged(account, client)] : []),
          ...joined(account, claimant, client),
          ...(enrols ? [enrolled(account, enrols, claimant, client)] : []),
        ],
        mails: [
          ...(isNew && !isBundled ? [notice(account, { about: 'new-device' }, client)] : []),
          ...(password ? [notice(account, { about: 'password-changed' }, client)] : []),
          ...(claimant.invitation
            ? [notice(account, { about: 'membership-added', shopName: claimant.invitation.shop.name }, client)]
            : []),
          ...(enrols ? [notice(account, { about: 'factor-added', factor: addedKind(enrols) }, client)] : []),
          ...(enrols ? goneOf(enrols, claimant.factors) : []).map((factor) =>
            notice(account, { about: 'factor-removed', factor }, client),
          ),
        ],
        newDevices: isBundled ? [newDevice(account, client)] : [],
      },
      (evicted) => evictedFor(account, session, evicted, client),
    )
    if (won && waiver) await robots.used(waiver.grantId, client)
    return won ? issued : null
  }

  /** What is told later, with what comes in until then. */
  function newDevice({ id: accountId }: Account, { userAgent, address }: ClientContext): NewDevice {
    return { id: newId(random), accountId, at: clock.now(), userAgent, address }
  }

  /** The session that asked is fresh again, as strong as the strongest of its proofs, and under another token. */
  async function refresh(
    flow: Flow,
    { account, factors }: Claimant,
    client: ClientContext,
  ): Promise<IssuedSession | null> {
    const former = readSecretToken(client.sessionToken)
    const view = former === null ? null : await sessions.find(former)
    if (former === null || !view || view.session.accountId !== account?.id) throw new SessionRequiredError()

    const factor = latestFactor(flow)
    const byApp = factor === 'totp' || factor === 'recovery'
    const next = issue.goOn(view.session, {
      authTime: provenAt(flow),
      ...(byApp ? ({ acr: 'urn:ecforce:acr:app', amr: ['pwd', 'otp', 'mfa'] } as const) : {}),
      ...(factor && liftsRecovery(factor, account, factors) ? ({ sessionClass: 'full' } as const) : {}),
    })
    const steppedUp = event({
      name: 'authn.stepped_up',
      outcome: 'ok',
      actor: account.id,
      subject: account.id,
      client,
      details: { session: next.session.id, factor: factor ?? 'none', flow: flow.id },
    })
    const { credentialEpoch } = account
    const won = await sessions.refresh(
      {
        former,
        session: next.session,
        credentialEpoch,
        used: usedIn(flow),
        flow: { id: flow.id, version: flow.version },
      },
      { events: [steppedUp] },
    )
    return won ? issuedOf(next, null) : null
  }

  /** What a robot's sign-in earns: a session and nothing else. */
  function earnedByRobot(flow: Flow, account: Account, grant: SessionGrant, waiver: Waiver, client: ClientContext) {
    const made = issue.session(account.id, grantOf(grant), provenAt(flow), client, waiver)
    const parts = {
      session: made.session,
      device: null,
      flow: { id: flow.id, version: flow.version },
      replaces: readSecretToken(client.sessionToken),
    }
    return { parts, session: made.session, issued: issuedOf(made, null) }
  }

  /** What every finished sign-in of a person earns: a session, and a browser that is known. */
  function earned(flow: Flow, account: Account, grant: SessionGrant, client: ClientContext) {
    const made = issue.session(account.id, grantOf(grant), provenAt(flow), client)
    const known = issue.device(account)
    const parts = {
      session: made.session,
      device: known.device,
      flow: { id: flow.id, version: flow.version },
      replaces: readSecretToken(client.sessionToken),
    }
    return { parts, session: made.session, issued: issuedOf(made, known) }
  }

  function newAccount(flow: Flow, { claims, policy, invitation }: Claimant, client: ClientContext): Account {
    if (!flow.heldPassword) throw new TypeError('a flow without a password cannot become an account')
    const { hash, origin, isLong, claimId } = flow.heldPassword
    return {
      id: newId(random),
      email: flow.email,
      // Their own word, or that of the shop that invited or whose password was known; another shop's is not their name.
      name:
        flow.wish.name ?? (claims.find(({ id }) => id === claimId) ?? claims[0] ?? invitation?.member)?.name ?? null,
      locale: client.locale ?? flow.locale,
      status: 'active',
      credentialEpoch: 1,
      password: { hash, origin, isLong },
      mailResetAt: null,
      lastUsedFactor: flow.heldApp?.confirmed && policy.firstFactor === 'app' ? 'totp' : 'email',
      createdAt: clock.now(),
    }
  }

  /**
   * What a finished sign-in enrols and gives up: the app that was confirmed in it, and the mailbox that was proven where
   * the account has nothing else, or the policy registers it.
   */
  function enrolment(flow: Flow, claimant: Claimant): FactorChange {
    const app = appFactors(flow)
    const keepMail = flow.heldApp?.confirmed?.keepMail ?? true
    const unbound = claimant.account === null || claimant.factors.length === 0
    const mail = unbound && (app.length === 0 || (hasMail(claimant) && keepMail)) ? [mailFactor()] : []
    const gone = claimant.factors.filter(({ kind }) => kind === 'recovery' || (kind === 'email' && !keepMail))
    return { add: [...mail, ...app], remove: app.length === 0 ? [] : gone.map(({ id }) => id) }
  }

  function mailFactor(): NewFactor {
    const now = clock.now()
    const id = newId<FactorId>(random)
    return { id, kind: 'email', enrolledAt: now, lastUsedAt: now, lockedAt: null, secret: null }
  }

  function appFactors({ heldApp }: Flow): NewFactor[] {
    return heldApp?.confirmed ? newApp(heldApp, heldApp.confirmed, { random, now: clock.now() }) : []
  }

  function activated(account: Account, { claims, invitation }: Claimant, client: ClientContext): AuditEvent {
    const shops = [...claims.map(({ shopId }) => shopId), ...(invitation ? [invitation.shop.id] : [])]
    return event({
      name: 'account.activated',
      outcome: 'ok',
      actor: account.id,
      subject: account.id,
      client,
      details: { memberships: shops.length, shops: shops.join(' ') },
    })
  }

  /** That an invitation was accepted, told of its row and of its person. */
  function joined({ id }: Account, { invitation }: Claimant, client: ClientContext): AuditEvent[] {
    if (!invitation) return []
    const { memberId, shopId, id: accepted } = invitation.invitation
    const about = { actor: id, shopId, client } as const
    const details = { shopName: invitation.shop.name }
    return [
      event({
        name: 'invitation.accepted',
        outcome: 'ok',
        ...about,
        subject: memberId,
        details: { invitation: accepted },
      }),
      event({ name: 'account.joined', outcome: 'ok', ...about, subject: id, details }),
    ]
  }

  function passwordChanged({ id }: Account, client: ClientContext): AuditEvent {
    return event({ name: 'account.password_changed', outcome: 'ok', actor: id, subject: id, client })
  }

  function signedIn(
    { id, accountId, sessionClass, acr }: Session,
    flow: Flow,
    client: ClientContext,
    more: AuditEvent['details'] = {},
  ): AuditEvent {
    return event({
      name: 'authn.signed_in',
      outcome: 'ok',
      actor: accountId,
      subject: accountId,
      client,
      details: { session: id, class: sessionClass, acr, flow: flow.id, ...more },
    })
  }

  function used({ id, accountId }: Session, { grantId, shop }: Waiver, client: ClientContext): AuditEvent {
    const about = { actor: accountId, subject: accountId, shopId: shop, client } as const
    return event({ name: 'bypass.used', outcome: 'ok', ...about, details: { session: id, grant: grantId } })
  }

  function usedIn(flow: Flow): FactorUse | null {
    const kind = latestFactor(flow)
    return kind && { kind, at: clock.now() }
  }

  /** Sessions that still opened something are missed, so their owner is told. */
  function evictedFor(account: Account, by: Session, evicted: readonly Session[], client: ClientContext): Along {
    const missed = evicted.filter((session) => isLive(session, lifetime, clock.now()))
    if (missed.length === 0) return {}
    return {
      mails: [notice(account, { about: 'session-evicted' }, client)],
      events: missed.map(({ id }) =>
        event({
          name: 'session.evicted',
          outcome: 'ok',
          actor: account.id,
          subject: account.id,
          client,
          details: { session: id, by: by.id },
        }),
      ),
    }
  }

  function enrolled({ id }: Account, change: FactorChange, { factors }: Claimant, client: ClientContext): AuditEvent {
    const details = factorsChanged(change, factors)
    return event({ name: 'account.factors_changed', outcome: 'ok', actor: id, subject: id, client, details })
  }

  function notice(account: Account, facts: Parameters<typeof sealNotice>[1], client: ClientContext): OutboxMail {
    return sealNotice(account, facts, client, { keys, random, now: clock.now(), domain: mailDomain })
  }

  function event(facts: EventFacts): AuditEvent {
    return newAuditEvent(random, clock.now(), facts)
  }
}

/** A password that this account chose in the flow; not one that the flow holds from before there was the account. */
function chosenPassword({ heldPassword, evidence }: Flow, { credentialEpoch }: Account): StoredPassword | null {
  const isChosen = evidence.some(({ kind, epoch }) => kind === 'new-password' && epoch === credentialEpoch)
  if (!isChosen || heldPassword === null) return null
  const { hash, origin, isLong } = heldPassword
  return { hash, origin, isLong }
}

/** Whether somebody whom a shop asked for an app goes on without one, as its policy has it. */
function dropsLegacyApp({ claims }: Claimant, factors: readonly NewFactor[]): boolean {
  return claims.some(({ legacyTwoFactor }) => legacyTwoFactor) && !factors.some(({ kind }) => kind === 'totp')
}

/** What of an enrolment is told: the app, whose recovery codes come with it, or the mailbox. */
function addedKind({ add }: FactorChange): FactorKind {
  return add.some(({ kind }) => kind === 'totp') ? 'totp' : 'email'
}

/** When the latest factor was proven; of a robot, its password. */
function provenAt(flow: Flow): Instant {
  const proofs = flow.evidence.filter(({ kind }) => isFactor(kind))
  const factors = proofs.length > 0 ? proofs : flow.evidence.filter(({ kind }) => kind === 'password')
  return factors.reduce((latest, { at }) => Math.max(latest, at), flow.startedAt)
}

function latestFactor(flow: Flow): FactorKind | null {
  return flow.evidence.map(({ kind }) => kind).findLast(isFactor) ?? null
}

function isFactor(kind: string): kind is FactorKind {
  return kind === 'email' || kind === 'totp' || kind === 'recovery'
}

function grantOf({ acr, amr, sessionClass, restrictedTo }: SessionGrant): SessionGrant {
  return { acr, amr, sessionClass, restrictedTo }
}
