import type { Finding, ReadinessMember } from '@ecforce-accounts/client/operator'
import { useEffect, useRef, useState } from 'preact/hooks'
import { dayInJapan } from '../../times.ts'
import { announce } from '../../ui/announcer.tsx'
import { useAttempt } from '../../ui/attempt.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Note } from '../../ui/note.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useSay } from '../../ui/toasts.tsx'
import { hole, Whole } from '../../ui/whole.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { operator } from '../operator.ts'
import { asOperator } from '../operator-load.ts'
import { useFindingName } from './finding-name.ts'
import { MarkDialog } from './mark-dialog.tsx'
import { byMark, type Mark, markOf, markTexts } from './marks.ts'

export type MemberFilter = 'everybody' | 'any-finding' | 'marked' | Finding

export interface MembersToMarkProps {
  readonly shop: string
  /** Whether they can still be marked. */
  readonly open: boolean
  readonly members: readonly ReadinessMember[]
  /** Where the table is as a file. */
  readonly csv: string
  readonly filter: MemberFilter
  readonly onFilter: (filter: MemberFilter) => void
  readonly onChange: () => void
}

/** What was done last, and how it is taken back. */
interface Done {
  readonly mark: Mark
  readonly marked: number
  readonly before: readonly ReadinessMember[]
}

const offered: readonly Mark[] = ['hold', 'invite', 'remove', 'none']

/** The members of a shop with what was found; before the announcement they are chosen and marked. */
export function MembersToMark({ shop, open, members, csv, filter, onFilter, onChange }: MembersToMarkProps) {
  const say = useWordsOf(consoleWords)
  const nameOf = useFindingName()
  const tell = useSay()
  const attempt = useAttempt<'mark' | 'undo'>()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<Mark | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const columns = useColumns()
  const heading = useRef<HTMLHeadingElement>(null)

  // Whoever is not shown any more is not meant any more.
  useEffect(() => setSelected(new Set()), [filter])

  const found = new Set(members.flatMap(({ findings }) => findings))
  const shown = members.filter((member) => isMeant(member, filter))
  const chosen = members.filter(({ legacyId }) => selected.has(legacyId))

  function mark(as: Mark) {
    attempt.run('mark', async () => {
      const ids = chosen.map(({ legacyId }) => legacyId)
      const { marked } = await asOperator((options) => operator.readiness.mark(shop, as, ids, options))
      setDone({ mark: as, marked, before: chosen })
      setAsking(null)
      setSelected(new Set())
      announce(say('marks.done', { n: marked, mark: say(markTexts[as].name) }))
      heading.current?.focus()
      onChange()
    })
  }

  function undo({ before }: Done) {
    attempt.run('undo', async () => {
      for (const [former, ids] of byMark(before)) {
        await asOperator((options) => operator.readiness.mark(shop, former, ids, options))
      }
      setDone(null)
      heading.current?.focus()
      tell(say('marks.undone'))
      onChange()
    })
  }

  return (
    <section class="panel" aria-labelledby="members-to-mark">
      <div>
        <h2 id="members-to-mark" tabIndex={-1} ref={heading}>
          {say('console.members')}
        </h2>
        <p class="quiet">{open ? say('marks.lead') : say('marks.closed')}</p>
      </div>
      {done ? (
        <Note tone="good">
          <p>{say('marks.done', { n: done.marked, mark: say(markTexts[done.mark].name) })}</p>
          {done.marked < done.before.length ? (
            <p>{say('marks.done.fewer', { n: done.before.length - done.marked })}</p>
          ) : null}
          <div class="actions">
            <Button kind="second" small busy={attempt.doing === 'undo'} onClick={() => undo(done)}>
              {say('marks.undo')}
            </Button>
          </div>
        </Note>
      ) : null}
      {attempt.failed === 'undo' ? <ProblemNote attempt={attempt} /> : null}
      <div class="member-filter">
        <SelectField<MemberFilter>
          id="finding"
          label={say('readiness.filter')}
          options={[
            { value: 'everybody', label: say('readiness.filter.everybody') },
            { value: 'any-finding', label: say('readiness.filter.any') },
            { value: 'marked', label: say('readiness.filter.marked') },
            ...[...found].map((value) => ({ value, label: nameOf(value) })),
          ]}
          value={filter}
          onChoose={onFilter}
        />
        <a href={csv} download>
          {say('console.csv')}
        </a>
      </div>
      <DataTable
        key={filter}
        caption={say('console.members')}
        columns={columns}
        rows={shown}
        keyOf={({ legacyId }) => legacyId}
        searchText={({ legacyId, name, email, role }) => [legacyId, name, email, role].join(' ')}
        searchLabel={say('console.findMember')}
        initialSorting={{ column: 'id', direction: 'ascending' }}
        rowsPerPage={25}
        {...(open && {
          selection: { selected, onSelect: setSelected, isOpen: ({ state }: ReadinessMember) => state === 'claim' },
        })}
        empty={<EmptyState title={say('readiness.noMatch')}>{say('readiness.noMatch.help')}</EmptyState>}
      />
      {open ? (
        <div class={chosen.length > 0 ? 'mark-bar shown' : 'mark-bar'}>
          <p role="status">{chosen.length > 0 ? say('marks.chosen', { n: chosen.length }) : ''}</p>
          {chosen.length > 0 ? (
            <div class="actions">
              {offered.map((one) => (
                <Button key={one} kind="second" small onClick={() => setAsking(one)}>
                  {say(markTexts[one].act)}
                </Button>
              ))}
            </div>
          ) : null}
        </div>
      ) : null}
      <MarkDialog
        mark={asking}
        members={chosen}
        attempt={attempt}
        onConfirm={mark}
        onClose={() => {
          if (attempt.doing === null) setAsking(null)
        }}
      />
    </section>
  )
}

function useColumns(): readonly Column<ReadinessMember>[] {
  const say = useWordsOf(consoleWords)
  const words = useWords()
  const nameOf = useFindingName()
  const signedIn = ({ neverSignedIn, lastSignInAt }: ReadinessMember) => {
    if (neverSignedIn) return say('readiness.never')
    return lastSignInAt === null ? say('readiness.unknown') : dayInJapan(Date.parse(lastSignInAt), words)
  }
  return [
    {
      id: 'member',
      label: say('console.member'),
      cell: ({ legacyId, name, email }) => (
        <span class="member">
          <span>{name ?? legacyId}</span>
          <span class="quiet">
            <Whole sentence={hole} fact={email} />
          </span>
        </span>
      ),
      order: ({ name, legacyId }) => name ?? legacyId,
    },
    { id: 'id', label: say('console.legacyId'), cell: ({ legacyId }) => legacyId, order: ({ legacyId }) => legacyId },
    {
      id: 'role',
      label: say('console.role'),
      cell: ({ role }) => <span class="whole">{role}</span>,
      order: ({ role }) => role ?? '',
    },
    {
      id: 'signed-in',
      label: say('readiness.lastSignIn'),
      cell: (member) => <span class="whole">{signedIn(member)}</span>,
      order: ({ neverSignedIn, lastSignInAt }) => (neverSignedIn ? '' : (lastSignInAt ?? '0')),
    },
    {
      id: 'findings',
      label: say('readiness.findings'),
      cell: ({ findings }) =>
        findings.length === 0 ? null : (
          <span class="badges">
            {findings.map((finding) => (
              <Badge key={finding}>{nameOf(finding)}</Badge>
            ))}
          </span>
        ),
      order: ({ findings }) => -findings.length,
    },
    {
      id: 'mark',
      label: say('marks.title'),
      cell: (member) => <MarkBadges member={member} />,
      order: markOf,
    },
  ]
}

/** What becomes of a member at the announcement, and why it is held already. */
function MarkBadges({ member }: { readonly member: ReadinessMember }) {
  const say = useWordsOf(consoleWords)
  const mark = markOf(member)
  const held = member.heldFor.filter((reason) => reason !== 'by_hand')
  if (mark === 'none' && held.length === 0) return null
  return (
    <span class="badges">
      {mark === 'none' ? null : <Badge tone="caution">{say(markTexts[mark].name)}</Badge>}
      {held.map((reason) => (
        <Badge key={reason}>{say(reason === 'stale' ? 'held.stale' : 'held.same_address')}</Badge>
      ))}
    </span>
  )
}

function isMeant(member: ReadinessMember, filter: MemberFilter): boolean {
  switch (filter) {
    case 'everybody':
      return true
    case 'any-finding':
      return member.findings.length > 0
    case 'marked':
      return markOf(member) !== 'none'
    default:
      return member.findings.includes(filter)
  }
}
