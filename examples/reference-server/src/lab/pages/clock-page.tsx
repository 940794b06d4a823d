import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../pages/ui/button.tsx'
import { DataTable } from '../../pages/ui/data-table.tsx'
import { useNow } from '../../pages/ui/now.ts'
import { Panel } from '../../pages/ui/panel.tsx'
import { ErrorState, Skeleton } from '../../pages/ui/states.tsx'
import { TextField } from '../../pages/ui/text-field.tsx'
import { useSay } from '../../pages/ui/toasts.tsx'
import { useWords } from '../../pages/words-context.ts'
import type { CastSheet, CastSheetShop } from '../cast-sheet.ts'
import { send, useAsked } from './ask.ts'
import { inJapan, localInJapan } from './japan-time.ts'
import { LabFrame } from './lab-frame.tsx'
import { useLabWords } from './lab-words.ts'
import { PhaseBadge } from './phase-badge.tsx'
import './clock.css'

interface ClockAnswer {
  /** ISO 8601. */
  readonly now: string
  readonly offsetSeconds: number
}

const HOUR_SECONDS = 3_600
const DAY_SECONDS = 86_400
const POLL_MILLISECONDS = 5_000

/** What time it is in the lab, and the ways to make it another. */
export function ClockPage() {
  const { clock, loadFailed, loadFailedHelp } = useLabWords()
  const { answer, failed, again } = useAsked<ClockAnswer>('/lab/clock', POLL_MILLISECONDS)
  const say = useSay()
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const wanted = useRef<HTMLInputElement>(null)

  async function move(to: { readonly advanceSeconds: number } | { readonly now: string }) {
    if (busy) return
    setBusy(true)
    try {
      await send('/lab/clock', to)
      setError(null)
      say(clock.moved)
    } catch {
      setError(clock.failed)
    } finally {
      setBusy(false)
      again()
    }
  }

  if (!answer)
    return (
      <LabFrame name="clock">
        {failed ? (
          <ErrorState title={loadFailed} onRetry={again}>
            {loadFailedHelp}
          </ErrorState>
        ) : (
          <Skeleton />
        )}
      </LabFrame>
    )

  return (
    <LabFrame name="clock">
      <Face answer={answer} />
      <Panel title={clock.advance}>
        <div class="actions">
          <Button kind="second" onClick={() => void move({ advanceSeconds: HOUR_SECONDS })}>
            {clock.hour}
          </Button>
          <Button kind="second" onClick={() => void move({ advanceSeconds: DAY_SECONDS })}>
            {clock.day}
          </Button>
          <Button kind="primary" onClick={() => void move({ advanceSeconds: 14 * DAY_SECONDS })}>
            {clock.fortnight}
          </Button>
        </div>
        <p class="quiet">{clock.note}</p>
      </Panel>
      <Panel title={clock.set}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            const text = wanted.current?.value
            if (text) void move({ now: `${text}:00+09:00` })
            else setError(clock.failed)
          }}
        >
          <TextField
            id="wanted"
            label={clock.setLabel}
            error={error}
            input={wanted}
            attributes={{ type: 'datetime-local', defaultValue: localInJapan(Date.parse(answer.now)) }}
          />
          <div class="actions">
            <Button kind="second" type="submit">
              {clock.setSubmit}
            </Button>
            <Button
              kind="plain"
              disabled={Math.abs(answer.offsetSeconds) < 1}
              onClick={() => void move({ now: new Date().toISOString() })}
            >
              {clock.reset}
            </Button>
          </div>
        </form>
        <p class="quiet">{clock.resetHelp}</p>
      </Panel>
      <Shops now={Date.parse(answer.now)} />
    </LabFrame>
  )
}

function Face({ answer }: { readonly answer: ClockAnswer }) {
  const { locale } = useWords()
  const { clock } = useLabWords()
  const [received, setReceived] = useState({ answer, at: Date.now() })
  useEffect(() => setReceived({ answer, at: Date.now() }), [answer])
  const now = Date.parse(received.answer.now) + Math.max(0, useNow(true) - received.at)

  const seconds = Math.round(Math.abs(answer.offsetSeconds))
  const [days, hours] = [Math.floor(seconds / DAY_SECONDS), Math.floor((seconds % DAY_SECONDS) / HOUR_SECONDS)]
  const way = answer.offsetSeconds > 0 ? clock.later : clock.earlier
  const distance = locale === 'ja' ? `${clock.days(days, hours)}${way}` : `${clock.days(days, hours)} ${way}`
  return (
    <section class="panel face" aria-label={clock.now}>
      <p class="quiet">{clock.now}</p>
      <p class="face-time">
        <time dateTime={new Date(now).toISOString()}>{inJapan(now, locale, { year: true })}</time>
      </p>
      <p class="quiet">{seconds < 1 ? clock.inStep : clock.ahead(distance)}</p>
    </section>
  )
}

/** Where each shop is in its switch, by the lab's clock. */
function Shops({ now }: { readonly now: number }) {
  const { locale } = useWords()
  const { clock, phase } = useLabWords()
  const { answer: cast } = useAsked<CastSheet>('/lab/cast', null)
  if (!cast || cast.shops.length === 0) return null
  const time = (instant: string | null) => (instant ? inJapan(Date.parse(instant), locale) : phase.none)
  return (
    <Panel title={clock.shops}>
      <DataTable<CastSheetShop>
        caption={clock.shops}
        rows={cast.shops}
        keyOf={({ id }) => id}
        empty={null}
        columns={[
          { id: 'name', label: clock.shop, cell: ({ name }) => name },
          { id: 'phase', label: clock.phase, cell: (shop) => <PhaseBadge shop={shop} now={now} /> },
          { id: 'announced', label: phase.announcedAt, cell: ({ announcedAt }) => time(announcedAt) },
          { id: 'enforced', label: phase.enforcedAt, cell: ({ enforcedAt }) => time(enforcedAt) },
        ]}
      />
    </Panel>
  )
}
