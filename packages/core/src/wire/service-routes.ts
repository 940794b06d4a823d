import { z } from 'zod'
import {
  IntrospectionAnswer,
  IntrospectionRequest,
  KeysAnswer,
  legacyIdSegment,
  MemberAnswer,
  MemberRequest,
  MembersAnswer,
  RolloutDocumentAnswer,
  ShopReadinessAnswer,
} from './service-schemas.ts'

const serviceProblems = ['service_rejected', 'throttled'] as const
const memberParams = z.object({ legacyId: legacyIdSegment })

/** What a shop's back end does. */
export const serviceRoutes = {
  listKeys: {
    method: 'get',
    path: '/services/keys',
    summary: 'The keys that rollout documents are signed with (RFC 7517)',
    needs: 'nothing',
    answer: KeysAnswer,
    problems: [],
  },
  issueRolloutDocument: {
    method: 'get',
    path: '/services/rollout',
    summary: "The switch of the service's shop as a signed document, by which its gate decides",
    needs: 'service',
    answer: RolloutDocumentAnswer,
    problems: [...serviceProblems],
  },
  listMembers: {
    method: 'get',
    path: '/services/members',
    query: z.object({
      after: z.string().max(128).optional().describe('The `next` of the page before; the first page without it'),
    }),
    summary: "The rows of the shop's member list, a thousand a page, and how far each is; nothing of other shops",
    needs: 'service',
    answer: MembersAnswer,
    problems: [...serviceProblems],
  },
  saveMember: {
    method: 'put',
    path: '/services/members/{legacyId}',
    params: memberParams,
    summary:
      'Brings one row, however often: from the announcement on a new or moved one needs an invitation, and an address that has set up stays',
    needs: 'service',
    body: MemberRequest,
    answer: MemberAnswer,
    problems: [...serviceProblems, 'not_found'],
  },
  removeMember: {
    method: 'delete',
    path: '/services/members/{legacyId}',
    params: memberParams,
    summary: 'Takes one row away for good, and its access to the shop with this request; unknown ones as well',
    needs: 'service',
    answer: null,
    problems: [...serviceProblems, 'not_found'],
  },
  readShopReadiness: {
    method: 'get',
    path: '/services/readiness',
    summary: "What was found of the shop's members, why it matters and what to do; nothing of other shops",
    needs: 'service',
    answer: ShopReadinessAnswer,
    problems: [...serviceProblems],
  },
  introspectSession: {
    method: 'post',
    path: '/services/introspect',
    summary: 'How somebody who entered this service stands now; to ask counts as activity of the session',
    needs: 'service',
    body: IntrospectionRequest,
    answer: IntrospectionAnswer,
    problems: [...serviceProblems],
  },
} as const
