import { z } from 'zod'
import { bypassRoutes } from './bypass-routes.ts'
import { memberRoutes } from './member-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import {
  AddressAnswer,
  AddressRequest,
  AppCodeRequest,
  AppConfirmRequest,
  AppsAnswer,
  CodeRequest,
  DevicesAnswer,
  EventsAnswer,
  FactorAppConfirmRequest,
  FactorRequest,
  FactorsAnswer,
  FlowRequest,
  LostFactorAnswer,
  MailedPasswordRequest,
  MailedTokenRequest,
  PasswordChangeRequest,
  PasswordRequest,
  PasswordResetAnswer,
  PasswordResetRequest,
  ProfileAnswer,
  ProfileRequest,
  type problemCodes,
  SessionAnswer,
  ShopAnswer,
  ShownAppAnswer,
  SignInPasswordRequest,
  SignInStartRequest,
  Step,
} from './schemas.ts'
import { serviceRoutes } from './service-routes.ts'

/** One operation of the HTTP API. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below where the router is mounted; `{name}` stands for one segment, which `params` has to let through. */
  readonly path: string
  readonly summary: string
  /** What authorises the request. A service shows its id and secret (HTTP Basic); cookies mean nothing then. */
  readonly needs: 'nothing' | 'flow' | 'session' | 'service' | 'operator'
  /** Whether it always hashes, so that it is refused unread when the queue of hashes is full. */
  readonly costly?: true
  readonly params?: z.ZodObject<Record<string, z.ZodType<string>>>
  /** What may stand in the query; what else stands there is passed over. */
  readonly query?: z.ZodObject<Record<string, z.ZodType<string | undefined>>>
  readonly body?: z.ZodType
  /** How large the body may be. Default: 16 KiB. */
  readonly largestBodyBytes?: number
  /** `null` for an empty answer. */
  readonly answer: z.ZodType | null
  /** Whether the answer says no more than that the request was taken (202). */
  readonly accepted?: true
  /** What the answer is where it is no JSON but a file. */
  readonly download?: 'text/csv'
  /** Problems of its own, besides those that any request can meet. */
  readonly problems: readonly (typeof problemCodes)[number][]
}

const stepProblems = ['flow_not_found', 'flow_conflict', 'throttled'] as const
const signedInProblems = ['session_required', 'session_restricted'] as const
const changeProblems = [...signedInProblems, 'step_up_required', 'factor_refused'] as const
const id = z.string().regex(/^[0-9a-z]{26}$/)

/** The whole HTTP API: the router serves exactly this, and the OpenAPI document describes exactly this. */
export const routes = {
  startSignIn: {
    method: 'post',
    path: '/sign-in',
    summary: 'Opens a sign-in for an address; the answer is the same whoever it belongs to',
    needs: 'nothing',
    body: SignInStartRequest,
    answer: Step,
    problems: ['throttled'],
  },
  currentSignIn: {
    method: 'get',
    path: '/sign-in',
    summary: 'Where the sign-in stands, after a reload',
    needs: 'flow',
    answer: Step,
    problems: ['flow_not_found', 'flow_conflict'],
  },
  abandonSignIn: {
    method: 'delete',
    path: '/sign-in',
    summary: 'Ends the sign-in; what it had proven is gone',
    needs: 'flow',
    answer: null,
    problems: ['flow_not_found', 'flow_conflict'],
  },
  submitPassword: {
    method: 'post',
    path: '/sign-in/password',
    summary: 'Proves the password',
    needs: 'flow',
    costly: true,
    body: SignInPasswordRequest,
    answer: Step,
    problems: [...stepProblems, 'credentials_rejected', 'proof_required', 'overloaded'],
  },
  submitCode: {
    method: 'post',
    path: '/sign-in/code',
    summary: 'Proves the factor that is asked for, by a code that was mailed, of an app, or from paper',
    needs: 'flow',
    body: CodeRequest,
    answer: Step,
    problems: [...stepProblems, 'code_rejected', 'overloaded'],
  },
  chooseFactor: {
    method: 'post',
    path: '/sign-in/factor',
    summary: 'Asks for another of the ways that are open',
    needs: 'flow',
    body: FactorRequest,
    answer: Step,
    problems: [...stepProblems],
  },
  resendCode: {
    method: 'post',
    path: '/sign-in/resend',
    summary: 'Mails a new code; before `resendAt` nothing is sent and the step is as it was',
    needs: 'flow',
    body: FlowRequest,
    answer: Step,
    problems: [...stepProblems],
  },
  reportLostFactor: {
    method: 'post',
    path: '/sign-in/lost-factor',
    summary: 'None of the ways can be used: names the ways out and opens a case, one for a sign-in',
    needs: 'flow',
    body: FlowRequest,
    answer: LostFactorAnswer,
    problems: [...stepProblems],
  },
  submitNewPassword: {
    method: 'post',
    path: '/sign-in/new-password',
    summary: 'Chooses the password of the account to be',
    needs: 'flow',
    costly: true,
    body: PasswordRequest,
    answer: Step,
    problems: [...stepProblems, 'password_unacceptable', 'overloaded'],
  },
  submitLegacyAppCode: {
    method: 'post',
    path: '/sign-in/legacy-app',
    summary: 'Answers the extra question of the first sign-in: a code of the app that the shop knew',
    needs: 'flow',
    body: CodeRequest,
    answer: Step,
    problems: [...stepProblems, 'code_rejected'],
  },
  beginApp: {
    method: 'post',
    path: '/sign-in/app',
    summary: 'Shows an authenticator app to be enrolled, in place of one shown before',
    needs: 'flow',
    body: FlowRequest,
    answer: ShownAppAnswer,
    problems: ['flow_not_found', 'flow_conflict'],
  },
  confirmApp: {
    method: 'post',
    path: '/sign-in/app/confirm',
    summary: 'Enrols that app by a code of it',
    needs: 'flow',
    costly: true,
    body: AppConfirmRequest,
    answer: Step,
    problems: [...stepProblems, 'code_rejected', 'overloaded'],
  },
  askPasswordReset: {
    method: 'post',
    path: '/password-reset',
    summary:
      'Asks for a new password by mail; the answer is the same whoever the address belongs to, and however often',
    needs: 'nothing',
    body: PasswordResetRequest,
    answer: null,
    accepted: true,
    problems: [],
  },
  confirmPasswordReset: {
    method: 'post',
    path: '/password-reset/confirm',
    summary: 'Uses the mailed link up for a new password; signs nobody in',
    needs: 'nothing',
    costly: true,
    body: MailedPasswordRequest,
    answer: PasswordResetAnswer,
    problems: ['link_unusable', 'password_unacceptable', 'throttled', 'overloaded'],
  },
  readAddress: {
    method: 'get',
    path: '/profile/email',
    summary: 'The address, and the change of it that waits to be confirmed',
    needs: 'session',
    answer: AddressAnswer,
    problems: [...signedInProblems],
  },
  askAddressChange: {
    method: 'post',
    path: '/profile/email',
    summary: 'Mails a link to another address; changes nothing, and answers alike where that is somebody else’s',
    needs: 'session',
    body: AddressRequest,
    answer: AddressAnswer,
    problems: [...signedInProblems, 'step_up_required', 'throttled'],
  },
  withdrawAddressChange: {
    method: 'delete',
    path: '/profile/email',
    summary: 'Withdraws the change that waits; its link opens nothing any more',
    needs: 'session',
    answer: AddressAnswer,
    problems: [...signedInProblems],
  },
  confirmAddressChange: {
    method: 'post',
    path: '/profile/email/confirm',
    summary: 'Confirms the change in the session that asked for it; every other session is ended',
    needs: 'session',
    body: MailedTokenRequest,
    answer: AddressAnswer,
    problems: [...signedInProblems, 'link_unusable', 'throttled'],
  },
  revertAddressChange: {
    method: 'post',
    path: '/profile/email/revert',
    summary: 'Takes a former address back, with the factors of that time and a new password; signs nobody in',
    needs: 'nothing',
    costly: true,
    body: MailedPasswordRequest,
    answer: PasswordResetAnswer,
    problems: ['link_unusable', 'password_unacceptable', 'throttled', 'overloaded'],
  },
  startStepUp: {
    method: 'post',
    path: '/step-up',
    summary: 'Asks for a factor once more, for what a session alone may not do',
    needs: 'session',
    answer: Step,
    problems: [...signedInProblems, 'throttled'],
  },
  submitStepUpCode: {
    method: 'post',
    path: '/step-up/code',
    summary: 'Proves it; the session goes on fresh, under another token',
    needs: 'session',
    body: CodeRequest,
    answer: Step,
    problems: [...signedInProblems, ...stepProblems, 'code_rejected', 'overloaded'],
  },
  chooseStepUpFactor: {
    method: 'post',
    path: '/step-up/factor',
    summary: 'Asks for another of the ways that are open',
    needs: 'session',
    body: FactorRequest,
    answer: Step,
    problems: [...signedInProblems, ...stepProblems],
  },
  resendStepUpCode: {
    method: 'post',
    path: '/step-up/resend',
    summary: 'Mails a new code; before `resendAt` nothing is sent and the step is as it was',
    needs: 'session',
    body: FlowRequest,
    answer: Step,
    problems: [...signedInProblems, ...stepProblems],
  },
  listFactors: {
    method: 'get',
    path: '/factors',
    summary: 'The factors of who is signed in',
    needs: 'session',
    answer: FactorsAnswer,
    problems: [...signedInProblems],
  },
  beginFactorApp: {
    method: 'post',
    path: '/factors/app',
    summary: 'Shows an authenticator app to be enrolled; a present one stays until it is confirmed',
    needs: 'session',
    answer: ShownAppAnswer,
    problems: [...signedInProblems, 'step_up_required'],
  },
  confirmFactorApp: {
    method: 'post',
    path: '/factors/app/confirm',
    summary: 'Enrols that app by a code of it, in place of a present one, with ten new recovery codes',
    needs: 'session',
    costly: true,
    body: FactorAppConfirmRequest,
    answer: FactorsAnswer,
    problems: [...changeProblems, 'code_rejected', 'overloaded'],
  },
  switchMailOn: {
    method: 'post',
    path: '/factors/email',
    summary: 'Switches codes by mail on beside the app, whose code proves that it is at hand',
    needs: 'session',
    body: AppCodeRequest,
    answer: FactorsAnswer,
    problems: [...signedInProblems, 'factor_refused', 'code_rejected', 'throttled'],
  },
  removeFactor: {
    method: 'delete',
    path: '/factors/{id}',
    params: z.object({ id }),
    summary: 'Removes a factor, with an app its recovery codes; the last one stays',
    needs: 'session',
    answer: FactorsAnswer,
    problems: [...changeProblems, 'not_found'],
  },
  makeRecoveryCodes: {
    method: 'post',
    path: '/factors/recovery-codes',
    summary: 'Ten new recovery codes in place of those there were',
    needs: 'session',
    costly: true,
    answer: FactorsAnswer,
    problems: [...changeProblems, 'overloaded'],
  },
  currentSession: {
    method: 'get',
    path: '/session',
    summary: 'Who is signed in',
    needs: 'session',
    answer: SessionAnswer,
    problems: ['session_required'],
  },
  endSession: {
    method: 'delete',
    path: '/session',
    summary: 'Signs out; answers alike when nobody was signed in',
    needs: 'nothing',
    answer: null,
    problems: [],
  },
  readProfile: {
    method: 'get',
    path: '/profile',
    summary: 'What who is signed in sees of the own account',
    needs: 'session',
    answer: ProfileAnswer,
    problems: [...signedInProblems],
  },
  editProfile: {
    method: 'patch',
    path: '/profile',
    summary: 'Changes the name, the language of the mails, or both',
    needs: 'session',
    body: ProfileRequest,
    answer: ProfileAnswer,
    problems: [...signedInProblems],
  },
  changePassword: {
    method: 'post',
    path: '/profile/password',
    summary: 'Puts another password in place of the present one; every other session ends, this one goes on',
    needs: 'session',
    costly: true,
    body: PasswordChangeRequest,
    answer: null,
    problems: [
      ...signedInProblems,
      'step_up_required',
      'credentials_rejected',
      'throttled',
      'password_unacceptable',
      'overloaded',
    ],
  },
  listEvents: {
    method: 'get',
    path: '/profile/events',
    summary: 'What happened to the account that concerns its member, the newest first, a page at a time',
    needs: 'session',
    query: z.object({ after: id.optional().describe('The `next` of the page before') }),
    answer: EventsAnswer,
    problems: [...signedInProblems],
  },
  listSessions: {
    method: 'get',
    path: '/sessions',
    summary: 'Where the account is signed in now',
    needs: 'session',
    answer: DevicesAnswer,
    problems: [...signedInProblems],
  },
  endOneSession: {
    method: 'delete',
    path: '/sessions/{id}',
    params: z.object({ id }),
    summary: 'Signs one device out; the own one without fresh proof',
    needs: 'session',
    answer: null,
    problems: [...signedInProblems, 'step_up_required', 'not_found'],
  },
  endOtherSessions: {
    method: 'delete',
    path: '/sessions',
    summary: 'Signs every other device out',
    needs: 'session',
    answer: null,
    problems: [...signedInProblems, 'step_up_required'],
  },
  cancelFactorLift: {
    method: 'post',
    path: '/profile/factor-lift/cancel',
    summary: "Cancels the outstanding lift of the account's factor; not found when there is none",
    needs: 'session',
    answer: null,
    problems: ['session_required', 'session_restricted', 'not_found'],
  },
  listApps: {
    method: 'get',
    path: '/apps',
    summary: 'The services that the portal offers',
    needs: 'session',
    answer: AppsAnswer,
    problems: ['session_required'],
  },
  findShop: {
    method: 'get',
    path: '/shops/{shop}',
    params: z.object({
      shop: z
        .string()
        .regex(/^[a-z0-9-]{2,63}$/)
        .describe('The name of a shop'),
    }),
    summary: 'What a page tells whoever comes from a shop; shops that are not announced are not found',
    needs: 'nothing',
    answer: ShopAnswer,
    problems: [],
  },
  ...memberRoutes,
  ...bypassRoutes,
  ...serviceRoutes,
  ...operatorRoutes,
} as const satisfies Record<string, Route>

export type OperationId = keyof typeof routes

/** Problems that any request can meet. */
export const commonProblems = [
  'request_invalid',
  'origin_refused',
  'host_refused',
  'body_too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'unavailable',
  'internal',
] as const satisfies readonly (typeof problemCodes)[number][]
