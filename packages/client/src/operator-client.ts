import type { AccountsClientOptions } from './client.ts'
import { AccountsProblem } from './problem.ts'
import { createTransport, type RequestOptions } from './transport.ts'
import type {
  MarksAnswer,
  MarksRequest,
  OperatorServicesAnswer,
  OperatorSessionAnswer,
  OperatorShopsAnswer,
  OperatorSignInRequest,
  ProgressAnswer,
  ReadinessAnswer,
} from './wire.ts'

/** Which operator is signed in. A member's session is another thing and stays as it is. */
export interface OperatorSessionVerbs {
  /** Resolves to `null` when none is. */
  get(options?: RequestOptions): Promise<OperatorSessionAnswer | null>
  /** Rejects with `operator_rejected`, whatever of the three was not right; a code is heard once. */
  start(proof: OperatorSignInRequest, options?: RequestOptions): Promise<OperatorSessionAnswer>
  /** Signs out, if any is signed in. */
  end(options?: RequestOptions): Promise<void>
}

/** What should be looked at before a shop is announced. */
export interface ReadinessVerbs {
  /** One shop with its members, or all shops in numbers. */
  get(of?: ReadinessOf, options?: RequestOptions): Promise<ReadinessAnswer>
  /** Where the same is a CSV file, for a link. */
  csv(of?: ReadinessOf): string
  /**
   * Marks these members of a shop, in as many requests as it takes; whoever is no claim is left as they are. Resolves to
   * how many were marked. Rejects with `readiness_refused` once the shop is announced; what came before stays done.
   */
  mark(
    shop: string,
    mark: MarksRequest['mark'],
    legacyIds: readonly string[],
    options?: RequestOptions,
  ): Promise<MarksAnswer>
}

export interface ReadinessOf {
  readonly shop?: string
  /** From 1 to 9999; 180 by default, at which the announcement holds. */
  readonly staleAfterDays?: number
}

/** How far the members of a shop are. */
export interface ProgressVerbs {
  get(shop: string, options?: RequestOptions): Promise<ProgressAnswer>
  /** Where the same is a CSV file, for a link. */
  csv(shop: string): string
}

/** What operators do. Every verb but those of the session rejects with `operator_required` when none is signed in. */
export interface OperatorClient {
  readonly session: OperatorSessionVerbs
  readonly shops: { list(options?: RequestOptions): Promise<OperatorShopsAnswer> }
  readonly services: { list(options?: RequestOptions): Promise<OperatorServicesAnswer> }
  readonly readiness: ReadinessVerbs
  readonly progress: ProgressVerbs
}

/** A client of one server for its operators. */
export function createOperatorClient(options: AccountsClientOptions = {}): OperatorClient {
  const send = createTransport(options)
  const base = options.baseUrl ?? '/api'
  const ask = <Answer>(...request: Parameters<typeof send>) => send(...request) as Promise<Answer>
  const ofShop = (shop: string) => `/operator/shops/${encodeURIComponent(shop)}`

  return {
    session: {
      get: (options) =>
        ask<OperatorSessionAnswer>('GET', '/operator/session', options).catch((problem: unknown) => {
          if (problem instanceof AccountsProblem && problem.code === 'operator_required') return null
          throw problem
        }),
      start: (body, options) => ask('POST', '/operator/session', { ...options, body }),
      async end(options) {
        await send('DELETE', '/operator/session', options)
      },
    },
    shops: { list: (options) => ask('GET', '/operator/shops', options) },
    services: { list: (options) => ask('GET', '/operator/services', options) },
    readiness: {
      get: (of, options) => ask('GET', `/operator/readiness${queryOf(of)}`, options),
      csv: (of) => `${base}/operator/readiness/csv${queryOf(of)}`,
      async mark(shop, mark, legacyIds, options) {
        let marked = 0
        for (const some of portions(legacyIds)) {
          const body: MarksRequest = { mark, legacyIds: some }
          marked += (await ask<MarksAnswer>('POST', `${ofShop(shop)}/marks`, { ...options, body })).marked
        }
        return { marked }
      },
    },
    progress: {
      get: (shop, options) => ask('GET', `${ofShop(shop)}/progress`, options),
      csv: (shop) => `${base}${ofShop(shop)}/progress/csv`,
    },
  }
}

function queryOf({ shop, staleAfterDays }: ReadinessOf = {}): string {
  const query = new URLSearchParams()
  if (shop !== undefined) query.set('shop', shop)
  if (staleAfterDays !== undefined) query.set('staleAfterDays', String(staleAfterDays))
  const text = query.toString()
  return text && `?${text}`
}

/** What fits a request: 1,000 ids, and 16 KiB with whatever stands around them. */
const MOST_IDS = 1000
const MOST_BYTES = 15_000

function portions(ids: readonly string[]): string[][] {
  const all: string[][] = []
  let bytes = MOST_BYTES
  for (const id of ids) {
    const more = new TextEncoder().encode(JSON.stringify(id)).length + 1
    const last = all.at(-1)
    if (last && bytes + more <= MOST_BYTES && last.length < MOST_IDS) {
      last.push(id)
      bytes += more
    } else {
      all.push([id])
      bytes = more
    }
  }
  return all
}
