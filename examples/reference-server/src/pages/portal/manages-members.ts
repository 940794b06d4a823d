import type { MembershipsAnswer } from '@ecforce-accounts/client/members'

type Membership = MembershipsAnswer['memberships'][number]

/** The shops whose members somebody manages. */
export function managedShops({ memberships }: Pick<MembershipsAnswer, 'memberships'>): readonly Membership[] {
  return memberships.filter(({ isAdministrator, state }) => isAdministrator && state === 'active')
}

export function managesMembers(standing: Pick<MembershipsAnswer, 'memberships'>): boolean {
  return managedShops(standing).length > 0
}
