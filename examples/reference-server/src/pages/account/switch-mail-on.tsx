import type { FactorsAnswer } from '@ecforce-accounts/client/account'
import { CodeEntry } from '../sign-in/code-entry.tsx'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { accountWords } from '../words/account.ts'
import { partWords } from '../words/parts.ts'
import { useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { useAppCodeRefusal } from './app-code-refusal.ts'
import { account } from './own-account.ts'

export interface SwitchMailOnProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onDone: (factors: FactorsAnswer) => void
}

/** Codes by mail beside the app, proven by a code of it. */
export function SwitchMailOn({ open, onClose, onDone }: SwitchMailOnProps) {
  const say = useWordsOf(accountWords)
  const sayPart = useWordsOf(partWords)
  return (
    <Dialog
      open={open}
      title={say('profile.setUp.of', { what: say('profile.mail') })}
      onClose={onClose}
      actions={
        <Button kind="second" onClick={onClose}>
          {sayPart('parts.cancel')}
        </Button>
      }
    >
      <Proof onDone={onDone} />
    </Dialog>
  )
}

function Proof({ onDone }: Pick<SwitchMailOnProps, 'onDone'>) {
  const say = useWordsOf(accountWords)
  const act = useAct()
  const attempt = useAttempt<'code'>()
  const refusal = useAppCodeRefusal(attempt.problem)
  return (
    <CodeEntry
      of="digits"
      attempt={attempt}
      busy={attempt.doing === 'code'}
      refusal={refusal}
      onCode={(code) =>
        attempt.run('code', async () => onDone(await act((options) => account.factors.switchMailOn(code, options))))
      }
      after={<p class="quiet">{say('profile.mail.warning')}</p>}
    >
      <p>{say('profile.mail.prove')}</p>
    </CodeEntry>
  )
}
