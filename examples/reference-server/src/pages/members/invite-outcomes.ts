import type { InviteAnswer } from '@ecforce-accounts/client/members'

export type InviteResult = InviteAnswer['results'][number]

/** What was sent, what needs nothing, and what can be sent again once it is corrected. */
export const outcomes = {
  invited: { key: 'outcome.invited', again: false },
  already_invited: { key: 'outcome.already_invited', again: false },
  already_member: { key: 'outcome.already_member', again: false },
  suspended: { key: 'outcome.suspended', again: false },
  can_sign_in: { key: 'outcome.can_sign_in', again: false },
  held: { key: 'outcome.held', again: false },
  duplicate: { key: 'outcome.duplicate', again: false },
  too_many: { key: 'outcome.too_many', again: true },
  row_unreadable: { key: 'outcome.row_unreadable', again: true },
  address_invalid: { key: 'outcome.address_invalid', again: true },
  name_invalid: { key: 'outcome.name_invalid', again: true },
  role_invalid: { key: 'outcome.role_invalid', again: true },
} as const satisfies Record<InviteResult['outcome'], { readonly key: string; readonly again: boolean }>

/** A pasted list, less the lines that need nothing more: a heading stays on top. Empty when nothing is left. */
export function linesToCorrect(list: string, results: readonly InviteResult[]): string {
  const lines = list.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  // The server counts people: a line more than those is the heading.
  const headings = lines.length - results.length
  const again = results.filter(({ outcome }) => outcomes[outcome].again)
  if (again.length === 0) return ''
  return [...lines.slice(0, headings), ...again.map(({ row }) => lines[row - 1 + headings] ?? '')].join('\n')
}
