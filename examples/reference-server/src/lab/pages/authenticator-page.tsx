import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../pages/ui/button.tsx'
import { CopyButton } from '../../pages/ui/copy-button.tsx'
import { Disclosure } from '../../pages/ui/disclosure.tsx'
import { useNow } from '../../pages/ui/now.ts'
import { Panel } from '../../pages/ui/panel.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { TextField } from '../../pages/ui/text-field.tsx'
import { useSay } from '../../pages/ui/toasts.tsx'
import type { AuthenticatorEntry } from '../authenticator.ts'
import { Refused, remove, send, useAsked } from './ask.ts'
import { LabFrame } from './lab-frame.tsx'
import { type LabWords, useLabWords } from './lab-words.ts'
import './authenticator.css'

const POLL_MILLISECONDS = 2_000

interface Codes {
  /** ISO 8601, by the lab's clock. */
  readonly now: string
  readonly entries: readonly AuthenticatorEntry[]
}

/** The codes of every secret held, and the way to take in another. */
export function AuthenticatorPage() {
  const { authenticator, loadFailed, loadFailedHelp } = useLabWords()
  const { answer, failed, again } = useAsked<Codes>('/authenticator', POLL_MILLISECONDS)
  return (
    <LabFrame name="authenticator">
      <AddSecret onAdded={again} />
      <Panel title={authenticator.codes}>
        {answer ? (
          <CodeList codes={answer} onRemoved={again} />
        ) : failed ? (
          <ErrorState title={loadFailed} onRetry={again}>
            {loadFailedHelp}
          </ErrorState>
        ) : (
          <Skeleton lines={3} />
        )}
      </Panel>
    </LabFrame>
  )
}

function AddSecret({ onAdded }: { readonly onAdded: () => void }) {
  const { authenticator } = useLabWords()
  const say = useSay()
  const offer = useRef<HTMLInputElement>(null)
  const name = useRef<HTMLInputElement>(null)
  // A link to this page may bring the offer along: `/authenticator?uri=otpauth%3A%2F%2F…`.
  const [offered, setOffered] = useState(() => new URLSearchParams(location.search).get('uri') ?? '')
  const [error, setError] = useState<{ readonly field: 'offer' | 'label'; readonly text: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const isLink = /^\s*otpauth:/i.test(offered)

  async function add(event: SubmitEvent) {
    event.preventDefault()
    if (busy) return
    const label = name.current?.value.trim() ?? ''
    if (!isLink && offered.trim() !== '' && label === '') {
      setError({ field: 'label', text: authenticator.labelMissing })
      return name.current?.focus()
    }
    setBusy(true)
    try {
      const { label: added } = await send<AuthenticatorEntry>(
        '/authenticator',
        isLink ? { uri: offered } : { secret: offered, label: label || '-' },
      )
      setOffered('')
      setError(null)
      if (name.current) name.current.value = ''
      say(authenticator.added(added))
      onAdded()
    } catch (problem) {
      setError({ field: 'offer', text: refusalText(problem, authenticator) })
      offer.current?.focus()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel title={authenticator.add} lead={authenticator.addLead}>
      <form noValidate onSubmit={(event) => void add(event)}>
        <TextField
          id="offer"
          label={authenticator.offer}
          help={authenticator.offerHelp}
          error={error?.field === 'offer' ? error.text : null}
          input={offer}
          attributes={{
            value: offered,
            autocomplete: 'off',
            autocapitalize: 'none',
            spellcheck: false,
            onInput: ({ currentTarget }) => setOffered(currentTarget.value),
          }}
        />
        {isLink ? null : (
          <TextField
            id="label"
            label={authenticator.label}
            help={authenticator.labelHelp}
            error={error?.field === 'label' ? error.text : null}
            input={name}
            attributes={{ autocomplete: 'off' }}
          />
        )}
        <div class="actions">
          <Button kind="primary" type="submit" busy={busy}>
            {authenticator.add}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function refusalText(problem: unknown, words: LabWords['authenticator']): string {
  if (!(problem instanceof Refused)) return words.failed
  if (problem.code === 'not_time_based') return words.notTimeBased
  return words.unreadable
}

interface CodeListProps {
  readonly codes: Codes
  readonly onRemoved: () => void
}

function CodeList({ codes, onRemoved }: CodeListProps) {
  const { authenticator } = useLabWords()
  const receivedAt = useReceived(codes)
  const now = Date.parse(codes.now) + useNow(true) - receivedAt
  if (codes.entries.length === 0) return <EmptyState title={authenticator.empty}>{authenticator.emptyHelp}</EmptyState>
  return (
    <ul class="codes">
      {codes.entries.map((entry) => (
        <CodeLine key={entry.id} entry={entry} now={now} onRemoved={onRemoved} />
      ))}
    </ul>
  )
}

/** This machine's clock when an answer came: what passes on it since then passes on the lab's as well. */
function useReceived(codes: Codes): number {
  const [received, setReceived] = useState({ codes, at: Date.now() })
  useEffect(() => setReceived({ codes, at: Date.now() }), [codes])
  return received.codes === codes ? received.at : Date.now()
}

function CodeLine({ entry, now, onRemoved }: { entry: AuthenticatorEntry; now: number; onRemoved: () => void }) {
  const { authenticator } = useLabWords()
  const { id, label, issuer, code, nextCode, periodSeconds, secret } = entry
  // Between two answers the period may have turned over already.
  const turned = now >= Date.parse(entry.validUntil)
  const shown = turned ? nextCode : code
  const end = Date.parse(entry.validUntil) + (turned ? periodSeconds * 1000 : 0)
  const left = Math.min(periodSeconds, Math.max(0, Math.ceil((end - now) / 1000)))
  const name = issuer ? `${issuer} ${label}` : label

  return (
    <li class="code-line">
      <div class="code-name">
        {issuer ? <b>{issuer}</b> : null}
        <span>{label}</span>
      </div>
      <div class="code-now">
        <output class="code-digits" aria-label={authenticator.code(name)}>
          {shown.slice(0, shown.length / 2)}
          <wbr />
          <span class="code-half">{shown.slice(shown.length / 2)}</span>
        </output>
        <Countdown left={left} of={periodSeconds} />
        <CopyButton text={shown} what={authenticator.code(name)} />
      </div>
      <div class="code-more">
        <p class="quiet">
          {authenticator.left(left)}
          {turned ? null : ` · ${authenticator.next(nextCode)}`}
        </p>
        <Disclosure summary={authenticator.offer}>
          <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          <div>
            <Button
              kind="second"
              small
              aria-label={authenticator.removeOf(name)}
              onClick={() => void remove(`/authenticator/${id}`).finally(onRemoved)}
            >
              {authenticator.remove}
            </Button>
          </div>
        </Disclosure>
      </div>
    </li>
  )
}

function Countdown({ left, of }: { readonly left: number; readonly of: number }) {
  const round = 2 * Math.PI * 9
  return (
    <svg class={left <= 5 ? 'countdown soon' : 'countdown'} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="9" />
      <circle class="rest" cx="12" cy="12" r="9" stroke-dasharray={`${(round * left) / of} ${round}`} />
    </svg>
  )
}
