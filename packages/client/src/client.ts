import { AccountsProblem, type ProblemCode } from './problem.ts'
import { solveProof } from './proof.ts'
import { createTransport, type RequestOptions } from './transport.ts'
import type {
  AppsAnswer,
  FactorRequest,
  LostFactorAnswer,
  PasswordResetAnswer,
  SessionAnswer,
  ShopAnswer,
  ShownAppAnswer,
  SignInStartRequest,
  Step,
} from './wire.ts'

/** How to reach the server. */
export interface AccountsClientOptions {
  /** Where the API is mounted, without a slash at the end; by default `/api`. */
  baseUrl?: string
  /** By default the browser's. */
  fetch?: typeof globalThis.fetch
  /** The language of the page at the moment; mails with codes are written in it. By default that of `start`. */
  locale?: () => 'ja' | 'en'
}

/**
 * From an address to a session. Every verb resolves to the step that comes next, and rejects with an
 * {@link AccountsProblem} when nothing came of it.
 *
 * The client remembers the flow that the last answer named and sends it along, so that a tab whose flow is no longer
 * the browser's is told (`flow_conflict`, with the step of the newer one) instead of proving something to the wrong one.
 */
export interface SignInVerbs {
  /** Opens a sign-in; the answer is the same whoever the address belongs to. */
  start(request: SignInStartRequest, options?: RequestOptions): Promise<Step>
  /** Where the sign-in stands, after a reload too; `flow_not_found` when there is none. */
  current(options?: RequestOptions): Promise<Step>
  /**
   * Proves the password. Where many have failed at the address, the server asks for a moment's work first
   * (`proof_required`): that is done here, and the password sent once more.
   */
  password(password: string, options?: RequestOptions): Promise<Step>
  /** Proves the mailbox by the code it was sent. */
  code(code: string, options?: RequestOptions): Promise<Step>
  /** Asks for a new code; before `resendAt` nothing is sent and the step is as it was. */
  resend(options?: RequestOptions): Promise<Step>
  /** Asks for another of the step's `alternatives`. */
  useFactor(factor: FactorRequest['factor'], options?: RequestOptions): Promise<Step>
  /** Answers the extra question of a first sign-in: a code of the app that the shop knew. */
  legacyApp(code: string, options?: RequestOptions): Promise<Step>
  /** Shows an authenticator app to be enrolled, in place of one shown before. */
  beginApp(options?: RequestOptions): Promise<ShownAppAnswer>
  /** Enrols that app by a code of it; `keepMail`, where the step asks about it: whether mail stays another way. */
  confirmApp(code: string, keepMail?: boolean, options?: RequestOptions): Promise<Step>
  /** None of the ways can be used: the ways out, and a case for the support desk. Changes nothing. */
  lostFactor(options?: RequestOptions): Promise<LostFactorAnswer>
  /**
   * The account has the factor of whoever set it up: asks for an account of one's own. The answer is the step that is
   * open, with `invitationAsked`; it is the same whoever has that address, and names nobody.
   */
  askForInvitation(who: { email: string; name: string }, options?: RequestOptions): Promise<Step>
  /** Chooses the password of the account to be; `name`, where the step asks for it: how its owner is called. */
  newPassword(password: string, name?: string, options?: RequestOptions): Promise<Step>
  /** Says, once everything is proven, that one wants to be the member of the shop that invites. */
  confirm(options?: RequestOptions): Promise<Step>
  /** Ends the sign-in; what it had proven is gone. */
  abandon(options?: RequestOptions): Promise<void>
}

/** A new password by mail. */
export interface PasswordResetVerbs {
  /** Resolves alike whoever the address belongs to: what there is to tell is told by mail. */
  ask(email: string, options?: RequestOptions): Promise<void>
  /**
   * Uses the mailed link up, whose `token` stands behind its `#`; signs nobody in. Rejects with `link_unusable`, and with
   * `password_unacceptable`, which leaves the link as it was.
   */
  confirm(token: string, password: string, options?: RequestOptions): Promise<PasswordResetAnswer>
}

/** Who is signed in. */
export interface SessionVerbs {
  /** Resolves to `null` when nobody is. */
  get(options?: RequestOptions): Promise<SessionAnswer | null>
  /** Signs out, if anybody is signed in. */
  end(options?: RequestOptions): Promise<void>
}

/** The services of the portal. */
export interface AppsVerbs {
  /** Rejects with `session_required` when nobody is signed in. */
  list(options?: RequestOptions): Promise<AppsAnswer>
}

/** The shops that have been announced. */
export interface ShopsVerbs {
  /** What a page may tell whoever comes from a shop; resolves to `null` when there is none, or not yet. */
  find(shop: string, options?: RequestOptions): Promise<ShopAnswer | null>
}

/** The HTTP API, room by room. */
export interface AccountsClient {
  readonly signIn: SignInVerbs
  readonly passwordReset: PasswordResetVerbs
  readonly session: SessionVerbs
  readonly apps: AppsVerbs
  readonly shops: ShopsVerbs
}

/** A client of one server. It keeps nothing but the id of the flow it is on; the secrets are cookies it cannot see. */
export function createAccountsClient(options: AccountsClientOptions = {}): AccountsClient {
  const send = createTransport(options)
  let flow: string | null = null

  function adopt(answer: Step | null | undefined) {
    if (answer && 'flow' in answer) flow = answer.flow
  }

  async function ask<Answer>(method: 'GET' | 'POST', below: string, body?: object, options?: RequestOptions) {
    try {
      return (await send(method, `/sign-in${below}`, { ...options, ...(body ? { body } : { flow }) })) as Answer
    } catch (problem) {
      if (problem instanceof AccountsProblem) adopt(problem.problem?.step)
      throw problem
    }
  }

  async function step(method: 'GET' | 'POST', below: string, body?: object, options?: RequestOptions): Promise<Step> {
    const answer = await ask<Step>(method, below, body, options)
    adopt(answer)
    return answer
  }

  const submit = (below: string, body: object, options?: RequestOptions) =>
    step('POST', below, { flow, ...body }, options)

  return {
    signIn: {
      start: (request, options) => step('POST', '', request, options),
      current: (options) => step('GET', '', undefined, options),
      password: (password, options) =>
        submit('/password', { password }, options).catch(async (problem: unknown) => {
          const asked = problem instanceof AccountsProblem ? problem.problem?.proof : undefined
          if (!asked) throw problem
          const solution = await solveProof(asked, options?.signal)
          return submit('/password', { password, proof: { challenge: asked.challenge, solution } }, options)
        }),
      code: (code, options) => submit('/code', { code }, options),
      resend: (options) => submit('/resend', {}, options),
      useFactor: (factor, options) => submit('/factor', { factor }, options),
      legacyApp: (code, options) => submit('/legacy-app', { code }, options),
      beginApp: (options) => ask<ShownAppAnswer>('POST', '/app', { flow }, options),
      confirmApp: (code, keepMail, options) => submit('/app/confirm', { code, keepMail }, options),
      lostFactor: (options) => ask<LostFactorAnswer>('POST', '/lost-factor', { flow }, options),
      askForInvitation: (who, options) => submit('/ask-for-invitation', who, options),
      newPassword: (password, name, options) => submit('/new-password', { password, name }, options),
      confirm: (options) => submit('/confirm', {}, options),
      async abandon(options) {
        const ended = flow
        await send('DELETE', '/sign-in', { ...options, flow })
        // Another may have been started meanwhile.
        if (flow === ended) flow = null
      },
    },
    passwordReset: {
      async ask(email, options) {
        await send('POST', '/password-reset', { ...options, body: { email } })
      },
      confirm: (token, password, options) =>
        send('POST', '/password-reset/confirm', {
          ...options,
          body: { token, password },
        }) as Promise<PasswordResetAnswer>,
    },
    session: {
      get: (options) => unless('session_required', send('GET', '/session', options) as Promise<SessionAnswer>),
      async end(options) {
        await send('DELETE', '/session', options)
      },
    },
    apps: {
      list: (options) => send('GET', '/apps', options) as Promise<AppsAnswer>,
    },
    shops: {
      find: (shop, options) =>
        unless('not_found', send('GET', `/shops/${encodeURIComponent(shop)}`, options) as Promise<ShopAnswer>),
    },
  }
}

/** `null` in the place of a problem that only says that there is nothing. */
function unless<Answer>(code: ProblemCode, answer: Promise<Answer>): Promise<Answer | null> {
  return answer.catch((problem: unknown) => {
    if (problem instanceof AccountsProblem && problem.code === code) return null
    throw problem
  })
}
