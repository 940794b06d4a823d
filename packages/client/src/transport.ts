import type { AccountsClientOptions } from './client.ts'
import { AccountsProblem } from './problem.ts'
import type { Problem } from './wire.ts'

/** What every verb takes. */
export interface RequestOptions {
  /** Aborts the request; the verb then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** One request of the HTTP API. */
export interface ApiRequest extends RequestOptions {
  flow?: string | null
  body?: object
}

/** Resolves to the answer's JSON, `undefined` when it is empty; rejects with an {@link AccountsProblem}. */
export type Transport = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  request?: ApiRequest,
) => Promise<unknown>

export function createTransport({ baseUrl = '/api', fetch, locale }: AccountsClientOptions): Transport {
  return async (method, path, { body, flow, signal } = {}) => {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (flow) headers['accounts-flow'] = flow
    if (locale) headers['accounts-locale'] = locale()
    if (body) headers['content-type'] = 'application/json'

    let response: Response
    let text: string
    try {
      response = await (fetch ?? globalThis.fetch)(baseUrl + path, {
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
        signal: signal ?? null,
      })
      text = await response.text()
    } catch (cause) {
      // Aborting can also show as a failed read.
      signal?.throwIfAborted()
      throw new AccountsProblem('offline', { cause })
    }

    const { ok, status } = response
    if (ok && text === '') return undefined
    const json = parse(text)
    if (ok && json) return json

    const retryAfterSeconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
    const facts = { status, retryAfterSeconds: Number.isNaN(retryAfterSeconds) ? null : retryAfterSeconds }
    if (!isProblem(json)) throw new AccountsProblem('unavailable', facts)
    throw new AccountsProblem(json.code, {
      status,
      problem: json,
      retryAfterSeconds: json.retryAfterSeconds ?? facts.retryAfterSeconds,
    })
  }
}

/** The object that `text` says, or `null` when it is not one of ours. */
function parse(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text)
    return json instanceof Object ? json : null
  } catch {
    return null
  }
}

function isProblem(json: object | null): json is Problem {
  return json !== null && 'code' in json && typeof json.code === 'string'
}
