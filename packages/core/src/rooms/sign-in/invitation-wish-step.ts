import type { Claimant } from '../../access/claimant.ts'
import type { SignInThrottle } from '../../access/sign-in-throttle.ts'
import type { Account } from '../../domain/account.ts'
import type { ClientContext } from '../../domain/flow.ts'
import type { InvitationWish } from '../../domain/invitation-wish.ts'
import type { NoticeFacts } from '../../domain/mail.ts'
import { memberTexts } from '../../domain/member.ts'
import { sealNotice } from '../../domain/notice.ts'
import type { AskedWish, InvitationWishes } from '../../ports/invitation-wishes.ts'
import type { MemberStore } from '../../ports/member-store.ts'
import type { Clock } from '../../primitives/clock.ts'
import { type EmailAddress, maskEmailAddress } from '../../primitives/email-address.ts'
import { newId } from '../../primitives/ids.ts'
import type { KeyRing } from '../../primitives/key-ring.ts'
import { isPlainText } from '../../primitives/plain-text.ts'
import type { Random } from '../../primitives/random.ts'
import type { FlowReference, Journey, SignInOutcome } from './journey.ts'

/** Who would like an account of their own. */
export interface InvitationAsked {
  readonly email: EmailAddress
  /** In one line, as the person is called. */
  readonly name: string
}

export interface InvitationWishStepDeps {
  readonly journey: Journey
  readonly invitationWishes: InvitationWishes
  readonly members: MemberStore
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  readonly clock: Clock
  readonly random: Random
  readonly mailDomain: string
}

/**
 * "This account has the app of somebody else": asks for an invitation, of whoever reads the account's mailbox and of its
 * shops' administrators.
 *
 * Only after the right password of an account, where its factor is asked for or none can be. The answer is the same
 * whoever has the address asked for, and names nobody. The name is for the page of the administrators alone: it is
 * whatever somebody has typed, and no mail carries it.
 */
export function invitationWishStep(deps: InvitationWishStepDeps) {
  const { journey, invitationWishes, members, throttle, keys, clock, random, mailDomain: domain } = deps

  return async (reference: FlowReference, asked: InvitationAsked, client: ClientContext): Promise<SignInOutcome> => {
    if (!isPlainText(asked.name, memberTexts.name)) throw new TypeError('a name is something in one line')
    const flow = await journey.open(reference)
    const claimant = await journey.claimantOf(flow)
    const { account } = claimant
    const step = journey.stepNow(flow, claimant)
    const isStuck =
      (step.step === 'code' && step.purpose === 'verify') ||
      (step.step === 'refused' && step.reason === 'no_usable_factor')
    if (account === null || !isStuck) throw await journey.conflict(flow)

    await throttle.askingForInvitation(account.id, client)
    const wishes = await wishesFor(account, claimant, asked, client)
    await invitationWishes.ask(wishes, {
      mails: [notice(account, { about: 'invitation-asked', askedFor: asked.email.key }, client)],
      events: [
        journey.event({
          name: 'invitation.asked',
          outcome: 'ok',
          subject: account.id,
          client,
          details: { flow: flow.id, shops: wishes.length },
        }),
      ],
    })
    const noted =
      flow.wish.invitation === 'asked'
        ? flow
        : await journey.save({ ...flow, wish: { ...flow.wish, invitation: 'asked' } })
    return journey.told(noted)
  }

  /** One for each shop of the account, in the order of their names, with the mails to its other administrators. */
  async function wishesFor(
    account: Account,
    { shops }: Claimant,
    { email, name }: InvitationAsked,
    client: ClientContext,
  ): Promise<readonly AskedWish[]> {
    const maskedMember = maskEmailAddress(account.email.key)
    const distinct = new Map(shops.map(({ shopId, shopName }) => [shopId, shopName]))
    const inOrder = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Promise.all(
      inOrder.map(async ([shopId, shopName]) => {
        const wish: InvitationWish = {
          id: newId(random),
          shopId,
          accountId: account.id,
          email,
          name,
          askedAt: clock.now(),
          status: 'open',
          settledAt: null,
        }
        const facts = { about: 'member-invitation-asked', askedFor: email.key, maskedMember, shopName } as const
        const others = (await members.administratorsIn(shopId)).filter((one) => one.account.id !== account.id)
        return { wish, mails: others.map((one) => notice(one.account, facts, client)) }
      }),
    )
  }

  function notice(to: Pick<Account, 'email' | 'locale'>, facts: NoticeFacts, client: ClientContext) {
    return sealNotice(to, facts, client, { keys, random, now: clock.now(), domain })
  }
}
