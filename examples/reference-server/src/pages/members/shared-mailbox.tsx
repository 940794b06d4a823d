import type { ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { dayInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Facts } from '../ui/facts.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'

export interface SharedMailboxProps {
  readonly shop: string
  readonly member: ManagedMemberAnswer
  /** Everybody in the shop. */
  readonly members: readonly ManagedMemberAnswer[]
  readonly onChanged: () => void
}

/** The other way: the account stays shared, somebody is responsible for it, and is asked again after a while. */
export function SharedMailbox({ shop, member, members, onChanged }: SharedMailboxProps) {
  const words = useWords()
  const say = useWordsOf(sharedWords)
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'mark' | 'unmark'>()
  const [responsible, setResponsible] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const { mark } = member.shared
  const able = members.filter(({ id, state, shared }) => id !== member.id && state === 'active' && shared.mark === null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setIsMissing(responsible === '')
    if (responsible === '') return
    attempt.run('mark', async () => {
      await act((options) => memberApi.members.markShared(shop, member.id, { responsible }, options))
      tell(say('shared.marked'))
      onChanged()
    })
  }

  const unmark = () =>
    attempt.run('unmark', async () => {
      await act((options) => memberApi.members.unmarkShared(shop, member.id, options))
      tell(say('shared.unmarked'))
      onChanged()
    })

  return (
    <Disclosure summary={say('shared.cannot.title')} open={mark !== null}>
      <p class="quiet">{say('shared.cannot')}</p>
      {mark ? (
        <>
          <Facts
            facts={[
              { term: say('shared.owner'), detail: mark.responsible.name ?? say('shared.owner.gone') },
              { term: say('shared.reminder'), detail: dayInJapan(Date.parse(mark.remindsAt), words) },
            ]}
          />
          <ProblemNote attempt={attempt} />
          <Button kind="second" busy={attempt.doing === 'unmark'} onClick={unmark}>
            {say('shared.unmark')}
          </Button>
        </>
      ) : (
        <form class="narrow" noValidate onSubmit={submit}>
          <SelectField
            id="shared-responsible"
            label={say('shared.owner')}
            help={say('shared.owner.help')}
            error={isMissing ? say('shared.owner.missing') : null}
            value={responsible}
            options={[
              { value: '', label: say('shared.owner.choose') },
              ...able.map(({ id, name, email }) => ({ value: id, label: name ?? email })),
            ]}
            onChoose={setResponsible}
          />
          <FormEnd
            attempt={attempt}
            busy={attempt.doing === 'mark'}
            label={say('shared.mark')}
            saidBesideField={false}
          />
        </form>
      )}
    </Disclosure>
  )
}
