import type { Acr, Clock, EntryWish } from '@ecforce-accounts/core'

/** What a service asks for in its authorization request (OpenID Connect Core 3.1.2.1), as the provider has read it. */
export interface EntryParams {
  readonly prompt?: unknown
  readonly max_age?: unknown
  readonly acr_values?: unknown
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
export function wishOf({ prompt, max_age, acr_values }: EntryParams, askedAt: number): EntryWish {
  const isAskedAnew = String(prompt ?? '')
    .split(' ')
    .includes('login')
  const age = isAskedAnew ? 0 : max_age === undefined ? null : Number(max_age)
  return {
    acrValues: String(acr_values ?? '')
      .split(' ')
      .filter((acr): acr is Acr => acrs.includes(acr)),
    provenSince: age === null ? null : askedAt - age * 1000,
  }
}

/** When an interaction began, by our clock; the provider writes down whole seconds of its own. */
export function beginningOf(interaction: { readonly iat: number }, clock: Clock): number {
  const age = Math.max(0, Math.floor(Date.now() / 1000) - interaction.iat)
  return clock.now() - age * 1000
}
