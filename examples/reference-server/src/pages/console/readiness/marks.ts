import type { MarksRequest, ReadinessMember } from '@ecforce-accounts/client/operator'

export type Mark = MarksRequest['mark']

/** What a mark is called, what setting it is called, and what is asked and said before. */
export const markTexts = {
  hold: { name: 'marks.hold', act: 'marks.hold.act', ask: 'marks.hold.ask', means: 'marks.hold.means' },
  invite: { name: 'marks.invite', act: 'marks.invite.act', ask: 'marks.invite.ask', means: 'marks.invite.means' },
  remove: { name: 'marks.remove', act: 'marks.remove.act', ask: 'marks.remove.ask', means: 'marks.remove.means' },
  none: { name: 'marks.none', act: 'marks.none.act', ask: 'marks.none.ask', means: 'marks.none.means' },
} as const

/** What an operator has said becomes of a member at the announcement. */
export function markOf({ leaving, heldFor }: Pick<ReadinessMember, 'leaving' | 'heldFor'>): Mark {
  return leaving ?? (heldFor.includes('by_hand') ? 'hold' : 'none')
}

/** Members by the mark they have, for whoever puts their marks back. */
export function byMark(members: readonly ReadinessMember[]): ReadonlyMap<Mark, readonly string[]> {
  const groups = new Map<Mark, string[]>()
  for (const member of members) {
    const mark = markOf(member)
    groups.set(mark, [...(groups.get(mark) ?? []), member.legacyId])
  }
  return groups
}
