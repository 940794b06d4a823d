import type { PasswordChangeRequest, ProfileAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useRef, useState } from 'preact/hooks'
import { NewPasswordEntry } from '../sign-in/new-password-entry.tsx'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { accountWords } from '../words/account.ts'
import { partWords } from '../words/parts.ts'
import { useWords, useWordsOf } from '../words-context.ts'
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
  const words = useWords()
  const act = useAct()
  const attempt = useAttempt<'password'>()
  const [state, setState] = useState<'closed' | 'open' | 'changed' | 'left'>('closed')
  const opener = useRef<HTMLButtonElement>(null)
  const present = useRef<HTMLInputElement>(null)
  const [missing, setMissing] = useState(0)

  // The field that had the focus is gone.
  useEffect(() => {
    if (state === 'changed' || state === 'left') opener.current?.focus()
  }, [state])

  function submit(password: string) {
    const currentPassword = present.current?.value ?? ''
    setMissing((count) => (currentPassword === '' ? count + 1 : 0))
    if (currentPassword !== '') attempt.run('password', () => change({ currentPassword, password }))
  }

  async function change(passwords: PasswordChangeRequest) {
    await act((options) => account.profile.changePassword(passwords, options))
    setState('changed')
    onChanged()
  }

  const wrong = attempt.problem?.code === 'credentials_rejected'
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
          onPassword={submit}
          first={{
            isWrong: wrong,
            field: (
              <PasswordField
                id="current-password"
                label={say('profile.password.present')}
                error={missing > 0 ? words.say('password.missing') : wrong ? say('profile.password.wrong') : null}
                errorCount={missing + (wrong ? attempt.failures : 0)}
                input={present}
                autocomplete="current-password"
              />
            ),
          }}
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
