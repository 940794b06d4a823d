import { epochOf } from '../../access/claimant.ts'
import type { InvitationTicket, InvitationTickets } from '../../access/invitation-tickets.ts'
import type { PresentSession } from '../../access/present-session.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { ClientContext, Flow } from '../../domain/flow.ts'
import type { AccountStore } from '../../ports/account-store.ts'
import type { FlowStore } from '../../ports/flow-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { type EmailKey, maskEmailAddress } from '../../primitives/email-address.ts'
import type { Locale } from '../../primitives/locale.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'
import { EVIDENCE_LIFETIME_SECONDS, type NewFlow } from './new-flow.ts'

/** What accepting an invitation begins with. */
export type AcceptanceOutcome =
  | SignInOutcome
  /** This browser is signed in as somebody else: nothing was begun. Who signs out there can go on. */
  | { readonly outcome: 'switch-account'; readonly signedInAs: string; readonly maskedEmail: string }

export interface InvitationStepDeps {
  readonly journey: Journey
  readonly flows: FlowStore
  readonly accounts: AccountStore
  readonly tickets: InvitationTickets
  readonly presentSession: PresentSession
  readonly throttle: SignInThrottle
  readonly clock: Clock
  readonly newFlow: NewFlow
}

/**
 * Accepting an invitation: the ticket names the journey and proves no mailbox (R2). Whoever has no account proves it by a
 * code, everybody else signs in fully as exactly that address and then says that they want to.
 */
export function invitationStep(deps: InvitationStepDeps) {
  const { journey, flows, accounts, tickets, presentSession, throttle, clock, newFlow } = deps
  return { accept, confirm }

  async function accept(ticket: InvitationTicket, locale: Locale, client: ClientContext): Promise<AcceptanceOutcome> {
    const { invitation } = await tickets.find(ticket, client)
    const { email, memberId } = invitation
    const here = await presentSession(client)
    if (here !== null && !(await isOf(here.session.accountId, email.key))) {
      return { outcome: 'switch-account', signedInAs: here.account.email, maskedEmail: maskEmailAddress(email.key) }
    }

    await throttle.start(email.key, client)
    const maxAgeSeconds = EVIDENCE_LIFETIME_SECONDS
    const requirement = { for: 'invitation', maxAgeSeconds, invitation: invitation.id } as const
    const { flow, secret } = newFlow({ requirement, email, locale, returnTo: null })
    const claimant = await journey.claimantOf(flow)
    const begun: Flow = { ...flow, evidence: [{ kind: 'link', at: clock.now(), epoch: epochOf(claimant) }] }
    const about = { subject: memberId, shopId: invitation.shopId, client, details: { flow: flow.id } } as const
    await flows.create(begun, { events: [journey.event({ name: 'authn.identify', outcome: 'ok', ...about })] })
    return journey.advance({ flow: begun, secret }, claimant, client)
  }

  /** Whoever has proven everything wants to be the shop's member. */
  async function confirm(reference: FlowReference, client: ClientContext): Promise<SignInOutcome> {
    const { flow, superseded } = await journey.find(reference)
    // A double click: told what came of the first.
    if (flow.status !== 'open' || superseded) return journey.told(flow)
    const claimant = await journey.claimantOf(flow)
    if (journey.stepNow(flow, claimant).step !== 'confirm') throw await journey.conflict(flow)

    const proven = journey.prove(flow, 'consent', claimant)
    return journey.advance({ flow: await journey.save(proven.flow), secret: proven.secret }, claimant, client)
  }

  async function isOf(accountId: string, key: EmailKey): Promise<boolean> {
    return (await accounts.findByEmail(key))?.account.id === accountId
  }
}
