import type { VerifyingKey } from '@ecforce-accounts/core/gate'
import { GateProblem } from './gate-problem.ts'

/** A member of the shop as accounts has it. */
export interface MemberStanding {
  readonly legacyId: string
  /** `pending` needs an invitation before anything opens. */
  readonly state: 'claim' | 'held' | 'pending' | 'active' | 'suspended'
  /** Whether an account has come of it. */
  readonly setUp: boolean
  readonly legacySignIn: 'open' | 'closed'
  /** Whether the latest mail of the switch did not arrive there: somebody should look after the address. */
  readonly isUnreached?: boolean
}

/** What accounts tells a shop's back end. Whatever goes wrong rejects with a `GateProblem`. */
export interface AccountsSource {
  /** The rollout document, a compact JWS; not verified. */
  document(signal: AbortSignal): Promise<string>
  keys(signal: AbortSignal): Promise<readonly VerifyingKey[]>
  members(signal: AbortSignal): Promise<readonly MemberStanding[]>
}

export interface SourceSettings {
  /** Without a slash at its end. */
  readonly accountsApi: string
  readonly client: { readonly id: string; readonly secret: string }
  readonly fetch: typeof fetch
}

const PATIENCE_MILLISECONDS = 5_000
const LONGEST_ANSWER = 8 * 1024 * 1024
/** A thousand members each. */
const MOST_PAGES = 1_000

export function accountsSource({ accountsApi, client, fetch }: SourceSettings): AccountsSource {
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

  return {
    async document(signal) {
      const { document } = await ask('/services/rollout', signal)
      return typeof document === 'string' ? document : unusable('/services/rollout')
    },

    async keys(signal) {
      const { keys } = await ask('/services/keys', signal)
      return Array.isArray(keys) && keys.every(isVerifyingKey) ? keys : unusable('/services/keys')
    },

    async members(signal) {
      const members: MemberStanding[] = []
      let after = ''
      for (let page = 0; page < MOST_PAGES; page++) {
        const path = `/services/members${after}`
        const answer = await ask(path, signal)
        if (!Array.isArray(answer.members) || !answer.members.every(isMemberStanding)) return unusable(path)
        members.push(...answer.members)
        if (answer.next === null) return members
        if (typeof answer.next !== 'string') return unusable(path)
        after = `?after=${encodeURIComponent(answer.next)}`
      }
      return unusable('/services/members')
    },
  }

  async function ask(path: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    const response = await answerTo(path, signal)
    if (response.status === 401) {
      throw new GateProblem('service_rejected', `${accountsApi} does not know this service, or its secret is wrong`)
    }
    if (response.status !== 200) {
      throw new GateProblem('accounts_unreachable', `${accountsApi}${path} answers ${response.status}`)
    }
    const answer = await bodyOf(response, path)
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : unusable(path)
  }

  async function answerTo(path: string, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(`${accountsApi}${path}`, {
        // A redirect would carry the secret to wherever it leads.
        redirect: 'error',
        headers: { accept: 'application/json', authorization },
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]),
      })
    } catch (cause) {
      throw new GateProblem('accounts_unreachable', `${accountsApi}${path} cannot be reached`, { cause })
    }
  }

  async function bodyOf(response: Response, path: string): Promise<unknown> {
    try {
      const chunks: Uint8Array[] = []
      let length = 0
      for await (const chunk of response.body ?? []) {
        length += chunk.length
        if (length > LONGEST_ANSWER) break
        chunks.push(chunk)
      }
      if (length <= LONGEST_ANSWER) return JSON.parse(Buffer.concat(chunks).toString())
    } catch (cause) {
      throw new GateProblem('accounts_unreachable', `${accountsApi}${path} cannot be read`, { cause })
    }
    return unusable(path)
  }

  function unusable(path: string): never {
    throw new GateProblem('accounts_unreachable', `${accountsApi}${path} answers something else than described`)
  }
}

function isVerifyingKey(key: unknown): key is VerifyingKey {
  if (typeof key !== 'object' || key === null) return false
  const { kty, crv, x, kid } = key as Record<string, unknown>
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof kid === 'string'
}

const states = ['claim', 'held', 'pending', 'active', 'suspended']

function isMemberStanding(member: unknown): member is MemberStanding {
  if (typeof member !== 'object' || member === null) return false
  const { legacyId, state, setUp, legacySignIn, isUnreached = false } = member as Record<string, unknown>
  return (
    typeof legacyId === 'string' &&
    states.includes(state as string) &&
    typeof setUp === 'boolean' &&
    (legacySignIn === 'open' || legacySignIn === 'closed') &&
    typeof isUnreached === 'boolean'
  )
}
