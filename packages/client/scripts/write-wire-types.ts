import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as wire from '@ecforce-accounts/core/wire'

/** What each type of the contract is, in the order they are written. */
const docstrings: Readonly<Record<string, string>> = {
  SignInStartRequest: 'What opens a sign-in.',
  PasswordRequest: 'A password newly chosen, with the name of the account to be.',
  SolvedProof: 'What `proof_required` asks for, done.',
  SignInPasswordRequest: 'A password to be proven.',
  CodeRequest: 'A one-time code as typed.',
  AppConfirmRequest: 'A code of the app being enrolled in a sign-in.',
  FactorAppConfirmRequest: 'A code of the app being enrolled by somebody signed in.',
  AppCodeRequest: "A code of the account's app.",
  FactorRequest: 'The way of proving oneself that is wished for.',
  PasswordResetRequest: 'Whose password is to be reset.',
  MailedPasswordRequest: 'A new password, and the token of the mailed link.',
  AddressRequest: 'The address that is to be the account’s.',
  MailedTokenRequest: 'The token of a mailed link.',
  FlowRequest: 'A request of a flow that says nothing else.',
  ProfileRequest: 'What a member changes about the own account.',
  PasswordChangeRequest: 'The present password, and the one to put in its place.',
  PasswordStep: 'The password is asked for.',
  CodeStep: 'A one-time code is asked for.',
  LegacyAppStep: 'A code of the app that the shop knew before is asked for.',
  EnrolAppStep: 'An authenticator app is to be enrolled.',
  NewPasswordStep: 'A new password is to be chosen.',
  ConfirmStep: 'Whoever was invited is asked whether they want to be the shop’s member.',
  RefusedStep: 'The sign-in cannot go on.',
  DoneStep: 'Signed in.',
  Step: 'Where a sign-in stands: what the next screen asks for. Told apart by `step`.',
  ShownAppAnswer: 'An authenticator app to be enrolled, shown once.',
  FactorsAnswer: 'The factors of who is signed in.',
  ProfileAnswer: 'What somebody signed in sees of the own account.',
  DevicesAnswer: 'Where the account is signed in.',
  EventsAnswer: 'What happened to the account, the newest first.',
  LostFactorAnswer: 'The ways out for somebody who can use none of the ways asked for.',
  PasswordResetAnswer: 'Whose password was reset.',
  AddressAnswer: 'The address of the account, and the change that waits.',
  SessionAnswer: 'Who is signed in, how strongly, and whose member they are.',
  AppsAnswer: 'The services of the portal.',
  InviteRequest: 'Whom to invite into a shop.',
  InvitationTicketRequest: 'What somebody shows who was invited.',
  AcceptInvitationRequest: 'What opens the sign-in that accepts an invitation.',
  MemberChangeRequest: 'What is changed about a member of a shop: one thing at a time.',
  InvitationAnswer: 'An invitation, for the shop’s administrators.',
  InvitationsAnswer: 'The invitations of a shop.',
  InviteAnswer: 'What came of each person to be invited.',
  InvitationAskRequest: 'Who would like an account of their own, asked at the sign-in of somebody else’s.',
  InvitationPolicyRequest: 'How long the invitations of a shop are to be good for.',
  InvitationPolicyAnswer: 'How long the invitations of a shop are good for.',
  InvitationWishesAnswer: 'Who would like to be invited into a shop.',
  WishInviteRequest: 'How somebody who asked for it is invited.',
  WishInvitedAnswer: 'What came of inviting somebody who asked for it.',
  SharedMarkRequest: 'Who stands for a member that several people share.',
  RetirementRequest: 'On which day a membership ends.',
  InvitationToldAnswer: 'What an invited person is told of the invitation.',
  SwitchAccountStep: 'Somebody else is signed in in this browser, so that nothing was begun.',
  AcceptanceStep: 'What accepting an invitation begins with. Told apart by `step`.',
  ManagedMemberAnswer: 'A member of a shop, for its administrators.',
  ManagedMembersAnswer: 'The members of a shop, for its administrators.',
  MembershipsAnswer: 'The shops of who is signed in, and those that wait for an answer.',
  OperatorSignInRequest: 'What an operator signs in with.',
  MarksRequest: 'Members to be marked before the announcement.',
  OperatorSessionAnswer: 'Which operator is signed in.',
  OperatorShopsAnswer: 'Every shop, for operators.',
  OperatorServicesAnswer: 'The services of the shops, for operators.',
  Finding: 'What can be found of a member.',
  ReadinessMember: 'A member with what was found.',
  ReadinessAnswer: 'What should be looked at before a shop is announced.',
  AddressFindingAnswer: 'Where a request comes from, and what an exemption says to that.',
  ProgressAnswer: 'How far the members of a shop are with setting up.',
  MarksAnswer: 'How many members were marked.',
  BypassAskRequest: 'What a shop asks for its robots.',
  BypassEditRequest: 'The same in the place of what was asked.',
  BypassAnswerRequest: 'What a shop answers to a question of operators.',
  BypassTakeRequest: 'What an operator asks in the name of a shop.',
  BypassQuestionRequest: 'What operators ask a shop.',
  BypassApproveRequest: 'The version that was seen, and a code of the operator’s app.',
  BypassRejectRequest: 'The same, and why it is rejected.',
  OperatorCodeRequest: 'A code of the operator’s app.',
  BypassStopRequest: 'Whose exemptions are to be suspended, and a code of the operator’s app.',
  BypassMissing: 'What is missing before anything is waived for a robot.',
  Robot: 'A robot’s member, with what is missing before anything is waived.',
  BypassRequestAnswer: 'A request for robots, for the shop’s administrators.',
  BypassRequestsAnswer: 'The requests of a shop.',
  BypassGrantAnswer: 'A robot’s exemption, for the shop’s administrators.',
  BypassGrantsAnswer: 'The exemptions of a shop’s robots.',
  OperatorBypassRequestAnswer: 'A request for robots, for operators.',
  OperatorBypassRequestsAnswer: 'Requests for robots, for operators.',
  OperatorBypassGrantAnswer: 'A robot’s exemption, for operators.',
  OperatorBypassGrantsAnswer: 'Exemptions of robots, for operators.',
  BypassStopAnswer: 'How many exemptions were suspended.',
  ShopAnswer: 'A shop that has been announced.',
  ProofOfWork: 'Work to be done before the same request is heard.',
  Problem: 'Why a request was not done (RFC 9457).',
}

/** The part of JSON Schema that the contract is written in. */
interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly description?: string
}

/**
 * The types of the HTTP contract as plain TypeScript, so that a browser needs no schema library.
 *
 * Throws when the contract has a type that `docstrings` does not describe, or is written in words unknown here.
 */
export function wireTypes(): string {
  const definitions = readDefinitions()
  const unknown = Object.keys(definitions).filter((name) => !(name in docstrings))
  if (unknown.length > 0) throw new Error(`no docstring for ${unknown.join(', ')}`)

  const declarations = Object.entries(docstrings).map(([name, docstring]) => {
    const schema = definitions[name]
    if (!schema) throw new Error(`the contract has no ${name}`)
    return `/** ${docstring} */\n${declaration(name, schema)}\n`
  })
  return [
    '// Written by `npm run client:types` from the schemas of @ecforce-accounts/core/wire; changes go there.\n',
    ...declarations,
  ].join('\n')
}

function readDefinitions(): Record<string, JsonSchema> {
  const definitions: Record<string, JsonSchema> = {}
  for (const exported of Object.values(wire)) {
    if (typeof exported !== 'object' || !('toJSONSchema' in exported)) continue
    const { $defs = {} } = exported.toJSONSchema({ unrepresentable: 'throw' }) as JsonSchema
    Object.assign(definitions, $defs)
  }
  return definitions
}

function declaration(name: string, schema: JsonSchema): string {
  if (schema.properties) return `export interface ${name} ${objectType(schema, '')}`
  const line = `export type ${name} = ${typeOf(schema, '')}`
  const broken = schema.enum?.map(literal) ?? (schema.oneOf ?? schema.anyOf)?.map((one) => typeOf(one, '    '))
  if (line.length <= 120 || !broken) return line
  return `export type ${name} =\n${broken.map((one) => `  | ${one}`).join('\n')}`
}

function objectType(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const description = property.description ?? nonNull(property)?.description
    const comment = description ? `${inner}/** ${description} */\n` : ''
    const required = schema.required?.includes(name) ?? false
    return `${comment}${member(name, property, required, inner)}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

/** `undefined` is said, since zod's optional keys take it too. A union that is too long stands one to a line. */
function member(name: string, schema: JsonSchema, required: boolean, indent: string): string {
  if (required) return unionMember(`${indent}${name}:`, [typeOf(schema, indent)], indent)
  const broken = (schema.items ?? schema).properties !== undefined
  const type = typeOf(schema, broken ? `${indent}    ` : indent)
  return unionMember(`${indent}${name}?:`, [type, 'undefined'], indent)
}

function unionMember(head: string, types: readonly string[], indent: string): string {
  const line = `${head} ${types.join(' | ')}`
  const fits = line.includes('\n') ? types.length === 1 : line.length <= 120
  if (fits) return line
  const each = types.flatMap((type) => (type.includes('\n') ? [type] : type.split(' | ')))
  return `${head}\n${each.map((type) => `${indent}  | ${type}`).join('\n')}`
}

function typeOf(schema: JsonSchema, indent: string): string {
  if (schema.$ref) return schema.$ref.replace('#/$defs/', '')
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const union = schema.oneOf ?? schema.anyOf
  if (union) return union.map((one) => typeOf(one, indent)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ')
  switch (schema.type) {
    case 'object':
      return objectType(schema, indent)
    case 'array': {
      const items = typeOf(schema.items ?? {}, indent)
      return items.includes(' | ') && !items.startsWith('{') ? `(${items})[]` : `${items}[]`
    }
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      throw new Error(`cannot write ${JSON.stringify(schema)}`)
  }
}

function nonNull(schema: JsonSchema): JsonSchema | undefined {
  return schema.anyOf?.find((one) => one.type !== 'null')
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

if (import.meta.main) {
  await writeFile(fileURLToPath(new URL('../src/wire.ts', import.meta.url)), wireTypes())
}
