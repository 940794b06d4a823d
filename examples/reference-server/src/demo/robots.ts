import { type Accounts, type ClientContext, parseEmailAddress } from '@ecforce-accounts/core'
import { castRobot, castRobotRequest } from './cast.ts'
import { type FirstSignInDeps, firstSignIn } from './first-sign-in.ts'

/** Lets a robot be made of a member: a person signs it in once, chooses a long password and says that a robot uses it. */
export async function makeRobot(deps: FirstSignInDeps): Promise<void> {
  const { accounts } = deps
  const first = await firstSignIn(deps, { email: castRobot.email, password: castRobot.formerPassword })
  const passwords = { present: castRobot.formerPassword, chosen: castRobot.password }
  const changed = await accounts.profile.changePassword(passwords, first)
  if (changed.outcome !== 'changed') throw new Error('the password of the robot was not changed')
  const owner = { ...first, sessionToken: changed.issued.sessionToken }
  const [membership] = (await accounts.memberships.list(owner)).memberships
  if (!membership) throw new Error('the robot is a member of nothing')
  await accounts.robots.flag(membership.id, true, owner)
  await accounts.sessions.end(owner.sessionToken, owner)
}

/** Lets its shop's administrator ask, and an engineer approve. */
export async function exemptRobot(
  { accounts, authenticator }: FirstSignInDeps,
  administrator: ClientContext,
): Promise<void> {
  const { shop, email, address, approvedBy } = castRobot
  const { id, request } = await asked(accounts, shop, email, address, administrator)
  const code = authenticator.entries().find(({ label }) => label === approvedBy)?.code ?? ''
  await accounts.bypassDesk.approve(id, { version: request.version }, { name: approvedBy, code })
}

/** Lets an administrator ask whose shop is switched before anybody has to answer. */
export async function askTooLate({ accounts }: FirstSignInDeps, administrator: ClientContext): Promise<void> {
  const { shop, email, address } = castRobotRequest
  await asked(accounts, shop, email, address, administrator)
}

async function asked(accounts: Accounts, shop: string, email: string, address: string, administrator: ClientContext) {
  const { members } = await accounts.members.list(shop, '', administrator)
  const row = members.find((member) => member.email === email)
  if (!row) throw new Error(`${shop} has no ${email}`)
  const draft = { purpose: '毎朝の在庫数の取り込み', provider: 'ロボ工房クラウド', validDays: 90, shadow: false }
  const asked = { ...draft, memberIds: [row.id], ranges: [address] }
  const view = await accounts.bypasses.ask(shop, asked, administrator)
  return { id: view.request.id, request: view.request }
}

/** A day's work: it signs in without a code from where it may, and is asked for one from elsewhere. */
export async function letRobotWork({ accounts }: FirstSignInDeps, address: string): Promise<void> {
  const parsed = parseEmailAddress(castRobot.email)
  if (!parsed.ok) throw new TypeError('the cast has an address that is none')
  const robot: ClientContext = {
    address,
    userAgent: 'zaiko-robo/1.0',
    deviceToken: null,
    sessionToken: null,
    requestId: 'demo',
  }
  const request = { email: parsed.address, returnTo: null, locale: 'ja' } as const
  const { step, secret } = await accounts.signIn.start(request, robot)
  const outcome = await accounts.signIn.submitPassword({ secret, id: step.flow }, castRobot.password, robot)
  if (outcome.outcome === 'signed-in') await accounts.sessions.end(outcome.issued?.sessionToken, robot)
}
