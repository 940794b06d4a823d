import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../pages/ui/button.tsx'
import { ConfirmDialog } from '../../pages/ui/dialog.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { useSay } from '../../pages/ui/toasts.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { ReceivedMail } from '../received-mail.ts'
import { remove, useAsked } from './ask.ts'
import { inJapan } from './japan-time.ts'
import { LabFrame } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'
import { MailView } from './mail-view.tsx'
import './mailbox.css'

const POLL_MILLISECONDS = 2_000

/** What has arrived, the newest first, and one of them to read. The address keeps what is looked for and read. */
export function MailboxPage() {
  const { mailbox, loadFailed, loadFailedHelp } = useLabWords()
  const say = useSay()
  const { answer: mails, failed, again } = useAsked<readonly ReceivedMail[]>('/messages', POLL_MILLISECONDS)
  const [filter, setFilter] = useState(() => new URLSearchParams(location.search).get('to') ?? '')
  const [asking, setAsking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const openId = useOpenMail()
  const wanted = filter.trim().toLowerCase()
  const shown = mails?.filter(({ to, subject }) => `${to}\n${subject}`.toLowerCase().includes(wanted)) ?? []
  const open = mails?.find(({ id }) => id === openId) ?? null

  function lookFor(text: string) {
    setFilter(text)
    const url = new URL(location.href)
    if (text) url.searchParams.set('to', text)
    else url.searchParams.delete('to')
    history.replaceState(null, '', url)
  }

  async function deleteAll() {
    setDeleting(true)
    try {
      await remove('/messages')
      say(mailbox.deleted)
      location.hash = ''
    } finally {
      setDeleting(false)
      setAsking(false)
      again()
    }
  }

  return (
    <LabFrame name="mailbox" wide>
      {failed && mails !== null ? (
        <p class="note caution" role="status">
          {mailbox.lost}
        </p>
      ) : null}
      {mails === null ? (
        failed ? (
          <ErrorState title={loadFailed} onRetry={again}>
            {loadFailedHelp}
          </ErrorState>
        ) : (
          <Skeleton lines={5} />
        )
      ) : (
        <div class={open ? 'mailbox reading' : 'mailbox'}>
          <section class="inbox" aria-label={mailbox.inbox}>
            <div class="field">
              <label for="filter">{mailbox.filter}</label>
              <div class="entry">
                <input
                  id="filter"
                  type="search"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  value={filter}
                  onInput={({ currentTarget }) => lookFor(currentTarget.value)}
                />
              </div>
            </div>
            <div class="inbox-head">
              <p class="quiet" role="status">
                {mailbox.count(shown.length, mails.length)}
              </p>
              <Button kind="plain" small disabled={mails.length === 0} onClick={() => setAsking(true)}>
                {mailbox.deleteAll}
              </Button>
            </div>
            {mails.length === 0 ? (
              <EmptyState title={mailbox.empty}>{mailbox.emptyHelp}</EmptyState>
            ) : shown.length === 0 ? (
              <p class="quiet">{mailbox.noMatch}</p>
            ) : (
              <MailList mails={shown} openId={openId} />
            )}
          </section>
          {open ? (
            <MailView key={open.id} mail={open} />
          ) : mails.length > 0 ? (
            <p class="quiet choose">{mailbox.choose}</p>
          ) : null}
        </div>
      )}
      <ConfirmDialog
        open={asking}
        title={mailbox.deleteTitle}
        confirmLabel={mailbox.deleteAll}
        danger
        busy={deleting}
        onConfirm={() => void deleteAll()}
        onClose={() => setAsking(false)}
      >
        <p>{mailbox.deleteText}</p>
      </ConfirmDialog>
    </LabFrame>
  )
}

interface MailListProps {
  readonly mails: readonly ReceivedMail[]
  readonly openId: string | null
}

function MailList({ mails, openId }: MailListProps) {
  const { locale } = useWords()
  const { mailbox } = useLabWords()
  const list = useRef<HTMLUListElement>(null)
  return (
    <ul class="mails" ref={list} aria-label={mailbox.inbox}>
      {mails.map(({ id, subject, to, receivedAt }) => (
        <li key={id}>
          <a href={`#/${id}`} aria-current={id === openId ? 'true' : undefined}>
            <span class="mail-subject">{subject || mailbox.noSubject}</span>
            <span class="quiet">{to}</span>
            <time class="quiet" dateTime={receivedAt}>
              {inJapan(Date.parse(receivedAt), locale)}
            </time>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The mail that the address names. */
function useOpenMail(): string | null {
  const [id, setId] = useState(idInAddress)
  useEffect(() => {
    const follow = () => setId(idInAddress())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return id
}

function idInAddress(): string | null {
  return /^#\/(\d+)$/.exec(location.hash)?.[1] ?? null
}
