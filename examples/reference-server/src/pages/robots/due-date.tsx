import type { BypassRequestAnswer } from '@ecforce-accounts/client/members'
import { dateInJapan } from '../times.ts'
import { pageSettings } from '../told-settings.ts'
import { Note } from '../ui/note.tsx'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'

/** By when operators act, and a warning where the shop's switch comes first. */
export function DueDate({ request }: { readonly request: Pick<BypassRequestAnswer, 'dueAt' | 'dueAfterCut'> }) {
  const words = useWords()
  const say = useWordsOf(robotWords)
  const { dueAt, dueAfterCut } = request
  return (
    <>
      <p>{say('request.due', { date: dateInJapan(Date.parse(dueAt), words) })}</p>
      {dueAfterCut === null ? null : (
        <Note tone="caution">
          <p>{say('request.dueAfterCut', { date: dateInJapan(Date.parse(dueAfterCut), words) })}</p>
          {pageSettings.supportUrl ? <a href={pageSettings.supportUrl}>{say('request.support')}</a> : null}
        </Note>
      )}
    </>
  )
}
