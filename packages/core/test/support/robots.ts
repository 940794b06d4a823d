import type { BypassGrant } from '../../src/domain/bypass.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import type { AccountId, MemberId } from '../../src/primitives/ids.ts'
import { aBypassGrant, aBypassRequest, noon } from '../../src/testing/index.ts'
import { browserOf } from './browsers.ts'
import { client, openWorld, shopId, type World } from './world.ts'

export const robotEmail = 'rpa-zaiko@renshu-shoes.example'
/** Long enough to be all that stands before the session. */
export const robotPassword = 'zaiko-wo-torikomu-26'
export const adminEmail = 'akane@renshu-shoes.example'
export const [inside, outside] = ['203.0.113.10', '198.51.100.7']
const home = shopId('renshu-shoes')

export interface Robot {
  readonly world: World
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly grant: BypassGrant
  /** A request from an address that the grant covers, or from another. */
  readonly from: (address: string | null, more?: Partial<ClientContext>) => ClientContext
}

/** A shop with an administrator, and a robot that has everything but, as far as `changes` say, of its grant. */
export async function openRobot(
  changes: Partial<BypassGrant> = {},
  options: Parameters<typeof openWorld>[0] = {},
  storage?: Parameters<typeof openWorld>[1],
): Promise<Robot> {
  const world = await openWorld(options, storage)
  await world.importRows([
    { shop: home, legacyId: '1', email: adminEmail, password: 'kanri-no-hito-26', role: 'administrator' },
    { shop: home, legacyId: '15', email: robotEmail, password: robotPassword, name: '在庫ロボ' },
  ])
  await world.announce(home)
  await world.signIn(adminEmail, 'kanri-no-hito-26')
  const { accountId, memberId } = await firstSignIn(world)
  const grant = await grantTo(world, { accountId, memberId }, changes)
  const from = (address: string | null, more: Partial<ClientContext> = {}) => client({ address, ...more })
  return { world, accountId, memberId, grant, from }
}

/** The mailbox is proven by a person, and the password is one that was chosen here. */
async function firstSignIn(world: World): Promise<{ readonly accountId: AccountId; readonly memberId: MemberId }> {
  const { outcome } = await world.signIn(robotEmail, robotPassword)
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error('the robot’s owner has signed in')
  const { accountId, sessionToken } = outcome.issued
  const chosen = { present: robotPassword, chosen: `${robotPassword}!` }
  const changed = await world.accounts.profile.changePassword(chosen, client({ sessionToken }))
  if (changed.outcome !== 'changed') throw new Error('the robot’s owner has chosen a password')
  const found = await world.storage.accounts.findById(accountId)
  const [row] = found ? await world.storage.members.findByEmail(found.account.email.key) : []
  if (!row) throw new Error('the robot has a row')
  return { accountId, memberId: row.member.id }
}

export const ownPassword = `${robotPassword}!`

/** As its owner says that it is a robot, and operators approve its request. */
export async function grantTo(
  { storage }: World,
  { accountId, memberId }: Pick<Robot, 'accountId' | 'memberId'>,
  changes: Partial<BypassGrant> = {},
): Promise<BypassGrant> {
  const credentialEpoch = (await storage.accounts.findById(accountId))?.account.credentialEpoch ?? 0
  await storage.bypasses.flagRobot({ memberId, accountId, credentialEpoch }, noon, {})
  const request = aBypassRequest({ shopId: home, memberIds: [memberId] })
  await storage.bypasses.ask(request, {})
  const grant = aBypassGrant({
    requestId: request.id,
    shopId: home,
    memberId,
    ranges: ['203.0.113.8/29'],
    startsAt: noon,
    ...changes,
  })
  const approved = { ...request, status: 'approved', settledBy: 'kei', settledAt: noon } as const
  if (!(await storage.bypasses.change(request, approved, [grant], {}))) throw new Error('the request is approved')
  return { ...grant, credentialEpoch: changes.credentialEpoch === undefined ? credentialEpoch : grant.credentialEpoch }
}

/** The browser of a robot that was let in by its password alone. */
export async function robotBrowser({ world, from }: Robot, address: string = inside): Promise<ClientContext> {
  const client = from(address)
  const flow = await world.start(robotEmail, client)
  return browserOf(await world.accounts.signIn.submitPassword(flow, ownPassword, client), { address })
}
