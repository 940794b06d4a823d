import type { AccountsClientOptions } from './client.ts'
import { AccountsProblem } from './problem.ts'
import { createTransport, type RequestOptions } from './transport.ts'
import type {
  AddressFindingAnswer,
  BypassApproveRequest,
  BypassQuestionRequest,
  BypassRejectRequest,
  BypassStopAnswer,
  MarksAnswer,
  MarksRequest,
  OperatorBypassGrantAnswer,
  OperatorBypassGrantsAnswer,
  OperatorBypassRequestAnswer,
  OperatorBypassRequestsAnswer,
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

/**
 * Robots' exemptions, as operators decide them. What takes a code of the operator's own app rejects with
 * `operator_code_rejected`, and everything with `bypass_refused`, with why in `reason`.
 */
export interface BypassVerbs {
  /** What waits for operators or for its shop, what is due first, first. */
  queue(options?: RequestOptions): Promise<OperatorBypassRequestsAnswer>
  get(id: string, options?: RequestOptions): Promise<OperatorBypassRequestAnswer>
  /** Asks the shop something about the version that was seen. */
  question(id: string, asked: BypassQuestionRequest, options?: RequestOptions): Promise<OperatorBypassRequestAnswer>
  /** Exactly the version that was seen; of wide ranges the first of two approvals grants nothing yet. */
  approve(id: string, seen: BypassApproveRequest, options?: RequestOptions): Promise<OperatorBypassRequestAnswer>
  reject(id: string, seen: BypassRejectRequest, options?: RequestOptions): Promise<OperatorBypassRequestAnswer>
  /** Of all shops, the newest first. */
  grants(options?: RequestOptions): Promise<OperatorBypassGrantsAnswer>
  suspend(grant: string, code: string, options?: RequestOptions): Promise<OperatorBypassGrantAnswer>
  resume(grant: string, code: string, options?: RequestOptions): Promise<OperatorBypassGrantAnswer>
  revoke(grant: string, code: string, options?: RequestOptions): Promise<OperatorBypassGrantAnswer>
  /** Suspends every active grant of a shop, or of all. */
  stop(which: { readonly shop: string } | 'all', code: string, options?: RequestOptions): Promise<BypassStopAnswer>
}

/** Why something is as it is. */
export interface DoctorVerbs {
  /** Where this very request comes from, and what a member's exemption says to that. */
  address(
    of: { readonly shop?: string; readonly legacyId?: string },
    options?: RequestOptions,
  ): Promise<AddressFindingAnswer>
}

/** What operators do. Every verb but those of the session rejects with `operator_required` when none is signed in. */
export interface OperatorClient {
  readonly session: OperatorSessionVerbs
  readonly shops: { list(options?: RequestOptions): Promise<OperatorShopsAnswer> }
  readonly services: { list(options?: RequestOptions): Promise<OperatorServicesAnswer> }
  readonly readiness: ReadinessVerbs
  readonly progress: ProgressVerbs
  readonly bypasses: BypassVerbs
  readonly doctor: DoctorVerbs
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
    doctor: {
      address: (of, options) => ask('GET', `/operator/doctor/address${queryOf(of)}`, options),
    },
    bypasses: {
      queue: (options) => ask('GET', '/operator/bypass-requests', options),
      get: (id, options) => ask('GET', `/operator/bypass-requests/${id}`, options),
      question: (id, body, options) => ask('POST', `/operator/bypass-requests/${id}/question`, { ...options, body }),
      approve: (id, body, options) => ask('POST', `/operator/bypass-requests/${id}/approve`, { ...options, body }),
      reject: (id, body, options) => ask('POST', `/operator/bypass-requests/${id}/reject`, { ...options, body }),
      grants: (options) => ask('GET', '/operator/bypass-grants', options),
      suspend: (id, code, options) =>
        ask('POST', `/operator/bypass-grants/${id}/suspend`, { ...options, body: { code } }),
      resume: (id, code, options) =>
        ask('POST', `/operator/bypass-grants/${id}/resume`, { ...options, body: { code } }),
      revoke: (id, code, options) =>
        ask('POST', `/operator/bypass-grants/${id}/revoke`, { ...options, body: { code } }),
      stop: (which, code, options) =>
        ask('POST', '/operator/bypass-stop', {
          ...options,
          body: which === 'all' ? { all: true, code } : { shop: which.shop, code },
        }),
    },
  }
}

function queryOf(asked: ReadinessOf & { readonly legacyId?: string } = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, String(value))
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
