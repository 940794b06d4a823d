import type { AccountsClientOptions } from './client.ts'
import { AccountsProblem } from './problem.ts'
import { createTransport, type RequestOptions } from './transport.ts'
import type {
  AddressAnswer,
  DevicesAnswer,
  EventsAnswer,
  FactorRequest,
  FactorsAnswer,
  PasswordChangeRequest,
  PasswordResetAnswer,
  ProfileAnswer,
  ProfileRequest,
  ShownAppAnswer,
  Step,
} from './wire.ts'

/** The own account, but for its factors and devices. */
export interface ProfileVerbs {
  get(options?: RequestOptions): Promise<ProfileAnswer>
  /** Changes the name, the language of the mails, or both; what is absent stays. */
  edit(changes: ProfileRequest, options?: RequestOptions): Promise<ProfileAnswer>
  /**
   * Signs every other device out. Rejects with `credentials_rejected` where the present password is another, with
   * `password_unacceptable` and why, and with `step_up_required`.
   */
  changePassword(passwords: PasswordChangeRequest, options?: RequestOptions): Promise<void>
  /** What happened to the account, the newest first; `after` is the `next` of the page before. */
  events(after?: string | null, options?: RequestOptions): Promise<EventsAnswer>
  /** The address, and the change of it that waits. */
  address(options?: RequestOptions): Promise<AddressAnswer>
  /** Mails a link to another address; changes nothing yet. Rejects with `step_up_required`. */
  askAddress(email: string, options?: RequestOptions): Promise<AddressAnswer>
  /** Withdraws the change that waits: its link opens nothing any more. */
  withdrawAddress(options?: RequestOptions): Promise<AddressAnswer>
  /** Confirms it by the mailed token, in the session that asked. Rejects with `link_unusable`. */
  confirmAddress(token: string, options?: RequestOptions): Promise<AddressAnswer>
  /** Takes the former address back by the token mailed there, with a new password; needs no session. */
  revertAddress(token: string, password: string, options?: RequestOptions): Promise<PasswordResetAnswer>
  /** Keeps a factor whose lift is under way. Rejects with `not_found` when none is. */
  cancelFactorLift(options?: RequestOptions): Promise<void>
}

/** The own factors. Whatever changes them signs every other device out, and rejects with `step_up_required`. */
export interface FactorVerbs {
  list(options?: RequestOptions): Promise<FactorsAnswer>
  /** Shows an authenticator app to be enrolled; a present one stays until it is confirmed. */
  beginApp(options?: RequestOptions): Promise<ShownAppAnswer>
  /** Enrols that app by a code of it; `keepMail`: whether codes by mail stay another way. Answers recovery codes. */
  confirmApp(code: string, keepMail?: boolean, options?: RequestOptions): Promise<FactorsAnswer>
  /** Switches codes by mail on beside the app; its code is the proof, so that no other is asked for. */
  switchMailOn(code: string, options?: RequestOptions): Promise<FactorsAnswer>
  /** Removes a factor, with an app its recovery codes. */
  remove(id: string, options?: RequestOptions): Promise<FactorsAnswer>
  /** Ten new recovery codes in place of those there were. */
  newRecoveryCodes(options?: RequestOptions): Promise<FactorsAnswer>
}

/** Where the account is signed in. */
export interface DeviceVerbs {
  list(options?: RequestOptions): Promise<DevicesAnswer>
  /** Signs one device out; this one without `step_up_required`. */
  end(id: string, options?: RequestOptions): Promise<void>
  endOthers(options?: RequestOptions): Promise<void>
}

/** Proving oneself once more. Every verb resolves to the step that comes next; at `done` the session is fresh. */
export interface StepUpVerbs {
  start(options?: RequestOptions): Promise<Step>
  code(code: string, options?: RequestOptions): Promise<Step>
  /** Asks for another of the step's `alternatives`. */
  useFactor(factor: FactorRequest['factor'], options?: RequestOptions): Promise<Step>
  /** Asks for a new code; before `resendAt` nothing is sent and the step is as it was. */
  resend(options?: RequestOptions): Promise<Step>
}

/** What somebody signed in does with the own account. */
export interface AccountClient {
  readonly profile: ProfileVerbs
  readonly factors: FactorVerbs
  readonly sessions: DeviceVerbs
  readonly stepUp: StepUpVerbs
}

/** A client of one server for whoever is signed in there. It keeps nothing but the id of the step-up it is on. */
export function createAccountClient(options: AccountsClientOptions = {}): AccountClient {
  const send = createTransport(options)
  let flow: string | null = null

  async function step(below: string, body: object | undefined, options: RequestOptions | undefined): Promise<Step> {
    try {
      return adopt((await send('POST', `/step-up${below}`, { ...options, ...(body && { body }) })) as Step)
    } catch (problem) {
      if (problem instanceof AccountsProblem && problem.problem?.step) adopt(problem.problem.step)
      throw problem
    }
  }

  function adopt(answer: Step): Step {
    if ('flow' in answer) flow = answer.flow
    return answer
  }

  const ask = <Answer>(...request: Parameters<typeof send>) => send(...request) as Promise<Answer>
  const tell = async (...request: Parameters<typeof send>) => void (await send(...request))

  return {
    profile: {
      get: (options) => ask('GET', '/profile', options),
      edit: (body, options) => ask('PATCH', '/profile', { ...options, body }),
      changePassword: (body, options) => tell('POST', '/profile/password', { ...options, body }),
      events: (after, options) => ask('GET', `/profile/events${after ? `?after=${after}` : ''}`, options),
      address: (options) => ask('GET', '/profile/email', options),
      askAddress: (email, options) => ask('POST', '/profile/email', { ...options, body: { email } }),
      withdrawAddress: (options) => ask('DELETE', '/profile/email', options),
      confirmAddress: (token, options) => ask('POST', '/profile/email/confirm', { ...options, body: { token } }),
      revertAddress: (token, password, options) =>
        ask('POST', '/profile/email/revert', { ...options, body: { token, password } }),
      cancelFactorLift: (options) => tell('POST', '/profile/factor-lift/cancel', options),
    },
    factors: {
      list: (options) => ask('GET', '/factors', options),
      beginApp: (options) => ask('POST', '/factors/app', options),
      confirmApp: (code, keepMail, options) =>
        ask('POST', '/factors/app/confirm', { ...options, body: { code, keepMail } }),
      switchMailOn: (code, options) => ask('POST', '/factors/email', { ...options, body: { code } }),
      remove: (id, options) => ask('DELETE', `/factors/${id}`, options),
      newRecoveryCodes: (options) => ask('POST', '/factors/recovery-codes', options),
    },
    sessions: {
      list: (options) => ask('GET', '/sessions', options),
      end: (id, options) => tell('DELETE', `/sessions/${id}`, options),
      endOthers: (options) => tell('DELETE', '/sessions', options),
    },
    stepUp: {
      start: (options) => step('', undefined, options),
      code: (code, options) => step('/code', { flow, code }, options),
      useFactor: (factor, options) => step('/factor', { flow, factor }, options),
      resend: (options) => step('/resend', { flow }, options),
    },
  }
}
