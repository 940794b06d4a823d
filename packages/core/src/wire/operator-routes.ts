import { z } from 'zod'
import {
  AddressFindingAnswer,
  MarksAnswer,
  MarksRequest,
  OperatorServicesAnswer,
  OperatorSessionAnswer,
  OperatorShopsAnswer,
  OperatorSignInRequest,
  ProgressAnswer,
  ReadinessAnswer,
} from './operator-schemas.ts'

const shop = z.string().regex(/^[a-z0-9-]{2,63}$/)
const shopParams = z.object({ shop: shop.describe('The name of a shop') })
const readinessQuery = z.object({
  shop: shop.optional().describe('One shop, with its members; by default all shops in numbers'),
  staleAfterDays: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .optional()
    .describe('Unused for so long is stale; by default 180, at which the announcement holds'),
})

/** What operators do in the browser. */
export const operatorRoutes = {
  startOperatorSession: {
    method: 'post',
    path: '/operator/session',
    summary: 'Signs an operator in; one answer for an unknown name, a wrong password and a wrong code',
    needs: 'nothing',
    costly: true,
    body: OperatorSignInRequest,
    answer: OperatorSessionAnswer,
    problems: ['operator_rejected', 'throttled', 'overloaded'],
  },
  currentOperatorSession: {
    method: 'get',
    path: '/operator/session',
    summary: 'Which operator is signed in',
    needs: 'operator',
    answer: OperatorSessionAnswer,
    problems: ['operator_required'],
  },
  endOperatorSession: {
    method: 'delete',
    path: '/operator/session',
    summary: 'Signs the operator out; answers alike when none was signed in',
    needs: 'nothing',
    answer: null,
    problems: [],
  },
  listOperatorShops: {
    method: 'get',
    path: '/operator/shops',
    summary: 'Every shop, where its switch stands and how far its members are',
    needs: 'operator',
    answer: OperatorShopsAnswer,
    problems: ['operator_required'],
  },
  listOperatorServices: {
    method: 'get',
    path: '/operator/services',
    summary:
      'Every service of every shop: where it is entered, its secrets by age, and how telling it of sign-outs went',
    needs: 'operator',
    answer: OperatorServicesAnswer,
    problems: ['operator_required'],
  },
  readReadiness: {
    method: 'get',
    path: '/operator/readiness',
    summary: 'What should be looked at before a shop is announced; changes nothing',
    needs: 'operator',
    query: readinessQuery,
    answer: ReadinessAnswer,
    problems: ['operator_required', 'not_found'],
  },
  downloadReadiness: {
    method: 'get',
    path: '/operator/readiness/csv',
    summary: 'The same as a table, every member a line',
    needs: 'operator',
    query: readinessQuery,
    answer: null,
    download: 'text/csv',
    problems: ['operator_required', 'not_found'],
  },
  examineAddress: {
    method: 'get',
    path: '/operator/doctor/address',
    summary: "Where this very request comes from, and what a member's exemption says to that",
    needs: 'operator',
    query: z.object({
      shop: shop.optional().describe('With `legacyId`: whose exemption is looked at'),
      legacyId: z.string().min(1).max(128).optional(),
    }),
    answer: AddressFindingAnswer,
    problems: ['operator_required', 'not_found'],
  },
  readProgress: {
    method: 'get',
    path: '/operator/shops/{shop}/progress',
    params: shopParams,
    summary: 'How many members of a shop have set up, on which day, and who has not',
    needs: 'operator',
    answer: ProgressAnswer,
    problems: ['operator_required', 'not_found'],
  },
  downloadProgress: {
    method: 'get',
    path: '/operator/shops/{shop}/progress/csv',
    params: shopParams,
    summary: 'The same as a table, every member a line',
    needs: 'operator',
    answer: null,
    download: 'text/csv',
    problems: ['operator_required', 'not_found'],
  },
  markMembers: {
    method: 'post',
    path: '/operator/shops/{shop}/marks',
    params: shopParams,
    summary: 'Marks claims of a shop that is not announced, or takes their mark back',
    needs: 'operator',
    body: MarksRequest,
    answer: MarksAnswer,
    problems: ['operator_required', 'not_found', 'readiness_refused'],
  },
} as const
