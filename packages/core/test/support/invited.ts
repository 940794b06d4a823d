import type { InvitationTicket } from '../../src/access/invitation-tickets.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import type { InvitationMail } from '../../src/domain/mail.ts'
import type { TypedInvitee } from '../../src/rooms/invitations/invitee-list.ts'
import type { FlowReference } from '../../src/rooms/sign-in/journey.ts'
import { browserOf } from './browsers.ts'
import { client, openWorld, password, type World } from './world.ts'

export const kaoru = 'kaoru.seto@tameshi-zakka.example'
export const ema = 'ema.nishida@tameshi-zakka.example'
export const nagi = 'nagi.takahashi@tameshi-zakka.example'
export const midori = 'midori.ishida@mihon-tea.example'
export const itsuki = 'itsuki.chiba@newcomer.example'
export const zakka = 'tameshi-zakka'
export const tea = 'mihon-tea'

/** Two announced shops with administrators and staff, nobody signed in. */
export async function openShops(...options: Parameters<typeof openWorld>): Promise<World> {
  const world = await openWorld(...options)
  await world.importRows([
    { shop: zakka, legacyId: '12', email: kaoru, password, name: '瀬戸かおる', role: 'administrator' },
    { shop: zakka, legacyId: '13', email: ema, password, name: '西田えま', role: 'administrator' },
    { shop: zakka, legacyId: '14', email: nagi, password, name: '高橋なぎ', role: 'staff' },
    { shop: tea, legacyId: '1', email: midori, password, name: '石田みどり', role: 'administrator' },
  ])
  await world.announce(zakka)
  await world.announce(tea)
  return world
}

/** A browser in which that person has just signed in. */
export async function signedIn(world: World, email: string, typed = password): Promise<ClientContext> {
  return browserOf((await world.signIn(email, typed)).outcome)
}

/** Invites one person into a shop; resolves to what came of it. */
export async function invite(world: World, by: ClientContext, whom: TypedInvitee, shop = zakka, lifetimeDays = 7) {
  const [result] = await world.accounts.invitations.invite(shop, [whom], { lifetimeDays, locale: 'ja' }, by)
  if (!result) throw new Error('no answer for the row')
  return result
}

/** The latest mail that brought an invitation to this address, or reminded of one. */
export async function mailedInvitation(world: World, email: string): Promise<InvitationMail> {
  await world.accounts.mailDelivery.deliverDue()
  const latest = world.mailer.ofKind('invitation').findLast(({ to }) => to === email)
  if (!latest) throw new Error(`no invitation was mailed to ${email}`)
  return latest
}

/** Opens the flow that accepts an invitation; resolves to how it is reached, and to what it asks first. */
export async function accept(world: World, ticket: InvitationTicket, from = client()) {
  const outcome = await world.accounts.signIn.acceptInvitation(ticket, 'ja', from)
  if (outcome.outcome !== 'step' || !outcome.renewed) throw new Error(`no flow: ${JSON.stringify(outcome)}`)
  const flow: FlowReference = { secret: outcome.renewed.secret, id: outcome.step.flow }
  return { flow, step: outcome.step }
}
