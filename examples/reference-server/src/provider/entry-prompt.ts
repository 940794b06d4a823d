import { type Accounts, type ClientContext, type EntryAnswer, ThrottledError } from '@ecforce-accounts/core'
import type { RequestReader } from '@ecforce-accounts/express-adapter'
import type { Request, Response } from 'express'
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { ASKED_AT, wishOf } from './entry-request.ts'
import { principalOf } from './principal.ts'

const { base, Check, Prompt } = interactionPolicy

/** What an entry comes to; a service can ask for somebody who is not signed in here. */
export type Asked = EntryAnswer | { readonly entry: 'refused'; readonly reason: 'other_account' }

/**
 * The one thing that the provider asks before it lets anybody in: whether they may enter this service now (R31). It
 * stands in the place of all prompts it brings along.
 */
export function entryPrompt(
  accounts: Pick<Accounts, 'entry' | 'clock'>,
  reader: RequestReader,
): interactionPolicy.DefaultPolicy {
  const answers = new WeakMap<object, Promise<Asked>>()
  const prompt = new Prompt(
    { name: 'login', requestable: true },
    new Check('sign_in', 'nobody is signed in', 'login_required', is(isSignIn)),
    new Check('stronger', 'a stronger sign-in is needed', 'unmet_authentication_requirements', is(isStronger)),
    new Check('refused', 'may not enter this service', 'access_denied', is(isRefused)),
  )
  // `prompt=login` is part of what is asked of the entry.
  prompt.checks.remove('login_prompt')
  const policy = base()
  policy.clear()
  policy.add(prompt)
  return policy

  /** All checks of a request look at one answer. */
  function is(it: (answer: Asked) => boolean) {
    return async (ctx: KoaContextWithOIDC) => {
      const answer = answers.get(ctx.oidc) ?? enter(ctx)
      answers.set(ctx.oidc, answer)
      return it(await answer)
    }
  }

  /** The service is told when there are too many, and says so to whoever is there. */
  async function mayWait(client: ClientContext): Promise<void> {
    try {
      await accounts.entry.waits(client)
    } catch (error) {
      if (error instanceof ThrottledError) throw new errors.TemporarilyUnavailable('too many sign-ins from one place')
      throw error
    }
  }

  async function enter({ req, res, oidc }: KoaContextWithOIDC): Promise<Asked> {
    const { client: service, session, params } = oidc
    if (!service || !session || !params) throw new TypeError('an authorization request has a client and a session')
    const client = reader.client(req as Request, res as Response)
    if (!oidc.entities.Interaction) params[ASKED_AT] = String(accounts.clock.now())
    const answer = await accounts.entry.decide(client.sessionToken, service.clientId, wishOf(params), () => client)
    if (answer.entry !== 'open') {
      if (!oidc.prompts.has('none')) await mayWait(client)
      return answer
    }
    const { entrant } = answer
    const hint = oidc.entities.IdTokenHint?.payload.sub
    if (hint !== undefined && hint !== entrant.subject) return { entry: 'refused', reason: 'other_account' }

    session.loginAccount({
      accountId: principalOf({ accountId: entrant.accountId, id: entrant.sessionId }),
      loginTs: Math.floor(entrant.authTime / 1000),
      acr: entrant.acr,
      amr: [...entrant.amr],
    })
    session.ensureClientContainer(service.clientId)
    const sid = session.sidFor(service.clientId)
    if (sid === undefined) throw new TypeError('a session has a name for every client')
    await accounts.entry.made(sid, entrant, client)
    return answer
  }
}

function isSignIn(answer: Asked): boolean {
  return answer.entry === 'sign-in' || (answer.entry === 'step-up' && answer.acr === null)
}

function isStronger(answer: Asked): boolean {
  return answer.entry === 'step-up' && answer.acr !== null
}

function isRefused(answer: Asked): boolean {
  return answer.entry === 'refused'
}
