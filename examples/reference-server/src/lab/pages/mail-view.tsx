import { useEffect, useRef, useState } from 'preact/hooks'
import { Facts } from '../../pages/ui/facts.tsx'
import { type Tab, Tabs } from '../../pages/ui/tabs.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { ReceivedMail } from '../received-mail.ts'
import { inJapan } from './japan-time.ts'
import { useLabWords } from './lab-words.ts'

type View = 'html' | 'text' | 'headers'

/** One mail as its reader sees it; its HTML stays in a frame in which nothing runs. */
export function MailView({ mail }: { readonly mail: ReceivedMail }) {
  const { locale } = useWords()
  const { mailbox } = useLabWords()
  const [view, setView] = useState<View>(mail.html ? 'html' : mail.text ? 'text' : 'headers')
  const article = useRef<HTMLElement>(null)
  useEffect(() => {
    article.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [])

  const tabs: readonly Tab<View>[] = [
    {
      id: 'html',
      label: mailbox.html,
      disabled: mail.html === '',
      panel: () => <MailFrame src={`/messages/${mail.id}/html`} title={mailbox.body} />,
    },
    {
      id: 'text',
      label: mailbox.text,
      disabled: mail.text === '',
      panel: () => (
        <pre class="mail-text">
          <LinkedText text={mail.text} />
        </pre>
      ),
    },
    {
      id: 'headers',
      label: mailbox.headers,
      panel: () => (
        <Facts
          facts={Object.entries(mail.headers).map(([term, value]) => ({
            term,
            detail: <span class="header-value">{value}</span>,
          }))}
        />
      ),
    },
  ]
  return (
    <article class="panel mail" ref={article} tabIndex={-1} aria-labelledby="subject">
      <a class="back" href="#/">
        {mailbox.back}
      </a>
      <h2 id="subject">{mail.subject || mailbox.noSubject}</h2>
      <Facts
        facts={[
          { term: mailbox.from, detail: mail.headers.from ?? mail.from },
          { term: mailbox.to, detail: mail.to },
          {
            term: mailbox.received,
            detail: (
              <time dateTime={mail.receivedAt}>
                {inJapan(Date.parse(mail.receivedAt), locale)}
                {locale === 'ja' ? '（日本時間）' : ' JST'}
              </time>
            ),
          },
        ]}
      />
      <Tabs label={mailbox.view} tabs={tabs} selected={view} onSelect={setView} />
    </article>
  )
}

export interface MailFrameProps {
  readonly src: string
  readonly title: string
}

/** Somebody's HTML, which may open links beside it and nothing else. */
export function MailFrame({ src, title }: MailFrameProps) {
  return (
    <iframe
      class="mail-frame"
      src={src}
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
    />
  )
}

export function LinkedText({ text }: { readonly text: string }) {
  const parts = text.split(/(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)/)
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <a key={part} href={part} target="_blank" rel="noreferrer">
            {part}
          </a>
        ),
      )}
    </>
  )
}
