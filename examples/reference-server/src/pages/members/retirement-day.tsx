import { useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { dayInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { membersPath } from './members-frame.tsx'
import type { SharedStepsProps } from './shared-steps.tsx'

export interface RetirementDayProps extends SharedStepsProps {
  readonly onBack: () => void
}

const DAY_MILLISECONDS = 86_400_000
/** Time enough for everybody to register. */
const USUAL_DAYS = 14
const MOST_DAYS = 90

/** From which day on the shared account does not open the shop any more; it can be taken back until then. */
export function RetirementDay({ shop, shopName, member, onChanged, onBack }: RetirementDayProps) {
  const words = useWords()
  const say = useWordsOf(sharedWords)
  const sayMember = useWordsOf(memberWords)
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'set' | 'withdraw'>()
  const input = useRef<HTMLInputElement>(null)
  const [isMissing, setIsMissing] = useState(false)
  const { id, shared } = member

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const on = input.current?.value ?? ''
    setIsMissing(on === '')
    if (on === '') return input.current?.focus()
    attempt.run('set', async () => {
      await act((options) => memberApi.members.setRetirement(shop, id, { on }, options))
      tell(say('shared.day.set', { day: dayInJapan(startOf(on), words) }))
      onChanged()
    })
  }

  const withdraw = () =>
    attempt.run('withdraw', async () => {
      await act((options) => memberApi.members.withdrawRetirement(shop, id, options))
      tell(say('shared.day.withdrawn'))
      onChanged()
    })

  if (shared.retiresOn !== null) {
    return (
      <>
        <Note tone="good" title={say('shared.day.is', { day: dayInJapan(startOf(shared.retiresOn), words) })}>
          <p>{say('shared.day.then', { shop: shopName })}</p>
        </Note>
        <ProblemNote attempt={attempt} />
        <div class="actions">
          <a class="button" href={`${membersPath}?shop=${encodeURIComponent(shop)}`}>
            {say('shared.invitations')}
          </a>
          <Button kind="second" busy={attempt.doing === 'withdraw'} onClick={withdraw}>
            {say('shared.day.withdraw')}
          </Button>
        </div>
      </>
    )
  }
  const now = Date.now()
  return (
    <form class="narrow" noValidate onSubmit={submit}>
      <p>{say('shared.day.lead', { shop: shopName })}</p>
      <TextField
        id="shared-day"
        label={say('shared.day')}
        help={say('shared.day.help')}
        error={isMissing ? say('shared.day.missing') : null}
        input={input}
        attributes={{
          type: 'date',
          min: dayAt(now + DAY_MILLISECONDS),
          max: dayAt(now + MOST_DAYS * DAY_MILLISECONDS),
          defaultValue: dayAt(now + USUAL_DAYS * DAY_MILLISECONDS),
        }}
      />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing === 'set'}
        label={say('shared.day.choose')}
        saidBesideField={false}
      />
      <Button kind="plain" onClick={onBack}>
        {sayMember('member.back')}
      </Button>
    </form>
  )
}

/** `YYYY-MM-DD` in Japan. */
function dayAt(instant: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(instant)
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00+09:00`)
}
