import { useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { Panel } from '../ui/panel.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { useWordsOf } from '../words-context.ts'

export interface InvitationLifetimeProps {
  readonly shop: string
  readonly lifetimeDays: number
  readonly onChanged: () => void
}

/** As much as is worth choosing between; what the shop has set otherwise stands beside them. */
const choices = [3, 7, 14, 30] as const

/** How long the shop's invitations are good for. */
export function InvitationLifetime({ shop, lifetimeDays, onChanged }: InvitationLifetimeProps) {
  const say = useWordsOf(memberWords)
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'change'>()
  const [days, setDays] = useState(String(lifetimeDays))
  const offered = [...new Set([...choices, lifetimeDays])].toSorted((a, b) => a - b)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    attempt.run('change', async () => {
      const wanted = { lifetimeDays: Number(days) }
      const policy = await act((options) => memberApi.invitations.setPolicy(shop, wanted, options))
      tell(say('lifetime.changed', { n: policy.lifetimeDays }))
      onChanged()
    })
  }

  return (
    <Panel title={say('lifetime.title')} lead={say('lifetime.lead')}>
      <form class="narrow" noValidate onSubmit={submit}>
        <SelectField
          id="invitation-lifetime"
          label={say('lifetime.label')}
          value={days}
          options={offered.map((n) => ({ value: String(n), label: say('lifetime.days', { n }) }))}
          onChoose={setDays}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('lifetime.change')}
          saidBesideField={false}
        />
      </form>
    </Panel>
  )
}
