import { useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { Panel } from '../ui/panel.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { memberWords } from '../words/members.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { type InviteResult, outcomes } from './invite-outcomes.ts'
import { useRoleName } from './role-name.ts'

export interface InviteOneProps {
  readonly shop: string
  readonly roles: readonly string[]
  /** How long it will be good for. */
  readonly lifetimeDays: number
  readonly onInvited: () => void
}

/** An invitation for one person. */
export function InviteOne({ shop, roles, lifetimeDays, onInvited }: InviteOneProps) {
  const { say, locale } = useWords()
  const sayHere = useWordsOf(memberWords)
  const roleName = useRoleName()
  const tell = useSay()
  const act = useAct()
  const attempt = useAttempt<'invite'>()
  const email = useRef<HTMLInputElement>(null)
  const name = useRef<HTMLInputElement>(null)
  const [role, setRole] = useState('staff')
  const [isMissing, setIsMissing] = useState(false)
  const [refused, setRefused] = useState<InviteResult['outcome'] | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const [address, called] = [email.current?.value.trim() ?? '', name.current?.value.trim() ?? '']
    setRefused(null)
    setIsMissing(address === '')
    if (address === '') return email.current?.focus()
    const person = { email: address, role, ...(called && { name: called }) }
    attempt.run('invite', async () => {
      const { results } = await act((options) =>
        memberApi.invitations.invite(shop, { people: [person], locale }, options),
      )
      const outcome = results[0]?.outcome ?? 'row_unreadable'
      if (outcome !== 'invited') return setRefused(outcome)
      for (const input of [email.current, name.current]) if (input) input.value = ''
      tell(sayHere('member.invited', { member: called || address }))
      onInvited()
    })
  }

  const error = isMissing ? say('signIn.address.missing') : refused ? sayHere(outcomes[refused].key) : null
  return (
    <Panel title={sayHere('invite.one')} lead={sayHere('invite.one.lead', { n: lifetimeDays })}>
      <form class="narrow" noValidate onSubmit={submit}>
        <TextField
          id="invite-email"
          label={sayHere('invite.email')}
          error={error}
          input={email}
          attributes={{ type: 'email', inputMode: 'email', autocomplete: 'off', maxLength: 512 }}
        />
        <TextField
          id="invite-name"
          label={sayHere('invite.name')}
          optional
          input={name}
          attributes={{ autocomplete: 'off', maxLength: 100 }}
        />
        <SelectField
          id="invite-role"
          label={sayHere('members.role')}
          value={role}
          options={roles.map((one) => ({ value: one, label: roleName(one) }))}
          onChoose={setRole}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={sayHere('member.invite')}
          saidBesideField={false}
        />
      </form>
    </Panel>
  )
}
