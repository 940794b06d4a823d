import { useId } from 'preact/hooks'
import { useAttempt } from '../../ui/attempt.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { partWords } from '../../words/parts.ts'
import { useWordsOf } from '../../words-context.ts'
import { useCodeEntry } from './code-entry.ts'

/** What is asked before it is done. */
export interface Question {
  readonly title: string
  /** What will be so afterwards. */
  readonly after: string
  /** The act itself, as a verb. */
  readonly confirm: string
  readonly isDanger: boolean
  /** Resolves to the sentence that says it is done. */
  readonly act: (code: string) => Promise<string>
}

export interface CodeDialogProps {
  /** `null`: nothing is asked. */
  readonly question: Question | null
  readonly onDone: (sentence: string) => void
  readonly onClose: () => void
}

/** Asks once more, and for a code of the operator's own app. */
export function CodeDialog({ question, ...props }: CodeDialogProps) {
  return question ? <OpenDialog key={question.title} {...props} question={question} /> : null
}

function OpenDialog({ question, onDone, onClose }: CodeDialogProps & { readonly question: Question }) {
  const sayPart = useWordsOf(partWords)
  const attempt = useAttempt<'act'>()
  const code = useCodeEntry('act-code')
  const form = useId()

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const typed = code.read()
    if (typed === null) return
    attempt.run('act', async () => onDone(await question.act(typed)))
  }

  return (
    <Dialog
      open
      title={question.title}
      onClose={onClose}
      actions={
        <>
          <Button kind="second" onClick={onClose}>
            {sayPart('parts.cancel')}
          </Button>
          <Button
            kind={question.isDanger ? 'danger' : 'primary'}
            type="submit"
            form={form}
            busy={attempt.doing !== null}
          >
            {question.confirm}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit}>
        <p>{question.after}</p>
        <TextField {...code.field} />
        <ProblemNote attempt={attempt} />
      </form>
    </Dialog>
  )
}
