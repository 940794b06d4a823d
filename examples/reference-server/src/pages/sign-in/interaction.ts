import { AccountsProblem, type RequestOptions } from '@ecforce-accounts/client'
import type { Locale } from '../words/catalogue.ts'
import type { Words } from '../words-context.ts'

/** What a service asks of whoever came from it, as this server tells this browser. */
export interface Interaction {
  /** `open`: nothing more is asked, and the server leads on to the service. */
  readonly entry: 'open' | 'sign-in' | 'step-up' | 'refused'
  readonly serviceName: string
  /** `null` when there is no such service. */
  readonly shopName: string | null
  /** Who the service thinks it is. */
  readonly loginHint: string | null
  /** What a step-up has to prove; `null`: any factor. */
  readonly acr: 'urn:ecforce:acr:app' | null
  readonly reason: 'not_open' | 'not_a_member' | 'suspended' | 'restricted' | 'unknown_service' | 'other_account' | null
  /** The language of the service. */
  readonly locale: Locale | null
  /** Who is signed in. */
  readonly email: string | null
}

/** The name of the interaction whose page this path is; `null` for every other path. */
export function interactionAt(path: string): string | null {
  return /^\/sign-in\/([\w-]{16,64})$/.exec(path)?.[1] ?? null
}

/** How the interaction stands; `null` once it is over, and in a browser in which it did not begin. */
export async function readInteraction(uid: string, { signal }: RequestOptions): Promise<Interaction | null> {
  const headers = { accept: 'application/json' }
  const response = await fetch(`${pathOf(uid)}/entry`, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw new AccountsProblem('offline', { cause })
  })
  if (response.status === 404) return null
  if (!response.ok) throw new AccountsProblem('unavailable', { status: response.status })
  return response.json()
}

/**
 * Where the server finishes the interaction. That it was asked to stands in the address: shown once more although nothing
 * is left to be asked, the page knows that the server did not lead on, and does not ask for ever.
 */
export function finishAddress(uid: string): string {
  return `${pathOf(uid)}?finish`
}

export function wasAskedToFinish(): boolean {
  return new URLSearchParams(location.search).has('finish')
}

/** Where the interaction is given up; the service is told. */
export function cancelAddress(uid: string): string {
  return `${pathOf(uid)}/cancel`
}

/** The shop and its service, in as many words as it takes to tell them. */
export function serviceTitle({ shopName, serviceName: service }: Interaction, { say }: Pick<Words, 'say'>): string {
  if (shopName === null || service.includes(shopName)) return service
  return say('service.ofShop', { shop: shopName, service })
}

function pathOf(uid: string): string {
  return `/sign-in/${uid}`
}
