import { useState } from 'preact/hooks'
import { Facts } from '../../pages/ui/facts.tsx'
import { SelectField } from '../../pages/ui/select-field.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { Tabs } from '../../pages/ui/tabs.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { SampleMail } from '../sample-mails.ts'
import { useAsked } from './ask.ts'
import { Choice } from './choice.tsx'
import { LabFrame } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'
import { LinkedText, MailFrame } from './mail-view.tsx'
import './mailbox.css'

/** One of every mail there is, as a phone and a desktop show it. */
export function MailsPage() {
  const { locale } = useWords()
  const words = useLabWords()
  const { answer: samples, failed, again } = useAsked<readonly SampleMail[]>(`/mails/${locale}`, null)
  return (
    <LabFrame name="mails" wide>
      {samples === null ? (
        failed ? (
          <ErrorState title={words.loadFailed} onRetry={again}>
            {words.loadFailedHelp}
          </ErrorState>
        ) : (
          <Skeleton lines={4} />
        )
      ) : samples.length === 0 ? (
        <EmptyState title={words.mails.empty}>{words.mails.emptyHelp}</EmptyState>
      ) : (
        <Preview samples={samples} />
      )}
    </LabFrame>
  )
}

function Preview({ samples }: { readonly samples: readonly SampleMail[] }) {
  const { locale } = useWords()
  const { mails, mailbox } = useLabWords()
  const [name, setName] = useState(samples[0]?.name ?? '')
  const [width, setWidth] = useState<'phone' | 'desktop'>('desktop')
  const [scheme, setScheme] = useState<'light' | 'dark'>(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  )
  const [view, setView] = useState<'html' | 'text'>('html')
  const sample = samples.find((each) => each.name === name) ?? samples[0]
  if (!sample) return null
  return (
    <div class="panel">
      <div class="preview-tools">
        <SelectField
          id="kind"
          label={mails.kind}
          options={samples.map((each) => ({ value: each.name, label: `${each.subject} · ${each.name}` }))}
          value={sample.name}
          onChoose={setName}
        />
        <Choice
          label={mails.width}
          options={[
            { value: 'desktop', label: mails.desktop },
            { value: 'phone', label: mails.phone },
          ]}
          value={width}
          onChoose={setWidth}
        />
        <Choice
          label={mails.scheme}
          options={[
            { value: 'light', label: mails.light },
            { value: 'dark', label: mails.dark },
          ]}
          value={scheme}
          onChoose={setScheme}
        />
      </div>
      <Facts facts={[{ term: mails.subject, detail: sample.subject }]} />
      <Tabs
        label={mailbox.view}
        selected={view}
        onSelect={setView}
        tabs={[
          {
            id: 'html',
            label: mailbox.html,
            panel: () => (
              <div class={`preview-stage ${width}`}>
                <MailFrame
                  src={`/mails/${locale}/${encodeURIComponent(sample.name)}?scheme=${scheme}`}
                  title={mailbox.body}
                />
              </div>
            ),
          },
          {
            id: 'text',
            label: mailbox.text,
            panel: () => (
              <pre class="mail-text">
                <LinkedText text={sample.text} />
              </pre>
            ),
          },
        ]}
      />
    </div>
  )
}
