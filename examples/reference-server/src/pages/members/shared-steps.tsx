import type { InvitationWishesAnswer, ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextArea } from '../ui/text-field.tsx'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { type InviteResult, linesToCorrect } from './invite-outcomes.ts'
import { InviteResults } from './invite-results.tsx'
import { peopleIn, peopleToInvite, withPeople } from './people-in.ts'
import { RetirementDay } from './retirement-day.tsx'
import { useRoleName } from './role-name.ts'

export interface SharedStepsProps {
  readonly shop: string
  readonly shopName: string
  /** Whose account is shared. */
  readonly member: ManagedMemberAnswer
  /** The roles that can be given. */
  readonly roles: readonly string[]
  /** Who has asked for an invitation into the shop and has no answer yet. */
  readonly wishes: InvitationWishesAnswer['wishes']
  readonly onChanged: () => void
}

const steps = [1, 2, 3] as const
type StepNumber = (typeof steps)[number]

/** More would be the work of the page of members. */
const MOST = 50

/** The people's addresses, their invitations, and the day on which the shared sign-in ends. */
export function SharedSteps(props: SharedStepsProps) {
  const say = useWordsOf(sharedWords)
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const [at, setAt] = useState<StepNumber>(props.member.shared.retiresOn === null ? 1 : 3)
  const [list, setList] = useState('')
  const [came] = useState(at)
  useEffect(() => {
    if (at !== came) heading.current?.focus()
  }, [at])

  return (
    <section class="panel" aria-labelledby={id}>
      <div>
        <p class="quiet">{say('shared.step', { n: at, of: steps.length })}</p>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {say(`shared.step${at}`)}
        </h2>
      </div>
      {at === 1 ? (
        <People
          list={list}
          shared={props.member.email}
          wishes={props.wishes}
          onList={(typed) => {
            setList(typed)
            setAt(2)
          }}
          onSkip={() => setAt(3)}
        />
      ) : null}
      {at === 2 ? <Inviting {...props} list={list} onList={setList} onStep={setAt} /> : null}
      {at === 3 ? <RetirementDay {...props} onBack={() => setAt(1)} /> : null}
    </section>
  )
}

interface PeopleProps extends Pick<SharedStepsProps, 'wishes'> {
  readonly list: string
  /** The address of the account. */
  readonly shared: string
  readonly onList: (typed: string) => void
  /** Everybody is invited already. */
  readonly onSkip: () => void
}

function People({ list, shared, wishes, onList, onSkip }: PeopleProps) {
  const say = useWordsOf(sharedWords)
  const sayMember = useWordsOf(memberWords)
  const attempt = useAttempt<'go-on'>()
  const input = useRef<HTMLTextAreaElement>(null)
  const [error, setError] = useState<string | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const text = input.current?.value ?? ''
    const wrong = unfit(text)
    if (wrong === null) return onList(text)
    setError(wrong)
    input.current?.focus()
  }

  function unfit(text: string): string | null {
    const people = peopleIn(text)
    if (people.length === 0) return sayMember('invite.many.missing')
    if (people.length > MOST) return sayMember('invite.many.tooMany', { n: MOST })
    return peopleToInvite(people, shared).length === 0 ? say('shared.people.none') : null
  }

  function addWishes() {
    if (!input.current) return
    input.current.value = withPeople(input.current.value, wishes)
    input.current.focus()
  }

  return (
    <form noValidate onSubmit={submit}>
      {wishes.length === 0 ? null : (
        <>
          <p>{say('shared.wishes', { n: wishes.length })}</p>
          <ul class="people">
            {wishes.map(({ id, name, email }) => (
              <li key={id}>{say('shared.person', { name, email })}</li>
            ))}
          </ul>
          <Button kind="second" small onClick={addWishes}>
            {say('shared.wishes.add')}
          </Button>
        </>
      )}
      <TextArea
        id="shared-people"
        label={say('shared.people')}
        help={say('shared.people.help')}
        error={error}
        input={input}
        attributes={{ rows: 4, autocomplete: 'off', spellcheck: false, defaultValue: list }}
      />
      <FormEnd attempt={attempt} busy={false} label={say('shared.next')} saidBesideField={false} />
      <Button kind="plain" onClick={onSkip}>
        {say('shared.skip')}
      </Button>
    </form>
  )
}

interface InvitingProps extends SharedStepsProps {
  readonly list: string
  /** What is left to be corrected. */
  readonly onList: (left: string) => void
  readonly onStep: (step: StepNumber) => void
}

function Inviting({ shop, member, roles, list, onList, onStep, onChanged }: InvitingProps) {
  const { locale } = useWords()
  const say = useWordsOf(sharedWords)
  const sayMember = useWordsOf(memberWords)
  const roleName = useRoleName()
  const act = useAct()
  const attempt = useAttempt<'invite'>()
  const [people] = useState(() => peopleIn(list))
  const invited = peopleToInvite(people, member.email)
  const others = people.filter((person) => !invited.includes(person))
  const [role, setRole] = useState(member.role ?? 'staff')
  const [results, setResults] = useState<readonly InviteResult[] | null>(null)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    attempt.run('invite', async () => {
      const wanted = { people: people.map((person) => ({ ...person, role })), locale }
      const answer = await act((options) => memberApi.invitations.invite(shop, wanted, options))
      setResults(answer.results)
      onList(linesToCorrect(list, answer.results))
      onChanged()
    })
  }

  if (results) {
    const left = list !== ''
    return (
      <>
        <InviteResults results={results} />
        <div class="actions">
          <Button kind={left ? 'second' : 'primary'} onClick={() => onStep(3)}>
            {say('shared.toDay')}
          </Button>
          {left ? (
            <Button kind="primary" onClick={() => onStep(1)}>
              {say('shared.correct')}
            </Button>
          ) : null}
        </div>
      </>
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <p>{say('shared.invite.lead', { n: invited.length })}</p>
      <ul class="people">
        {invited.map(({ email, name }) => (
          <li key={email}>{name ? say('shared.person', { name, email }) : email}</li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <p class="quiet people">
          {say('shared.invite.others', { list: others.map(({ email }) => email).join(' / ') })}
        </p>
      )}
      <SelectField
        id="shared-role"
        label={sayMember('members.role')}
        help={say('shared.role.help')}
        value={role}
        options={roles.map((one) => ({ value: one, label: roleName(one) }))}
        onChoose={setRole}
      />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing !== null}
        label={say('shared.invite', { n: invited.length })}
        saidBesideField={false}
      />
      <Button kind="plain" onClick={() => onStep(1)}>
        {sayMember('member.back')}
      </Button>
    </form>
  )
}
