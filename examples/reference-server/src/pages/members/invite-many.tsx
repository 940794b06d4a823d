import { useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { Panel } from '../ui/panel.tsx'
import { TextArea } from '../ui/text-field.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { type InviteResult, linesToCorrect } from './invite-outcomes.ts'
import { InviteResults } from './invite-results.tsx'
import { readListFile } from './list-file.ts'

export interface InviteManyProps {
  readonly shop: string
  readonly onInvited: () => void
}

/** What one request takes. */
const most = { people: 500, characters: 100_000 } as const

/** A list of people to invite, pasted or read from a file. What was not right stays to be corrected and sent again. */
export function InviteMany({ shop, onInvited }: InviteManyProps) {
  const { locale } = useWords()
  const say = useWordsOf(memberWords)
  const act = useAct()
  const attempt = useAttempt<'invite' | 'file'>()
  const list = useRef<HTMLTextAreaElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const [results, setResults] = useState<readonly InviteResult[] | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const text = list.current?.value ?? ''
    const wrong = unfit(text)
    setError(wrong)
    if (wrong !== null) return list.current?.focus()
    attempt.run('invite', async () => {
      const answer = await act((options) => memberApi.invitations.invite(shop, { list: text, locale }, options))
      setResults(answer.results)
      if (list.current) list.current.value = linesToCorrect(text, answer.results)
      onInvited()
    })
  }

  function unfit(text: string): string | null {
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length
    if (lines === 0) return say('invite.many.missing')
    return lines > most.people || text.length > most.characters ? say('invite.many.tooMany', { n: most.people }) : null
  }

  const read = () => {
    const chosen = file.current?.files?.[0]
    if (!chosen) return
    attempt.run('file', async () => {
      const text = await readListFile(chosen, most.characters)
      setError(text === null ? say('invite.file.unreadable') : null)
      setResults(null)
      if (text !== null && list.current) list.current.value = text
      if (file.current) file.current.value = ''
    })
  }

  return (
    <Panel title={say('invite.many')} lead={say('invite.many.lead')}>
      <form noValidate onSubmit={submit}>
        <TextArea
          id="invite-list"
          label={say('invite.many.list')}
          help={say('invite.many.help')}
          error={error}
          input={list}
          attributes={{ rows: 6, autocomplete: 'off', spellcheck: false, wrap: 'off' }}
        />
        <div class="field">
          <label for="invite-file">{say('invite.file')}</label>
          <input id="invite-file" type="file" accept=".csv,.tsv,.txt,text/csv" ref={file} onChange={read} />
        </div>
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('invite.many.submit')}
          saidBesideField={false}
        />
      </form>
      {results ? <InviteResults results={results} /> : null}
    </Panel>
  )
}
