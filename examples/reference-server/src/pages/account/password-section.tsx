import type { ProfileAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useRef, useState } from 'preact/hooks'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { accountWords } from '../words/account.ts'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { account } from './own-account.ts'

export interface PasswordSectionProps {
  readonly profile: ProfileAnswer
  readonly onChanged: () => void
}

/** Another password in place of the present one. */
export function PasswordSection({ profile, onChanged }: PasswordSectionProps) {
  const say = useWordsOf(accountWords)
  const sayPart = useWordsOf(partWords)
  const act = useAct()
  const attempt = useAttempt<'password'>()
  const [state, setState] = useState<'closed' | 'open' | 'changed' | 'left'>('closed')
  const opener = useRef<HTMLButtonElement>(null)

  // The field that had the focus is gone.
  useEffect(() => {
    if (state === 'changed' || state === 'left') opener.current?.focus()
  }, [state])

  async function change(password: string) {
    await act((options) => account.profile.changePassword(password, options))
    setState('changed')
    onChanged()
  }

  return (
    <Panel title={say('profile.password')} lead={say('profile.password.lead')}>
      <div role="status">{state === 'changed' ? <Note tone="good">{say('profile.password.changed')}</Note> : null}</div>
      {state === 'open' ? (
        <NewPasswordEntry
          email={profile.email}
          minimumLength={profile.minimumPasswordLength}
          attempt={attempt}
          busy={attempt.doing === 'password'}
          label={say('profile.password.submit')}
          onPassword={(password) => attempt.run('password', () => change(password))}
        >
          <Button kind="plain" onClick={() => setState('left')}>
            {sayPart('parts.cancel')}
          </Button>
        </NewPasswordEntry>
      ) : (
        <div class="actions">
          <button type="button" class="second" ref={opener} onClick={() => setState('open')}>
            {say('profile.password.change')}
          </button>
        </div>
      )}
    </Panel>
  )
}
