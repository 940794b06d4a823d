import type { ManagedMemberAnswer, ManagedMembersAnswer } from '@ecforce-accounts/client/members'
import { patiently } from '../accounts.ts'
import { memberApi } from '../member-api.ts'

/** The members of a shop, page after page, until the last. */
export async function everybody(shop: string, signal: AbortSignal): Promise<readonly ManagedMemberAnswer[]> {
  const members: ManagedMemberAnswer[] = []
  let after: string | null = null
  do {
    const from = after
    const page: ManagedMembersAnswer = await patiently((options) => memberApi.members.list(shop, from, options), signal)
    members.push(...page.members)
    after = page.next
  } while (after !== null)
  return members
}

/** The roles that can be given: those that the shop has, and the two that every shop knows. */
export function rolesOf(members: readonly ManagedMemberAnswer[]): readonly string[] {
  return [...new Set(['staff', 'administrator', ...members.flatMap(({ role }) => role ?? [])])]
}
