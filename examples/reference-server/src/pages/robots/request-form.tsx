import type { BypassRequestAnswer, ManagedMemberAnswer } from '@ecforce-accounts/client/members'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/choices.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { TextArea, TextField } from '../ui/text-field.tsx'
import { partWords } from '../words/parts.ts'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { DueDate } from './due-date.tsx'
import { errorsOf, type Field, type TypedLine, typedLines } from './request-errors.ts'

export interface RequestFormProps {
  readonly shop: string
  /** The request that is changed; `null` for a new one. */
  readonly edited: BypassRequestAnswer | null
  /** Who can be a robot's. */
  readonly candidates: readonly ManagedMemberAnswer[]
  readonly onSent: () => void
  readonly onLeave: () => void
}

const days = { usual: 90, most: 180 } as const

/** Asks for an exemption, or for another in its place. What is wrong stands beside the field, each address by its line. */
export function RequestForm({ shop, edited, candidates, onSent, onLeave }: RequestFormProps) {
  const { locale } = useWords()
  const say = useWordsOf(robotWords)
  const sayPart = useWordsOf(partWords)
  const act = useAct()
  const attempt = useAttempt<'send'>()
  const purpose = useRef<HTMLInputElement>(null)
  const provider = useRef<HTMLInputElement>(null)
  const addresses = useRef<HTMLTextAreaElement>(null)
  const validDays = useRef<HTMLInputElement>(null)
  const heading = useRef<HTMLDivElement>(null)
  const [members, setMembers] = useState<ReadonlySet<string>>(() => new Set(edited?.members.map(({ id }) => id)))
  const [shadow, setShadow] = useState(edited?.shadow ?? false)
  const [missing, setMissing] = useState<Partial<Record<Field, string>>>({})
  const [lines, setLines] = useState<readonly TypedLine[]>([])
  const [sent, setSent] = useState<BypassRequestAnswer | null>(null)
  const refused = errorsOf(attempt.problem, lines, locale, (n, what) => say('row.line', { n, what }))
  const errors = { ...refused, ...missing }

  // Whoever chose to change a request is led to the form, and to what became of it.
  useEffect(() => {
    if (edited || sent) heading.current?.scrollIntoView()
    if (edited && !sent) purpose.current?.focus()
  }, [edited, sent])
  useEffect(() => {
    if (Object.keys(refused).length > 0) focusFirst(refused)
  }, [attempt.failures])

  function focusFirst(wrong: Partial<Record<Field, string>>) {
    const inputs = { purpose, provider, ranges: addresses, validDays } as const
    for (const field of ['purpose', 'provider', 'ranges', 'validDays'] as const) {
      if (wrong[field] !== undefined) return inputs[field].current?.focus()
    }
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const typed = typedLines(addresses.current?.value ?? '')
    const draft = {
      purpose: purpose.current?.value.trim() ?? '',
      provider: provider.current?.value.trim() ?? '',
      members: [...members],
      ranges: typed.map(({ text }) => text),
      validDays: Number(validDays.current?.value),
      shadow,
    }
    const wrong: Partial<Record<Field, string>> = {
      ...(draft.purpose === '' && { purpose: say('request.purpose.missing') }),
      ...(draft.provider === '' && { provider: say('request.provider.missing') }),
      ...(draft.members.length === 0 && { members: say('request.members.missing') }),
      ...(draft.ranges.length === 0 && { ranges: say('request.addresses.missing') }),
      ...(!isDays(draft.validDays) && { validDays: say('request.days.wrong') }),
    }
    setMissing(wrong)
    setLines(typed)
    if (Object.keys(wrong).length > 0) return focusFirst(wrong)
    attempt.run('send', async () => {
      const answer = await act((options) =>
        edited
          ? memberApi.robots.edit(shop, edited.id, { ...draft, version: edited.version }, options)
          : memberApi.robots.ask(shop, draft, options),
      )
      setSent(answer)
      onSent()
    })
  }

  if (sent) {
    return (
      <div ref={heading}>
        <Received request={sent} onLeave={() => (edited ? onLeave() : setSent(null))} />
      </div>
    )
  }
  return (
    <div ref={heading}>
      <Panel title={edited ? say('request.edit.title') : say('request.title')} lead={say('request.lead')}>
        <form class="narrow" noValidate onSubmit={submit}>
          <TextField
            id="robot-purpose"
            label={say('request.purpose')}
            help={say('request.purpose.help')}
            error={errors.purpose ?? null}
            input={purpose}
            attributes={{ defaultValue: edited?.purpose, maxLength: 500, autocomplete: 'off' }}
          />
          <TextField
            id="robot-provider"
            label={say('request.provider')}
            error={errors.provider ?? null}
            input={provider}
            attributes={{ defaultValue: edited?.provider, maxLength: 100, autocomplete: 'off' }}
          />
          <Members candidates={candidates} chosen={members} error={errors.members ?? null} onChoose={setMembers} />
          <TextArea
            id="robot-addresses"
            label={say('request.addresses')}
            help={say('request.addresses.help')}
            error={errors.ranges ?? null}
            input={addresses}
            attributes={{
              rows: 4,
              defaultValue: edited?.ranges.map((range) => range.replace(/\/(32|128)$/, '')).join('\n'),
              autocomplete: 'off',
              spellcheck: false,
              wrap: 'off',
            }}
          />
          <TextField
            id="robot-days"
            label={say('request.days')}
            help={say('request.days.help')}
            error={errors.validDays ?? null}
            input={validDays}
            attributes={{
              type: 'number',
              inputMode: 'numeric',
              min: 1,
              max: days.most,
              defaultValue: String(edited?.validDays ?? days.usual),
            }}
          />
          <Checkbox
            id="robot-shadow"
            label={say('request.shadow')}
            help={say('request.shadow.help')}
            checked={shadow}
            onChange={setShadow}
          />
          <p class="quiet">{say('request.afterwards')}</p>
          <FormEnd
            attempt={attempt}
            busy={attempt.doing !== null}
            label={edited ? say('request.submit.edit') : say('request.submit')}
            saidBesideField={Object.keys(refused).length > 0}
          />
          {edited ? (
            <Button kind="plain" onClick={onLeave}>
              {sayPart('parts.cancel')}
            </Button>
          ) : null}
        </form>
      </Panel>
    </div>
  )
}

function isDays(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= days.most
}

interface MembersProps {
  readonly candidates: readonly ManagedMemberAnswer[]
  readonly chosen: ReadonlySet<string>
  readonly error: string | null
  readonly onChoose: (chosen: ReadonlySet<string>) => void
}

function Members({ candidates, chosen, error, onChoose }: MembersProps) {
  const { say } = useWords()
  const sayHere = useWordsOf(robotWords)
  const choose = (id: string, isChosen: boolean) =>
    onChoose(new Set(isChosen ? [...chosen, id] : [...chosen].filter((one) => one !== id)))
  return (
    <fieldset class="field" aria-describedby={error ? 'robot-members-error robot-members-help' : 'robot-members-help'}>
      <legend>{sayHere('request.members')}</legend>
      <p class="quiet" id="robot-members-help">
        {candidates.length === 0 ? sayHere('request.members.nobody') : sayHere('request.members.help')}
      </p>
      {candidates.map(({ id, name, email }) => (
        <Checkbox
          key={id}
          id={`robot-member-${id}`}
          label={name ?? email}
          {...(name !== null && { help: email })}
          checked={chosen.has(id)}
          onChange={(isChosen) => choose(id, isChosen)}
        />
      ))}
      {error ? (
        <p class="error" id="robot-members-error" role="alert">
          <span class="visually-hidden">{say('error')}</span>
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}

/** By when it is acted on, and whether that may be too late. */
function Received({ request, onLeave }: { readonly request: BypassRequestAnswer; readonly onLeave: () => void }) {
  const sayPart = useWordsOf(partWords)
  const say = useWordsOf(robotWords)
  return (
    <Panel title={say('request.title')}>
      <div role="status">
        <Note tone="good" title={say('request.sent')}>
          <DueDate request={request} />
          <p>{say('request.afterwards')}</p>
        </Note>
      </div>
      <Button kind="second" onClick={onLeave}>
        {sayPart('parts.close')}
      </Button>
    </Panel>
  )
}
