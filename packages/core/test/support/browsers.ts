import type { IssuedSession } from '../../src/access/issue.ts'
import type { ClientContext } from '../../src/domain/flow.ts'
import type { Session, SessionClass } from '../../src/domain/session.ts'
import { type AccountId, newId } from '../../src/primitives/ids.ts'
import { hashSecretToken } from '../../src/primitives/secret-token.ts'
import type { FlowReference, SignInOutcome } from '../../src/rooms/sign-in/journey.ts'
import { aDevice, aFlow, aSession, seededRandom } from '../../src/testing/index.ts'
import { client, said, type World } from './world.ts'

/** The browser that a finished sign-in leaves signed in. */
export function browserOf(outcome: SignInOutcome, from: Partial<ClientContext> = {}): ClientContext {
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(`no session: ${said(outcome)}`)
  return keeping(outcome.issued, client(from))
}

/** A browser with the cookies of a session that was just issued. */
export function keeping(issued: IssuedSession, from: ClientContext): ClientContext {
  return { ...from, sessionToken: issued.sessionToken, deviceToken: issued.device?.token ?? from.deviceToken }
}

/** The step-up that was just opened. */
export function referenceOf(outcome: SignInOutcome): FlowReference {
  if (outcome.outcome !== 'step' || !outcome.renewed) throw new Error(`no step-up: ${said(outcome)}`)
  return { secret: outcome.renewed.secret, id: outcome.step.flow }
}

/** A step-up and the code that was mailed for it. */
export async function stepUpByMail(world: World, email: string, from: ClientContext) {
  const flow = referenceOf(await world.accounts.stepUp.start(from))
  return { flow, code: await world.mailedCode(email) }
}

/** The browser after it has proven itself again by mail. */
export async function steppedUp(world: World, email: string, from: ClientContext): Promise<ClientContext> {
  const { flow, code } = await stepUpByMail(world, email, from)
  return browserOf(await world.accounts.stepUp.submitCode(flow, code, from), from)
}

let tokens = 0

/** A browser with a session of this class that nobody had to sign in for. */
export async function browserAs(
  world: World,
  accountId: AccountId,
  sessionClass: SessionClass,
  grant: Partial<Pick<Session, 'acr' | 'restrictedTo' | 'grantId'>> = {},
) {
  const token = `${tokens++}`.padStart(43, 'R')
  const flow = aFlow()
  const now = world.clock.now()
  const times = { authTime: now, createdAt: now, lastSeenAt: now, expiresAt: now + 3_600_000 }
  const id = newId<ReturnType<typeof aSession>['id']>(seededRandom(9000 + tokens))
  const session = aSession({ ...times, id, accountId, tokenHash: hashSecretToken(token), sessionClass, ...grant })
  const epoch = (await world.storage.accounts.findById(accountId))?.account.credentialEpoch ?? 1
  const issue = {
    session,
    device: aDevice({ accountId }),
    credentialEpoch: epoch,
    enrols: null,
    used: null,
    replaces: null,
  }
  await world.storage.flows.create(flow, {})
  await world.storage.sessions.issue({ ...issue, flow: { id: flow.id, version: 1 } }, {})
  return client({ sessionToken: token })
}
