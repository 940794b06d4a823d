import { invitationWords } from '../words/invitations.ts'
import { useWordsOf } from '../words-context.ts'

/** How a role of a shop's own system is called; one that is not known is called what the shop calls it. */
export function useRoleName(): (role: string) => string {
  const say = useWordsOf(invitationWords)
  const known: Readonly<Record<string, string>> = {
    administrator: say('role.administrator'),
    staff: say('role.staff'),
  }
  return (role) => (Object.hasOwn(known, role) ? known[role] : undefined) ?? role
}
