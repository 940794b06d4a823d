import { type Accounts, type ClientContext, type FlowReference, parseEmailAddress } from '@ecforce-accounts/core'
import { generateSync } from 'otplib'
import type { Authenticator } from '../lab/authenticator.ts'
import type { LabClock } from '../lab/clock.ts'
import type { ReceivedMail } from '../lab/received-mail.ts'

export interface FirstSignInDeps {
  readonly accounts: Accounts
  readonly clock: LabClock
  /** The mails that have arrived for an address, the newest first. */
  readonly mailsTo: (address: string) => readonly ReceivedMail[]
  /** Is given the secrets of apps that are enrolled. */
  readonly authenticator: Authenticator
}

export interface Newcomer {
  readonly email: string
  readonly password: string
  /** Whether an authenticator app is enrolled, also where the shop does not ask for one. */
  readonly hasApp?: boolean
}

/**
 * Somebody's first sign-in, as anybody makes it: the password, the code from the mailbox, and the app. Resolves to the
 * browser that is signed in by it.
 */
export async function firstSignIn(
  { accounts, clock, mailsTo, authenticator }: FirstSignInDeps,
  { email, password, hasApp = false }: Newcomer,
): Promise<ClientContext> {
  const parsed = parseEmailAddress(email)
  if (!parsed.ok) throw new TypeError('the cast has an address that is none')

  const request = { email: parsed.address, returnTo: null, locale: 'ja' } as const
  const { step, secret } = await accounts.signIn.start(request, browser)
  const asked = await accounts.signIn.submitPassword({ secret, id: step.flow }, password, browser)
  if (asked.outcome !== 'step' || !asked.renewed) throw new Error('the password of the cast is not right')
  await accounts.mailDelivery.deliverDue()
  const code = /(?<!\d)\d{6}(?!\d)/.exec(mailsTo(email)[0]?.text ?? '')?.[0]
  if (code === undefined) throw new Error('the mailbox has no code')

  const flow = { secret: asked.renewed.secret, id: step.flow }
  const outcome = await accounts.signIn.submitCode(flow, code, browser)
  if (outcome.outcome === 'signed-in') return hasApp ? addApp(signedIn(outcome.issued)) : signedIn(outcome.issued)
  if (outcome.outcome !== 'step' || outcome.step.step !== 'enrol-app') {
    throw new Error('the sign-in of the cast came to something else')
  }
  return enrolApp({ secret: outcome.renewed?.secret ?? flow.secret, id: step.flow })

  /** Where the shop asks for it. */
  async function enrolApp(flow: FlowReference): Promise<ClientContext> {
    const app = await accounts.signIn.beginApp(flow)
    const done = await accounts.signIn.confirmApp(flow, { code: codeOf(app), keepMail: false }, browser)
    if (done.outcome !== 'signed-in') throw new Error('the app of the cast was not taken')
    return signedIn(done.issued)
  }

  /** In the profile, with codes by mail as the other way. */
  async function addApp(client: ClientContext): Promise<ClientContext> {
    const app = await accounts.factors.beginApp(client)
    const done = await accounts.factors.confirmApp({ code: codeOf(app), keepMail: true }, client)
    if (done.outcome !== 'changed') throw new Error('the app of the cast was not taken')
    return signedIn(done.issued)
  }

  function codeOf(app: { readonly secret: string; readonly uri: string }): string {
    authenticator.add({ uri: app.uri })
    return generateSync({ secret: app.secret, epoch: clock.now() / 1000 })
  }
}

function signedIn(issued: { readonly sessionToken: string } | null): ClientContext {
  if (issued === null) throw new Error('the sign-in of the cast gave no session')
  return { ...browser, sessionToken: issued.sessionToken }
}

const browser: ClientContext = {
  address: '192.0.2.10',
  userAgent: null,
  deviceToken: null,
  sessionToken: null,
  requestId: 'demo',
}
