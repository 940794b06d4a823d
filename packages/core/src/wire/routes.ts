import { z } from 'zod'
import {
  AppsAnswer,
  CodeRequest,
  FactorRequest,
  FlowRequest,
  PasswordRequest,
  type problemCodes,
  SessionAnswer,
  ShopAnswer,
  SignInStartRequest,
  Step,
} from './schemas.ts'

/** One operation of the HTTP API. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** Below where the router is mounted; `{name}` stands for one segment, which `params` has to let through. */
  readonly path: string
  readonly summary: string
  /** What authorises the request. */
  readonly needs: 'nothing' | 'flow' | 'session'
  readonly params?: z.ZodObject<Record<string, z.ZodType<string>>>
  readonly body?: z.ZodType
  /** `null` for an empty answer. */
  readonly answer: z.ZodType | null
  /** Problems of its own, besides those that any request can meet. */
  readonly problems: readonly (typeof problemCodes)[number][]
}

const stepProblems = ['flow_not_found', 'flow_conflict', 'throttled'] as const

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
    body: PasswordRequest,
    answer: Step,
    problems: [...stepProblems, 'credentials_rejected', 'overloaded'],
  },
  submitCode: {
    method: 'post',
    path: '/sign-in/code',
    summary: 'Proves the mailbox by the code it was sent',
    needs: 'flow',
    body: CodeRequest,
    answer: Step,
    problems: [...stepProblems, 'code_rejected'],
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
  submitNewPassword: {
    method: 'post',
    path: '/sign-in/new-password',
    summary: 'Chooses the password of the account to be',
    needs: 'flow',
    body: PasswordRequest,
    answer: Step,
    problems: [...stepProblems, 'password_unacceptable', 'overloaded'],
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
