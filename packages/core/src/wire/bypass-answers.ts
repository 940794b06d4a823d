import type { z } from 'zod'
import type { BypassGrantView, BypassRequestView, RobotView } from '../rooms/bypass/views.ts'
import { maybeTimestamp, timestamp } from './answers.ts'
import type {
  BypassGrantAnswer,
  BypassRequestAnswer,
  OperatorBypassGrantAnswer,
  OperatorBypassRequestAnswer,
  Robot,
} from './bypass-schemas.ts'

/** A request as the API says it to the shop's administrators: without the names of operators. */
export function bypassRequestAnswer(view: BypassRequestView): z.infer<typeof BypassRequestAnswer> {
  return { ...requestParts(view), byOperator: 'operator' in view.request.askedBy }
}

/** A request as the API says it to operators. */
export function operatorBypassRequestAnswer(view: BypassRequestView): z.infer<typeof OperatorBypassRequestAnswer> {
  const { ticket, askedBy, firstApprovedBy, settledBy } = view.request
  return {
    ...requestParts(view),
    overdue: view.isOverdue,
    ticket,
    askedBy: 'operator' in askedBy ? askedBy.operator : null,
    firstApprovedBy,
    settledBy,
  }
}

/** A grant as the API says it to the shop's administrators. */
export function bypassGrantAnswer({
  grant,
  shopName,
  robot,
  standing,
  uses,
}: BypassGrantView): z.infer<typeof BypassGrantAnswer> {
  return {
    id: grant.id,
    request: grant.requestId,
    shop: grant.shopId,
    shopName,
    member: robotAnswer(robot),
    ranges: [...grant.ranges],
    standing,
    suspendedFor: grant.suspendedFor,
    shadow: grant.shadow,
    startsAt: timestamp(grant.startsAt),
    endsAt: timestamp(grant.endsAt),
    lastUsedAt: maybeTimestamp(grant.lastUsedAt),
    lastAddress: grant.lastAddress,
    days: uses.days.map((day) => ({ ...day })),
    userAgents: uses.userAgents.map(({ userAgent, lastSeenAt }) => ({ userAgent, lastSeenAt: timestamp(lastSeenAt) })),
  }
}

/** A grant as the API says it to operators. */
export function operatorBypassGrantAnswer(view: BypassGrantView): z.infer<typeof OperatorBypassGrantAnswer> {
  return { ...bypassGrantAnswer(view), approvedBy: [...view.grant.approvedBy] }
}

function requestParts({ request, shopName, robots, needsSecond, dueAfterCut }: BypassRequestView) {
  const { id, version, status, purpose, provider, validDays, shadow, renews, question, answer, reason } = request
  return {
    ...{ id, version, status, purpose, provider, validDays, shadow, renews, question, answer, reason },
    shop: request.shopId,
    shopName,
    members: robots.map(robotAnswer),
    ranges: [...request.ranges],
    askedAt: timestamp(request.askedAt),
    dueAt: timestamp(request.dueAt),
    stoppedAt: maybeTimestamp(request.stoppedAt),
    settledAt: maybeTimestamp(request.settledAt),
    needsSecond,
    firstApproved: request.firstApprovedBy !== null,
    dueAfterCut: maybeTimestamp(dueAfterCut),
  }
}

function robotAnswer({ robotSince, missing, ...robot }: RobotView): z.infer<typeof Robot> {
  return { ...robot, robotSince: maybeTimestamp(robotSince), missing: [...missing] }
}
