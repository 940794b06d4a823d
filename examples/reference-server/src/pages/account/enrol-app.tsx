import type { ShownAppAnswer } from '@ecforce-accounts/client'
import type { FactorsAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useState } from 'preact/hooks'
import { AppToEnrol } from '../sign-in/app-to-enrol.tsx'
import { CodeEntry } from '../sign-in/code-entry.tsx'
import { timeInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { RadioGroup } from '../ui/choices.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { accountWords } from '../words/account.ts'
import { partWords } from '../words/parts.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { useAppCodeRefusal } from './app-code-refusal.ts'
import { account } from './own-account.ts'

export interface EnrolAppProps {
  readonly app: ShownAppAnswer
  /** Whether it takes the place of another. */
  readonly replaces: boolean
  /** Whether it is for the member to say if codes by mail stay. */
  readonly asksAboutMail: boolean
  /** Another QR code in place of this one. */
  readonly onRenew: () => Promise<void>
  readonly onDone: (factors: FactorsAnswer) => void
  readonly onLeave: () => void
}

/** An authenticator app to be enrolled, on a screen of its own. */
export function EnrolApp({ app, replaces, asksAboutMail, onRenew, onDone, onLeave }: EnrolAppProps) {
  const words = useWords()
  const say = useWordsOf(accountWords)
  const sayPart = useWordsOf(partWords)
  const act = useAct()
  const attempt = useAttempt<'code' | 'renew'>()
  const [keepMail, setKeepMail] = useState<'yes' | 'no'>('yes')
  const over = useOver(app)
  const refusal = useAppCodeRefusal(attempt.problem)
  const unknown = attempt.failed === 'code' && attempt.problem?.problem?.reason === 'not_begun'

  const confirm = (code: string) =>
    attempt.run('code', async () => {
      const keep = asksAboutMail ? keepMail === 'yes' : undefined
      onDone(await act((options) => account.factors.confirmApp(code, keep, options)))
    })

  return (
    <Card title={words.say('app.enrol.title')}>
      {over || unknown ? (
        <>
          <Note tone="caution">{say('profile.app.scanAgain')}</Note>
          {attempt.failed === 'renew' ? <ProblemNote attempt={attempt} loading /> : null}
          <Button kind="primary" busy={attempt.doing === 'renew'} onClick={() => attempt.run('renew', onRenew)}>
            {say('profile.app.newQr')}
          </Button>
        </>
      ) : (
        <>
          {replaces ? <p class="quiet">{say('profile.app.replaceWarning')}</p> : null}
          <p>{words.say('app.enrol.scan')}</p>
          <AppToEnrol app={app} key={app.secret} />
          <CodeEntry
            of="digits"
            attempt={attempt}
            busy={attempt.doing === 'code'}
            help={words.say('app.enrol.validity', { time: timeInJapan(Date.parse(app.validUntil), words) })}
            refusal={attempt.failed === 'code' ? refusal : null}
            onCode={confirm}
            after={
              asksAboutMail ? (
                <RadioGroup
                  id="keep-mail"
                  label={words.say('app.enrol.keepMail')}
                  options={[
                    { value: 'yes', label: words.say('yes') },
                    { value: 'no', label: words.say('no') },
                  ]}
                  value={keepMail}
                  onChoose={setKeepMail}
                />
              ) : null
            }
          />
        </>
      )}
      <Button kind="plain" onClick={onLeave}>
        {sayPart('parts.cancel')}
      </Button>
    </Card>
  )
}

/** Whether the time of this app is over. */
function useOver(app: ShownAppAnswer): boolean {
  const [over, setOver] = useState<string | null>(null)
  useEffect(() => {
    // This machine's clock may be wrong: what is waited for is a span of the server's.
    const timer = setTimeout(() => setOver(app.secret), Math.max(0, Date.parse(app.validUntil) - Date.parse(app.now)))
    return () => clearTimeout(timer)
  }, [app])
  return over === app.secret
}
