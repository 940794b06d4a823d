import { z } from 'zod'
import { BYPASS_ADDRESSES, BYPASS_MEMBERS, bypassDays } from '../domain/bypass.ts'
import { bypassTexts, WIDE_ADDRESSES } from '../policy/bypass-request.ts'
import { instant, sixDigits } from './parts.ts'

// Robots' exemptions: asked for by shops, decided by operators.

const id = z.string().regex(/^[0-9a-z]{26}$/)
/** What is longer than that is told like everything else that is wrong with a row. */
const row = z.string().max(200)

const draft = {
  purpose: z
    .string()
    .max(2 * bypassTexts.purpose)
    .describe(`What the robot does; at most ${bypassTexts.purpose} characters`),
  provider: z
    .string()
    .max(2 * bypassTexts.provider)
    .describe('Whose addresses they are, or which tool drives the robot'),
  members: z
    .array(row)
    .max(5 * BYPASS_MEMBERS)
    .describe(`The members a robot uses, by id; at most ${BYPASS_MEMBERS}`),
  ranges: z
    .array(row)
    .max(2 * WIDE_ADDRESSES)
    .describe(
      `Addresses or ranges in canonical text. IPv4 is at least /28, or /24 with two operators; IPv6 at least /64; together at most ${BYPASS_ADDRESSES} IPv4 addresses, ${WIDE_ADDRESSES} with two operators`,
    ),
  validDays: z
    .int()
    .optional()
    .describe(`For how long, in days; by default ${bypassDays.usual}, at most ${bypassDays.most}`),
  shadow: z.boolean().optional().describe('Only writes down what it would have waived; by default it waives'),
}

const version = z.int().min(1).describe('The version that was seen')

export const BypassAskRequest = z.strictObject(draft).meta({ id: 'BypassAskRequest' })
export const BypassEditRequest = z.strictObject({ version, ...draft }).meta({ id: 'BypassEditRequest' })
export const BypassAnswerRequest = z
  .strictObject({ answer: z.string().max(bypassTexts.answer) })
  .meta({ id: 'BypassAnswerRequest' })
export const BypassTakeRequest = z
  .strictObject({
    shop: z.string().regex(/^[a-z0-9-]{2,63}$/),
    ticket: z.string().max(bypassTexts.ticket).describe("The support desk's own number"),
    ...draft,
  })
  .meta({ id: 'BypassTakeRequest' })
export const BypassQuestionRequest = z
  .strictObject({ version, question: z.string().max(bypassTexts.question) })
  .meta({ id: 'BypassQuestionRequest' })
export const BypassApproveRequest = z.strictObject({ version, code: sixDigits }).meta({ id: 'BypassApproveRequest' })
export const BypassRejectRequest = z
  .strictObject({
    version,
    reason: z.string().max(bypassTexts.reason).describe('What the shop is told'),
    code: sixDigits,
  })
  .meta({ id: 'BypassRejectRequest' })
export const OperatorCodeRequest = z.strictObject({ code: sixDigits }).meta({ id: 'OperatorCodeRequest' })
export const BypassStopRequest = z
  .union([
    z.strictObject({ shop: z.string().regex(/^[a-z0-9-]{2,63}$/), code: sixDigits }),
    z.strictObject({ all: z.literal(true), code: sixDigits }),
  ])
  .meta({ id: 'BypassStopRequest' })

export const BypassMissing = z
  .enum([
    'readable-mailbox',
    'first-sign-in',
    'active-member',
    'not-administrator',
    'no-other-membership',
    'own-password',
    'robot-flag',
  ])
  .meta({ id: 'BypassMissing' })

export const Robot = z
  .object({
    id,
    name: z.string().nullable(),
    email: z.string(),
    robotSince: instant.nullable().describe('Since when its owner says that a robot uses it'),
    missing: z.array(BypassMissing).describe('What has to be done before anything is waived, in this order'),
  })
  .meta({ id: 'Robot' })

const request = {
  id,
  shop: z.string(),
  shopName: z.string(),
  version: z.int(),
  status: z.enum(['pending', 'needs-information', 'approved', 'rejected', 'withdrawn']),
  purpose: z.string(),
  provider: z.string(),
  members: z.array(Robot),
  ranges: z.array(z.string()),
  validDays: z.int(),
  shadow: z.boolean(),
  renews: id.nullable().describe('The grant it is to take over from'),
  askedAt: instant,
  dueAt: instant.describe('By when operators answer'),
  stoppedAt: instant.nullable().describe('Since when the clock stands, as the shop has been asked something'),
  question: z.string().nullable(),
  answer: z.string().nullable(),
  settledAt: instant.nullable(),
  reason: z.string().nullable().describe('Why it was rejected'),
  needsSecond: z.boolean().describe('Whether two operators have to approve it'),
  firstApproved: z.boolean().describe('Whether the first of the two has'),
  dueAfterCut: instant.nullable().describe('The instant of the cut, where the answer may come only after it'),
}

export const BypassRequestAnswer = z
  .object({ ...request, byOperator: z.boolean().describe('Whether an operator asked for the shop') })
  .meta({ id: 'BypassRequestAnswer' })
export const BypassRequestsAnswer = z
  .object({ requests: z.array(BypassRequestAnswer) })
  .meta({ id: 'BypassRequestsAnswer' })

export const OperatorBypassRequestAnswer = z
  .object({
    ...request,
    overdue: z.boolean(),
    ticket: z.string().nullable(),
    askedBy: z.string().nullable().describe('The operator who asked for the shop; null for its administrator'),
    firstApprovedBy: z.string().nullable(),
    settledBy: z.string().nullable().describe('The operator who ended it, or the account that withdrew it'),
  })
  .meta({ id: 'OperatorBypassRequestAnswer' })
export const OperatorBypassRequestsAnswer = z
  .object({ now: instant, requests: z.array(OperatorBypassRequestAnswer) })
  .meta({ id: 'OperatorBypassRequestsAnswer' })

const grant = {
  id,
  request: id,
  shop: z.string(),
  shopName: z.string(),
  member: Robot,
  ranges: z.array(z.string()),
  standing: z
    .enum(['active', 'waiting', 'suspended', 'revoked', 'ended'])
    .describe('`waiting`: granted, and something is missing; `ended`: over by time'),
  suspendedFor: z.enum(['unused', 'credentials', 'stopped']).nullable(),
  shadow: z.boolean(),
  startsAt: instant,
  endsAt: instant,
  lastUsedAt: instant.nullable(),
  lastAddress: z.string().nullable(),
  days: z
    .array(z.object({ day: z.string(), uses: z.int(), shadow: z.int(), nearMisses: z.int() }))
    .describe('Of the last thirty days in Japan, those on which there was anything'),
  userAgents: z.array(z.object({ userAgent: z.string(), lastSeenAt: instant })),
}

export const BypassGrantAnswer = z.object(grant).meta({ id: 'BypassGrantAnswer' })
export const BypassGrantsAnswer = z.object({ grants: z.array(BypassGrantAnswer) }).meta({ id: 'BypassGrantsAnswer' })
export const OperatorBypassGrantAnswer = z
  .object({ ...grant, approvedBy: z.array(z.string()) })
  .meta({ id: 'OperatorBypassGrantAnswer' })
export const OperatorBypassGrantsAnswer = z
  .object({ grants: z.array(OperatorBypassGrantAnswer) })
  .meta({ id: 'OperatorBypassGrantsAnswer' })
export const BypassStopAnswer = z
  .object({ stopped: z.int().describe('How many grants were active') })
  .meta({ id: 'BypassStopAnswer' })
