import type { OperatorBypassRequestAnswer, OperatorSessionAnswer } from '@ecforce-accounts/client/operator'
import { useRef, useState } from 'preact/hooks'
import { Addresses } from '../../robots/addresses.tsx'
import { dateInJapan, pastInJapan } from '../../times.ts'
import { useAttempt } from '../../ui/attempt.ts'
import { Badge } from '../../ui/badge.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts } from '../../ui/facts.tsx'
import { FormEnd } from '../../ui/form-end.tsx'
import { Note } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { Toasts, useSay } from '../../ui/toasts.tsx'
import { consoleRobotWords } from '../../words/console-robots.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { ConsoleFrame } from '../console-frame.tsx'
import { robotPages } from '../console-paths.ts'
import { operator } from '../operator.ts'
import { asOperator, useOperatorLoad } from '../operator-load.ts'
import { useCodeEntry } from './code-entry.ts'
import { StandingBadge } from './request-standing.tsx'

/** One request, as it is at this moment, and what an operator does with it. */
export function RequestPage({ id }: { readonly id: string }) {
  const say = useWordsOf(consoleRobotWords)
  const loaded = useOperatorLoad((options) => operator.bypasses.get(id, options))
  const shop = loaded.value?.value.shopName
  return (
    <ConsoleFrame
      current="robots"
      title={shop === undefined ? say('desk.queue.title') : say('desk.request.of', { shop })}
      lead={<a href={robotPages.queue}>{say('desk.queue.back')}</a>}
      loaded={loaded}
    >
      {(request) => (
        <Toasts>
          <What request={request} />
          {isOpen(request) ? (
            <Acts
              key={`${request.version} ${request.status} ${request.firstApprovedBy}`}
              request={request}
              session={loaded.value?.session ?? null}
              onChanged={loaded.attempt.retry}
            />
          ) : (
            <Note>{say('desk.request.over')}</Note>
          )}
        </Toasts>
      )}
    </ConsoleFrame>
  )
}

function isOpen({ status }: OperatorBypassRequestAnswer): boolean {
  return status === 'pending' || status === 'needs-information'
}

function What({ request }: { readonly request: OperatorBypassRequestAnswer }) {
  const words = useWords()
  const say = useWordsOf(consoleRobotWords)
  const { version, purpose, provider, members, ranges, validDays, shadow, askedBy, askedAt, dueAt, dueAfterCut } =
    request
  const { ticket, question, answer, firstApprovedBy, reason } = request
  const known = (term: string, detail: string | null) => (detail === null ? [] : [{ term, detail }])
  return (
    <Panel title={say('desk.request.what')}>
      <p>
        <StandingBadge request={request} />{' '}
        {request.overdue ? <Badge tone="wrong">{say('desk.queue.overdue')}</Badge> : null}
      </p>
      <Facts
        facts={[
          { term: say('desk.request.version'), detail: String(version) },
          { term: say('desk.queue.due'), detail: dateInJapan(Date.parse(dueAt), words) },
          { term: say('desk.request.purpose'), detail: purpose },
          { term: say('desk.request.provider'), detail: provider },
          {
            term: say('desk.queue.members'),
            detail: members
              .map(({ name, email }) => (name === null ? email : say('desk.request.member', { name, email })))
              .join(say('desk.queue.and')),
          },
          { term: say('desk.request.ranges'), detail: <Addresses ranges={ranges} /> },
          { term: say('desk.request.days'), detail: say('desk.request.days.of', { n: validDays }) },
          {
            term: say('desk.request.shadow'),
            detail: shadow ? say('desk.request.shadow.yes') : say('desk.request.shadow.no'),
          },
          { term: say('desk.request.askedBy'), detail: askedBy ?? say('desk.request.askedBy.shop') },
          { term: say('desk.request.askedAt'), detail: pastInJapan(Date.parse(askedAt), words) },
          ...known(say('desk.request.ticket'), ticket),
          ...known(say('desk.request.question'), question),
          ...known(say('desk.request.answer'), answer),
          ...known(say('desk.request.firstApprovedBy'), firstApprovedBy),
          ...known(say('desk.request.reason'), reason),
        ]}
      />
      {dueAfterCut === null ? null : (
        <Note tone="caution">
          {say('desk.request.dueAfterCut', { date: dateInJapan(Date.parse(dueAfterCut), words) })}
        </Note>
      )}
    </Panel>
  )
}

interface ActsProps {
  readonly request: OperatorBypassRequestAnswer
  /** Who looks at it. */
  readonly session: OperatorSessionAnswer | null
  readonly onChanged: () => void
}

/** To approve what is shown, to ask the shop, or to say no. */
function Acts({ request, session, onChanged }: ActsProps) {
  const say = useWordsOf(consoleRobotWords)
  const { needsSecond, firstApprovedBy, askedBy, status } = request
  const isEngineer = session?.role === 'engineer'
  const isOwn = askedBy !== null && askedBy === session?.name
  return (
    <Panel title={say('desk.request.act')}>
      {needsSecond ? (
        <Note tone="caution">
          {firstApprovedBy === null
            ? say('desk.request.needsTwo')
            : say('desk.request.first', { operator: firstApprovedBy })}
        </Note>
      ) : null}
      {isEngineer ? null : <Note>{say('desk.request.support')}</Note>}
      {isOwn ? <Note>{say('desk.request.own')}</Note> : null}
      {isEngineer && !isOwn && status === 'pending' && firstApprovedBy !== session.name ? (
        <Approve request={request} onChanged={onChanged} />
      ) : null}
      <Question request={request} onChanged={onChanged} />
      {isEngineer ? <Reject request={request} onChanged={onChanged} /> : null}
    </Panel>
  )
}

type ActProps = Pick<ActsProps, 'request' | 'onChanged'>

/** With a fresh code, and for the version that is shown and no other. */
function Approve({ request: { id, version }, onChanged }: ActProps) {
  const say = useWordsOf(consoleRobotWords)
  const tell = useSay()
  const attempt = useAttempt<'approve'>()
  const code = useCodeEntry('approve-code')

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const typed = code.read()
    if (typed === null) return
    attempt.run('approve', async () => {
      const seen = { version, code: typed }
      const { status } = await asOperator((options) => operator.bypasses.approve(id, seen, options))
      tell(status === 'approved' ? say('desk.request.approved') : say('desk.request.approved.first'))
      onChanged()
    })
  }

  return (
    <form class="narrow" noValidate onSubmit={submit}>
      <p>{say('desk.request.code.help', { version })}</p>
      <TextField {...code.field} />
      <FormEnd
        attempt={attempt}
        busy={attempt.doing !== null}
        label={say('desk.request.approve')}
        saidBesideField={code.field.error !== null}
      />
    </form>
  )
}

/** The clock stands until the shop has answered. */
function Question({ request: { id, version }, onChanged }: ActProps) {
  const say = useWordsOf(consoleRobotWords)
  const tell = useSay()
  const attempt = useAttempt<'question'>()
  const text = useText(say('desk.request.ask.missing'))

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const question = text.read()
    if (question === null) return
    attempt.run('question', async () => {
      await asOperator((options) => operator.bypasses.question(id, { version, question }, options))
      tell(say('desk.request.asked'))
      onChanged()
    })
  }

  return (
    <Disclosure summary={say('desk.request.ask')}>
      <form class="narrow" noValidate onSubmit={submit}>
        <TextArea
          id="robot-question"
          label={say('desk.request.ask.label')}
          help={say('desk.request.ask.help')}
          error={text.error}
          input={text.input}
          attributes={{ rows: 3, maxLength: 1000 }}
        />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('desk.request.ask.submit')}
          saidBesideField={text.error !== null}
        />
      </form>
    </Disclosure>
  )
}

/** With the reason that the shop is told. */
function Reject({ request: { id, version }, onChanged }: ActProps) {
  const say = useWordsOf(consoleRobotWords)
  const tell = useSay()
  const attempt = useAttempt<'reject'>()
  const text = useText(say('desk.request.reject.missing'))
  const code = useCodeEntry('reject-code')

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const [reason, typed] = [text.read(), code.read()]
    if (reason === null) return text.input.current?.focus()
    if (typed === null) return
    attempt.run('reject', async () => {
      await asOperator((options) => operator.bypasses.reject(id, { version, reason, code: typed }, options))
      tell(say('desk.request.rejected'))
      onChanged()
    })
  }

  return (
    <Disclosure summary={say('desk.request.reject')}>
      <form class="narrow" noValidate onSubmit={submit}>
        <TextArea
          id="robot-reason"
          label={say('desk.request.reject.label')}
          help={say('desk.request.reject.help')}
          error={text.error}
          input={text.input}
          attributes={{ rows: 3, maxLength: 1000 }}
        />
        <TextField {...code.field} />
        <FormEnd
          attempt={attempt}
          busy={attempt.doing !== null}
          label={say('desk.request.reject.submit')}
          saidBesideField={text.error !== null || code.field.error !== null}
        />
      </form>
    </Disclosure>
  )
}

/** A text that has to be written. */
function useText(whenMissing: string) {
  const input = useRef<HTMLTextAreaElement>(null)
  const [isMissing, setIsMissing] = useState(false)
  return {
    input,
    error: isMissing ? whenMissing : null,
    read(): string | null {
      const text = input.current?.value.trim() ?? ''
      setIsMissing(text === '')
      if (text === '') input.current?.focus()
      return text === '' ? null : text
    },
  }
}
