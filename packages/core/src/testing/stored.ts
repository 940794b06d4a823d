import assert from 'node:assert/strict'
import type { Challenge } from '../domain/challenge.ts'
import type { Flow } from '../domain/flow.ts'
import type { Invitation } from '../domain/invitation.ts'
import type { Member } from '../domain/member.ts'
import { type Rollout, type RolloutRecord, untouchedRollout } from '../domain/rollout.ts'
import type { Service } from '../domain/service.ts'
import type { RenewedSession, Session } from '../domain/session.ts'
import type { Shop } from '../domain/shop.ts'
import type { Activation } from '../ports/account-store.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountId, ShopId } from '../primitives/ids.ts'
import {
  aChallenge,
  aClaim,
  aDevice,
  aFlow,
  aNewFactor,
  anAccount,
  anInvitation,
  aService,
  aSession,
  aShop,
  aTokenHash,
  noon,
} from './builders.ts'

const day = 24 * 3_600_000

/** Announced a day before noon, enforced two weeks later. */
export const announcedYesterday: Rollout = { announcedAt: noon - day, enforcedAt: noon + 13 * day }

/** The first change of a shop's switch: its announcement. */
export function anAnnouncement(shopId: ShopId, rollout: Rollout = announcedYesterday): RolloutRecord {
  return { ...untouchedRollout(shopId), version: 1, rollout }
}

/** A shop in the storage; announced when `changes` has a rollout, with nothing held. */
export async function storedShop(storage: Storage, changes: Partial<Shop> = {}): Promise<Shop> {
  const shop = aShop(changes)
  const { rollout, ...unannounced } = shop
  await storage.shops.save(unannounced, {})
  if (rollout) await storage.rollouts.announce(anAnnouncement(shop.id, rollout), 0, {})
  return shop
}

/** A service in the storage, of a shop of its own unless told. */
export async function storedService(storage: Storage, changes: Partial<Service> = {}): Promise<Service> {
  const service = aService({ shopId: changes.shopId ?? (await storedShop(storage)).id, ...changes })
  assert.equal(await storage.services.create(service, false, {}), true)
  return service
}

/** Rows of one shop's member list in the storage. */
export async function storedMembers(
  storage: Storage,
  shop: Pick<Shop, 'id'>,
  ...changes: readonly Partial<Member>[]
): Promise<readonly Member[]> {
  const inserts = changes.map((one) => aClaim({ ...one, shopId: shop.id }))
  const [first] = inserts
  if (first) {
    await storage.members.applyRoster(
      { shopId: shop.id, importId: first.importedBy, rosterOpen: false, inserts, updates: [], seen: [] },
      {},
    )
  }
  return inserts
}

/** One row of a shop's member list in the storage. */
export async function storedClaim(
  storage: Storage,
  shop: Pick<Shop, 'id'>,
  changes: Partial<Member> = {},
): Promise<Member> {
  const claim = aClaim({ ...changes, shopId: shop.id })
  await storage.members.applyRoster(
    { shopId: shop.id, importId: claim.importedBy, rosterOpen: false, inserts: [claim], updates: [], seen: [] },
    {},
  )
  return claim
}

/** The row of a shop's member list as it stands now. */
export async function memberNow(storage: Storage, { shopId, legacyId }: Member): Promise<Member> {
  const [row] = await storage.members.findByLegacyIds(shopId, [legacyId])
  assert.ok(row, `the shop has no row ${legacyId}`)
  return row
}

/** A flow in the storage. */
export async function storedFlow(storage: Storage, changes: Partial<Flow> = {}): Promise<Flow> {
  const flow = aFlow(changes)
  await storage.flows.create(flow, {})
  return flow
}

/** A challenge in the storage, of a flow of its own. */
export async function storedChallenge(storage: Storage, changes: Partial<Challenge> = {}): Promise<Challenge> {
  const flow = await storedFlow(storage)
  const challenge = aChallenge({ ...changes, flowId: flow.id })
  await storage.challenges.create(challenge, {})
  return challenge
}

/** Everything an activation is made of, fitting together; the flow is the caller's to store. */
export function anActivation(flow: Flow, changes: Partial<Activation> = {}): Activation {
  const account = changes.account ?? anAccount({ email: flow.email })
  return {
    account,
    factors: [aNewFactor()],
    memberIds: [],
    session: aSession({ accountId: account.id }),
    device: aDevice({ accountId: account.id, credentialEpoch: account.credentialEpoch }),
    flow: { id: flow.id, version: flow.version },
    replaces: null,
    ...changes,
  }
}

/** One more session of an account, in a browser of its own. */
export async function storedSession(
  storage: Storage,
  accountId: AccountId,
  changes: Partial<Session> = {},
): Promise<Session> {
  const session = aSession({ ...changes, accountId })
  const flow = await storedFlow(storage)
  const issue = {
    session,
    device: aDevice({ accountId }),
    credentialEpoch: 1,
    enrols: null,
    used: null,
    flow,
    replaces: null,
  }
  assert.equal(await storage.sessions.issue(issue, {}), true)
  return session
}

/** How a session goes on after a change of credentials that raised the epoch to `credentialEpoch`. */
export function aRenewal(session: Session, credentialEpoch: number): RenewedSession {
  const { accountId, tokenHash: former } = session
  const device = aDevice({ accountId, credentialEpoch })
  return { former, session: { ...session, tokenHash: aTokenHash() }, device }
}

/** An account in the storage, signed in once, with what it was activated with. */
export async function storedAccount(storage: Storage, changes: Partial<Activation> = {}): Promise<Activation> {
  const account = changes.account ?? anAccount()
  const flow = await storedFlow(storage, { email: account.email })
  const activation = anActivation(flow, { ...changes, account })
  await storage.accounts.activateAccount(activation, {})
  return activation
}

/** An invitation in the storage, of a pending row of its own in an announced shop unless told. */
export async function storedInvitation(
  storage: Storage,
  changes: Partial<Invitation> = {},
  row: Partial<Member> = {},
): Promise<{ readonly invitation: Invitation; readonly member: Member }> {
  const shopId = changes.shopId ?? (await storedShop(storage, { rollout: announcedYesterday })).id
  const bare = { legacyPassword: null, state: 'pending', ...row } as const
  const member = aClaim({ ...bare, shopId, ...(changes.email && { email: changes.email }) })
  const invitation = anInvitation({ ...changes, shopId, memberId: member.id, email: member.email })
  const made = { invitation, row: { is: 'new', member } } as const
  assert.equal(await storage.invitations.create(made, invitation.createdAt, {}), 'created')
  return { invitation, member }
}

/** A member with an account, active in a shop. */
export async function storedMember(
  storage: Storage,
  shop: Pick<Shop, 'id'>,
  row: Partial<Member> = {},
): Promise<Activation & { readonly member: Member }> {
  const claim = await storedClaim(storage, shop, row)
  const activation = await storedAccount(storage, {
    account: anAccount({ email: claim.email }),
    memberIds: [claim.id],
  })
  return { ...activation, member: await memberNow(storage, claim) }
}
