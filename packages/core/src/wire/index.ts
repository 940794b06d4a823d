/**
 * The HTTP contract: every request, answer and problem as a zod schema, and the table of routes.
 *
 * @module
 */
export {
  addressAnswer,
  appsAnswer,
  devicesAnswer,
  eventsAnswer,
  factorsAnswer,
  profileAnswer,
  sessionAnswer,
  shopAnswer,
  shownAppAnswer,
  stepAnswer,
} from './answers.ts'
export {
  bypassGrantAnswer,
  bypassRequestAnswer,
  operatorBypassGrantAnswer,
  operatorBypassRequestAnswer,
} from './bypass-answers.ts'
export * from './bypass-schemas.ts'
export { csvLine, csvMark } from './csv.ts'
export {
  invitationAnswer,
  invitationsAnswer,
  invitationToldAnswer,
  invitationWishesAnswer,
  inviteAnswer,
  managedMemberAnswer,
  managedMembersAnswer,
  membershipsAnswer,
  wishInvitedAnswer,
} from './member-answers.ts'
export * from './member-schemas.ts'
export {
  addressFindingAnswer,
  operatorServicesAnswer,
  operatorSessionAnswer,
  operatorShopsAnswer,
  progressAnswer,
  readinessAnswer,
} from './operator-answers.ts'
export { progressCsv, readinessCsv } from './operator-csv.ts'
export * from './operator-schemas.ts'
export { commonProblems, type OperationId, type Route, routes } from './routes.ts'
export * from './schemas.ts'
export { introspectionAnswer, shopReadinessAnswer } from './service-answers.ts'
