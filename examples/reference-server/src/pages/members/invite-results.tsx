import { DataTable } from '../ui/data-table.tsx'
import { Note } from '../ui/note.tsx'
import { memberWords } from '../words/members.ts'
import { useWordsOf } from '../words-context.ts'
import { type InviteResult, outcomes } from './invite-outcomes.ts'

/** What came of each row: how many were sent, and why each of the others was not. */
export function InviteResults({ results }: { readonly results: readonly InviteResult[] }) {
  const say = useWordsOf(memberWords)
  const sent = results.filter(({ outcome }) => outcome === 'invited').length
  const others = results.filter(({ outcome }) => outcome !== 'invited')
  return (
    <div class="invite-results" role="status">
      <Note tone={others.length === 0 ? 'good' : 'caution'}>
        <p>{say('results.sent', { n: sent })}</p>
        {others.length === 0 ? null : <p>{say('results.others', { n: others.length })}</p>}
      </Note>
      <DataTable
        caption={say('results.caption')}
        captionShown
        keyOf={({ row }) => String(row)}
        rows={others}
        empty={null}
        columns={[
          { id: 'row', label: say('results.row'), cell: ({ row }) => say('results.row.n', { n: row }) },
          { id: 'address', label: say('invite.email'), cell: ({ email }) => email || say('results.noAddress') },
          { id: 'why', label: say('results.why'), cell: ({ outcome }) => say(outcomes[outcome].key) },
        ]}
      />
    </div>
  )
}
