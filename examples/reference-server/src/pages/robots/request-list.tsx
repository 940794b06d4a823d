import type { BypassRequestAnswer } from '@ecforce-accounts/client/members'
import { useRef, useState } from 'preact/hooks'
import { useAct } from '../account/acting.tsx'
import { memberApi } from '../member-api.ts'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { FormEnd } from '../ui/form-end.tsx'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { TextArea } from '../ui/text-field.tsx'
import { useSay } from '../ui/toasts.tsx'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { Addresses } from './addresses.tsx'
import { DueDate } from './due-date.tsx'
import { Missing } from './missing.tsx'

export interface RequestListProps {
  readonly shop: string
  readonly requests: readonly BypassRequestAnswer[]
  readonly onEdit: (request: BypassRequestAnswer) => void
  readonly onChanged: () => void
}

/** What a shop has asked for, the newest first, and what became of it. */
export function RequestList({ requests, ...props }: RequestListProps) {
  const say = useWordsOf(robotWords)
  return (
    <Panel title={say('list.title')}>
      <ul class="robot-requests">
        {requests.map((request) => (
          <li key={request.id}>
            <Request {...props} request={request} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const tones = {
  pending: 'info',
  'needs-information': 'caution',
  approved: 'good',
  rejected: 'wrong',
  withdrawn: undefined,
} as const

type RequestProps = Omit<RequestListProps, 'requests'> & { readonly request: BypassRequestAnswer }

function Request({ shop, request, onEdit, onChanged }: RequestProps) {
  const words = useWords()
  const say = useWordsOf(robotWords)
  const act = useAct()
  const tell = useSay()
  const attempt = useAttempt<'withdraw'>()
  const [asks, setAsks] = useState(false)
  const { id, status, purpose, members, ranges, validDays, askedAt, reason, question, answer, shadow } = request
  const isOpen = status === 'pending' || status === 'needs-information'
  const tone = tones[status]
  const nameOf = ({ name, email }: (typeof members)[number]) => name ?? email

  const withdraw = () =>
    attempt.run('withdraw', async () => {
      await act((options) => memberApi.robots.withdraw(shop, id, options))
      setAsks(false)
      tell(say('list.withdrawn'))
      onChanged()
    })

  return (
    <article class="robot-request" aria-labelledby={`request-${id}`}>
      <h3 id={`request-${id}`}>{purpose}</h3>
      <p>
        <Badge {...(tone && { tone })}>
          {status === 'pending' && request.firstApproved ? say('status.pending.first') : say(`status.${status}`)}
        </Badge>
      </p>
      {status === 'pending' ? <DueDate request={request} /> : null}
      {status === 'needs-information' && question !== null ? (
        <Answer shop={shop} id={id} question={question} onChanged={onChanged} />
      ) : null}
      <Facts
        facts={[
          { term: say('list.members'), detail: members.map(nameOf).join(say('list.and')) },
          { term: say('list.addresses'), detail: <Addresses ranges={ranges} /> },
          { term: say('list.days'), detail: say('list.days.of', { n: validDays }) },
          ...(shadow ? [{ term: say('list.how'), detail: say('grant.shadow') }] : []),
          { term: say('list.askedAt'), detail: pastInJapan(Date.parse(askedAt), words) },
          ...(reason === null ? [] : [{ term: say('list.reason'), detail: reason }]),
          ...(status !== 'needs-information' && question !== null
            ? [{ term: say('list.question'), detail: question }]
            : []),
          ...(answer === null ? [] : [{ term: say('list.answer'), detail: answer }]),
        ]}
      />
      {isOpen ? (
        <>
          {members.map((member) => (
            <Missing key={member.id} shop={shop} of={nameOf(member)} missing={member.missing} />
          ))}
          <div class="actions">
            <Button kind="second" small aria-describedby={`request-${id}`} onClick={() => onEdit(request)}>
              {say('list.edit')}
            </Button>
            <Button kind="second" small aria-describedby={`request-${id}`} onClick={() => setAsks(true)}>
              {say('list.withdraw')}
            </Button>
          </div>
        </>
      ) : null}
      <ConfirmDialog
        open={asks}
        title={say('list.withdraw.ask')}
        confirmLabel={say('list.withdraw')}
        busy={attempt.doing !== null}
        onConfirm={withdraw}
        onClose={() => setAsks(false)}
      >
        <p>{say('list.withdraw.after')}</p>
        <ProblemNote attempt={attempt} />
      </ConfirmDialog>
    </article>
  )
}

interface AnswerProps extends Pick<RequestListProps, 'shop' | 'onChanged'> {
  readonly id: string
  readonly question: string
}

/** What operators ask, and the way to answer. */
function Answer({ shop, id, question, onChanged }: AnswerProps) {
  const say = useWordsOf(robotWords)
  const act = useAct()
  const tell = useSay()
  const attempt = useAttempt<'answer'>()
  const input = useRef<HTMLTextAreaElement>(null)
  const [isMissing, setIsMissing] = useState(false)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const answer = input.current?.value.trim() ?? ''
    setIsMissing(answer === '')
    if (answer === '') return input.current?.focus()
    attempt.run('answer', async () => {
      await act((options) => memberApi.robots.answer(shop, id, answer, options))
      tell(say('list.answer.sent'))
      onChanged()
    })
  }

  return (
    <Note tone="caution" title={say('list.question')}>
      <p class="typed">{question}</p>
      <form class="narrow" noValidate onSubmit={submit}>
        <TextArea
          id={`answer-${id}`}
          label={say('list.answer')}
          error={isMissing ? say('list.answer.missing') : null}
          input={input}
          attributes={{ rows: 3, maxLength: 1000 }}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('list.answer.submit')}
          saidBesideField={isMissing}
        />
      </form>
    </Note>
  )
}
