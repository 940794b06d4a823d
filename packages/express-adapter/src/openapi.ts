import { commonProblems, flowHeader, localeHeader, Problem, type Route, routes } from '@ecforce-accounts/core/wire'
import { accountsCookies } from './cookies.ts'
import { type ProblemCode, problems } from './problems.ts'

/** An OpenAPI 3.1 document, as plain JSON. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes: object }
}

/** One operation of the document. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly security: readonly object[]
  readonly parameters?: readonly object[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

interface JsonSchema {
  readonly [keyword: string]: unknown
}

type WireSchema = NonNullable<Route['body']>

/** The API as a document, made of the same tables that serve it. */
export function openApiDocument(): OpenApiDocument {
  const schemas: Record<string, object> = {}
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const [operationId, route] of Object.entries<Route>(routes)) {
    const operations = paths[route.path] ?? {}
    operations[route.method] = operation(operationId, route, schemas)
    paths[route.path] = operations
  }
  const { session, flow, operator } = accountsCookies('https://accounts.example')
  return {
    openapi: '3.1.1',
    info: {
      title: 'ecforce accounts',
      version: '1',
      description:
        'Paths are below where the host mounts the API, usually `/api`. Cookies are named as on https; on http, which ' +
        'loopback alone may use, without `__Host-`. Whatever is not GET has to come from a page of the same origin, ' +
        'but for what a service asks, which shows its id and secret and takes no cookies.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        flow: { type: 'apiKey', in: 'cookie', name: flow.name, description: 'The secret of the flow under way' },
        session: { type: 'apiKey', in: 'cookie', name: session.name, description: 'The session' },
        operator: {
          type: 'apiKey',
          in: 'cookie',
          name: operator.name,
          description: "An operator's session, which is no member's",
        },
        service: { type: 'http', scheme: 'basic', description: 'The id and secret of a shop’s service' },
      },
    },
  }
}

function operation(operationId: string, route: Route, schemas: Record<string, object>): OpenApiOperation {
  const namesFlowInHeader = route.needs === 'flow' && route.body === undefined
  const parameters = [
    ...namedParameters('path', route.params, schemas),
    ...namedParameters('query', route.query, schemas),
    ...(namesFlowInHeader ? [headerParameter('Accounts-Flow', flowHeader.schema, schemas)] : []),
    ...(route.needs === 'flow' ? [headerParameter('Accounts-Locale', localeHeader.schema, schemas)] : []),
  ]
  return {
    operationId,
    summary: route.summary,
    security: route.needs === 'nothing' ? [] : [{ [route.needs]: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: jsonContent(route.body, schemas) } } : {}),
    responses: {
      ...(route.download
        ? { 200: { description: 'Done', content: { [route.download]: { schema: { type: 'string' } } } } }
        : route.answer
          ? { 200: { description: 'Done', content: jsonContent(route.answer, schemas) } }
          : route.accepted
            ? { 202: { description: 'Taken' } }
            : { 204: { description: 'Done' } }),
      ...problemResponses(route, schemas),
    },
  }
}

function namedParameters(
  place: 'path' | 'query',
  named: Route['params'] | Route['query'],
  schemas: Record<string, object>,
): object[] {
  return Object.entries(named?.shape ?? {}).map(([name, schema]) => {
    const { description, ...described } = referred(schema, schemas)
    return { name, in: place, required: place === 'path', description, schema: described }
  })
}

function headerParameter(name: string, described: WireSchema, schemas: Record<string, object>): object {
  const { description, ...schema } = referred(described, schemas)
  return { name, in: 'header', required: false, description, schema }
}

function problemResponses(route: Route, schemas: Record<string, object>): Record<string, object> {
  const codes = [...commonProblems.filter((code) => canMeet(route, code)), ...route.problems]
  const statuses = [...new Set(codes.map((code) => problems[code].status))].toSorted((a, b) => a - b)
  const content = { 'application/problem+json': { schema: referred(Problem, schemas) } }
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => problems[code].status === status)
      const lines = here.map((code) => `\`${code}\`: ${problems[code].title}.`)
      const headers = headersBeside(here)
      return [status, { description: lines.join(' '), ...(headers === null ? {} : { headers }), content }]
    }),
  )
}

function headersBeside(codes: readonly ProblemCode[]): object | null {
  if (codes.includes('throttled') || codes.includes('overloaded')) return retryAfter
  return codes.includes('service_rejected') ? basicChallenge : null
}

const basicChallenge = {
  'WWW-Authenticate': { description: '`Basic`, with the realm of the services', schema: { type: 'string' } },
}

const retryAfter = {
  'Retry-After': { description: 'Seconds until it is worth another try', schema: { type: 'integer' } },
}

/** Which of the problems that any request can meet concern a request of this kind. */
function canMeet(route: Route, code: ProblemCode): boolean {
  switch (code) {
    case 'method_not_allowed':
      return false // an operation is a method that is allowed
    case 'origin_refused':
      return route.method !== 'get' && route.needs !== 'service'
    case 'body_too_large':
    case 'unsupported_media_type':
      return route.body !== undefined
    case 'request_invalid':
      return route.body !== undefined || route.query !== undefined || route.needs === 'flow'
    default:
      return true
  }
}

function jsonContent(schema: WireSchema, schemas: Record<string, object>): object {
  return { 'application/json': { schema: referred(schema, schemas) } }
}

/** The schema as JSON Schema 2020-12; every schema with an id goes to the components and is referred to. */
function referred(schema: WireSchema, schemas: Record<string, object>): JsonSchema {
  // As input: answers may gain members without breaking whoever reads them.
  const { $schema, $defs, ...root } = moveRefs(schema.toJSONSchema({ io: 'input' }) as JsonSchema) as JsonSchema
  if (isRecord($defs))
    for (const [id, definition] of Object.entries($defs)) if (isRecord(definition)) schemas[id] = definition
  return root
}

function moveRefs(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(moveRefs)
  if (!isRecord(node)) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : moveRefs(value),
    ]),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
