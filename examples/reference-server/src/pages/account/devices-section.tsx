import type { DevicesAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { pastInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { useLoad } from '../ui/load.ts'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { Skeleton } from '../ui/states.tsx'
import { useSay } from '../ui/toasts.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { useDeviceName } from './device-words.ts'
import { account } from './own-account.ts'

type Device = DevicesAnswer['sessions'][number]

export interface DevicesSectionProps {
  /** Counts what may have signed devices out. */
  readonly changes: number
  readonly onChanged: () => void
}

/** Where the account is signed in, and the way to sign out there. */
export function DevicesSection({ changes, onChanged }: DevicesSectionProps) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const nameOf = useDeviceName()
  const tell = useSay()
  const act = useAct()
  const { value, attempt: loading } = useLoad((signal) =>
    patiently((options) => account.sessions.list(options), signal),
  )
  const attempt = useAttempt<string>()
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (changes > 0) loading.retry()
  }, [changes])

  const date = (instant: string) => pastInJapan(Date.parse(instant), words)
  const end = (device: Device) =>
    attempt.run(device.id, async () => {
      await act((options) => account.sessions.end(device.id, options))
      tell(say('profile.ended', { device: nameOf(device.browser) }))
      onChanged()
    })
  const endOthers = () => {
    setAsking(false)
    attempt.run('others', async () => {
      await act((options) => account.sessions.endOthers(options))
      tell(say('profile.othersEnded'))
      onChanged()
    })
  }

  const devices = value?.sessions.toSorted((a, b) => Number(b.current) - Number(a.current)) ?? []
  return (
    <Panel title={say('profile.devices')}>
      {value ? (
        <DataTable
          caption={say('profile.devices')}
          keyOf={({ id }) => id}
          rows={devices}
          empty={null}
          columns={[
            {
              id: 'device',
              label: say('profile.device'),
              cell: ({ browser, current }) => (
                <>
                  {nameOf(browser)} {current ? <Badge tone="good">{say('profile.device.this')}</Badge> : null}
                </>
              ),
            },
            {
              id: 'address',
              label: say('profile.place'),
              cell: ({ address }) => address ?? say('profile.place.unknown'),
            },
            { id: 'since', label: say('profile.signedInAt'), cell: ({ signedInAt }) => date(signedInAt) },
            {
              id: 'seen',
              label: say('profile.lastSeen'),
              cell: ({ lastSeenAt, current }) => (current ? say('profile.now') : date(lastSeenAt)),
            },
            ...(devices.length > 1
              ? [
                  {
                    id: 'end',
                    label: say('profile.end'),
                    cell: (device: Device) =>
                      device.current ? null : (
                        <Button
                          kind="second"
                          small
                          busy={attempt.doing === device.id}
                          aria-label={say('profile.end.of', { device: nameOf(device.browser) })}
                          onClick={() => end(device)}
                        >
                          {say('profile.end')}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      ) : loading.problem ? null : (
        <Skeleton lines={4} />
      )}
      <ProblemNote attempt={loading} loading />
      <ProblemNote attempt={attempt} loading />
      {devices.length > 1 ? (
        <div class="actions">
          <Button kind="second" busy={attempt.doing === 'others'} onClick={() => setAsking(true)}>
            {say('profile.endOthers')}
          </Button>
        </div>
      ) : value ? (
        <p class="quiet">{say('profile.onlyThis')}</p>
      ) : null}
      <ConfirmDialog
        open={asking}
        title={say('profile.endOthers')}
        confirmLabel={say('profile.end')}
        onConfirm={endOthers}
        onClose={() => setAsking(false)}
      >
        <p>{say('profile.endOthers.ask')}</p>
      </ConfirmDialog>
    </Panel>
  )
}
