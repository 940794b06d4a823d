import type { ReadinessMember } from '@ecforce-accounts/client/operator'
import type { Attempt } from '../../ui/attempt.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'
import { type Mark, markOf, markTexts } from './marks.ts'

const AT_A_GLANCE = 8

export interface MarkDialogProps {
  /** `null`: nothing is asked. */
  readonly mark: Mark | null
  readonly members: readonly ReadinessMember[]
  readonly attempt: Attempt<'mark' | 'undo'>
  readonly onConfirm: (mark: Mark) => void
  readonly onClose: () => void
}

/** Who would be marked, and what it comes to at the announcement. */
export function MarkDialog({ mark, members, attempt, onConfirm, onClose }: MarkDialogProps) {
  const say = useWordsOf(consoleWords)
  const texts = mark && markTexts[mark]
  const shown = members.slice(0, AT_A_GLANCE)
  const others = members.filter((member) => markOf(member) !== 'none' && markOf(member) !== mark).length
  return (
    <ConfirmDialog
      open={mark !== null}
      title={texts === null ? '' : say(texts.ask, { n: members.length })}
      confirmLabel={texts === null ? '' : say(texts.act)}
      busy={attempt.doing === 'mark'}
      onConfirm={() => {
        if (mark !== null) onConfirm(mark)
      }}
      onClose={onClose}
    >
      {texts === null ? null : <p>{say(texts.means)}</p>}
      {others > 0 && mark !== 'none' ? <p>{say('marks.others', { n: others })}</p> : null}
      <ul class="bullets">
        {shown.map(({ legacyId, name, email }) => (
          <li key={legacyId}>{name ? say('marks.person', { name, email }) : email}</li>
        ))}
      </ul>
      {members.length > shown.length ? <p>{say('marks.more', { n: members.length - shown.length })}</p> : null}
      <p class="quiet">{say('marks.undoable')}</p>
      {attempt.failed === 'mark' ? <ProblemNote attempt={attempt} /> : null}
    </ConfirmDialog>
  )
}
