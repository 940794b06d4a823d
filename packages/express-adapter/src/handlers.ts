import type { ClientContext } from '@ecforce-accounts/core'
import type { OperationId, routes } from '@ecforce-accounts/core/wire'
import type { Request } from 'express'
import type { Answer } from './reply.ts'

/** What a handler is given: the request, its body as the schema read it, and where it comes from. */
export interface Exchange<Body> {
  readonly req: Request
  readonly body: Body
  /** What stands for the `{name}`s of the route's path, as it was sent. */
  readonly segments: Readonly<Record<string, string>>
  /** Made when it is asked for: the check of a session needs none of it. */
  client(): ClientContext
}

type BodyOf<Id extends OperationId> = (typeof routes)[Id] extends {
  readonly body: { parse(data: unknown): infer Body }
}
  ? Body
  : undefined

export type Handler<Id extends OperationId> = (exchange: Exchange<BodyOf<Id>>) => Promise<Answer>

/** One handler for each operation of the API, no more and no fewer. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> }
