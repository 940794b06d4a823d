import type { EventsAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useLoad } from '../ui/load.ts'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { useDeviceName } from './device-words.ts'
import { useEventSentence } from './event-words.ts'
import { account } from './own-account.ts'

/** What happened to the account, the newest first. */
export function EventsSection({ changes }: { readonly changes: number }) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const sentenceOf = useEventSentence()
  const nameOf = useDeviceName()
  const act = useAct()
  const { value: first, attempt: loading } = useLoad((signal) =>
    patiently((options) => account.profile.events(null, options), signal),
  )
  const attempt = useAttempt<'more'>()
  const [older, setOlder] = useState<EventsAnswer | null>(null)
  useEffect(() => {
    if (changes > 0) loading.retry()
  }, [changes])
  // Of what comes anew, the pages that followed the former one are no more.
  useEffect(() => setOlder(null), [first])

  const next = (older ?? first)?.next ?? null
  const more = () =>
    attempt.run('more', async () => {
      const page = await act((options) => account.profile.events(next, options))
      setOlder((before) => ({ events: [...(before?.events ?? []), ...page.events], next: page.next }))
    })

  const events = [...(first?.events ?? []), ...(older?.events ?? [])]
  return (
    <Panel title={say('profile.events')} lead={say('profile.events.lead')}>
      {first ? (
        <DataTable
          caption={say('profile.events')}
          keyOf={({ id }) => id}
          rows={events}
          empty={<EmptyState title={say('profile.events.none')}>{say('profile.events.none.lead')}</EmptyState>}
          columns={[
            { id: 'what', label: say('profile.events.what'), cell: sentenceOf },
            {
              id: 'when',
              label: say('profile.events.when'),
              cell: ({ at }) => pastInJapan(Date.parse(at), words),
            },
            { id: 'device', label: say('profile.device'), cell: ({ browser }) => nameOf(browser) },
            {
              id: 'address',
              label: say('profile.place'),
              cell: ({ address }) => address ?? say('profile.place.unknown'),
            },
          ]}
        />
      ) : loading.problem ? null : (
        <Skeleton lines={6} />
      )}
      <ProblemNote attempt={loading} loading />
      <ProblemNote attempt={attempt} loading />
      {next ? (
        <div class="actions">
          <Button kind="second" busy={attempt.doing === 'more'} onClick={more}>
            {say('profile.events.more')}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}
