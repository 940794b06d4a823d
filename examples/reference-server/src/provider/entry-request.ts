import type { Acr, EntryWish, Instant } from '@ecforce-accounts/core'

/**
 * The parameter in which the instant of a request goes along with it while it waits, by our clock. Whatever a service
 * sends under this name is overwritten.
 */
export const ASKED_AT = 'asked_at'

/** What a service asks for in its authorization request (OpenID Connect Core 3.1.2.1), as the provider has read it. */
export interface EntryParams {
  readonly prompt?: unknown
  readonly max_age?: unknown
  readonly acr_values?: unknown
  /** Ours: see `ASKED_AT`. */
  readonly [ASKED_AT]?: unknown
}

const acrs: readonly string[] = [
  'urn:ecforce:acr:app',
  'urn:ecforce:acr:email',
  'urn:ecforce:acr:robot',
] satisfies readonly Acr[]

/** The values a service may ask for: a robot's is nobody's wish. */
export const acrValues = acrs.filter((acr) => acr !== 'urn:ecforce:acr:robot')

/**
 * What that comes to for an entry. Freshness is measured against the instant of the request, not of the answer: however
 * long somebody takes to prove a factor, proving it has been enough.
 */
export function wishOf({ prompt, max_age, acr_values, [ASKED_AT]: askedAt }: EntryParams): EntryWish {
  const isAskedAnew = String(prompt ?? '')
    .split(' ')
    .includes('login')
  const age = isAskedAnew ? 0 : max_age === undefined ? null : Number(max_age)
  return {
    acrValues: String(acr_values ?? '')
      .split(' ')
      .filter((acr): acr is Acr => acrs.includes(acr)),
    provenSince: age === null ? null : instantOf(askedAt) - age * 1000,
  }
}

/** Throws `TypeError` for a request that nobody has dated. */
function instantOf(askedAt: unknown): Instant {
  const instant = Number(askedAt)
  if (askedAt === undefined || !Number.isSafeInteger(instant)) throw new TypeError('a request has its instant')
  return instant
}
