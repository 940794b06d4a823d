import type { ClientContext, OperatorSessionView, ServiceListing } from '@ecforce-accounts/core'
import type { OperationId, routes } from '@ecforce-accounts/core/wire'
import type { Request } from 'express'
import type { Answer } from './reply.ts'

/** What a handler is given: the request, its body as the schema read it, and where it comes from. */
export interface Exchange<Body, Params = unknown, Query = unknown, Service = unknown, Operator = unknown> {
  readonly req: Request
  /** The segments that the path names, as its schema let them through. */
  readonly params: Params
  /** What the query says, as its schema let it through. */
  readonly query: Query
  readonly body: Body
  /** The shop's back end that asks, where one does. */
  readonly service: Service
  /** The operator who asks, where one has to. */
  readonly operator: Operator
  /** Made when it is asked for: the check of a session needs none of it. */
  client(): ClientContext
}

type BodyOf<Id extends OperationId> = (typeof routes)[Id] extends {
  readonly body: { parse(data: unknown): infer Body }
}
  ? Body
  : undefined

type ParamsOf<Id extends OperationId> = (typeof routes)[Id] extends {
  readonly params: { parse(data: unknown): infer Params }
}
  ? Params
  : Readonly<Record<never, never>>

type QueryOf<Id extends OperationId> = (typeof routes)[Id] extends {
  readonly query: { parse(data: unknown): infer Query }
}
  ? Query
  : Readonly<Record<never, never>>

type Needs<Id extends OperationId> = (typeof routes)[Id]['needs']
type ServiceOf<Id extends OperationId> = Needs<Id> extends 'service' ? ServiceListing : null
type OperatorOf<Id extends OperationId> = Needs<Id> extends 'operator' ? OperatorSessionView : null

export type Handler<Id extends OperationId> = (
  exchange: Exchange<BodyOf<Id>, ParamsOf<Id>, QueryOf<Id>, ServiceOf<Id>, OperatorOf<Id>>,
) => Promise<Answer>

/** One handler for each operation of the API, no more and no fewer. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> }
