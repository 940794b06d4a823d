import type { EnrolAppStep, ShownAppAnswer } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { timeInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { RadioGroup } from '../ui/choices.tsx'
import { useLoad } from '../ui/load.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import { AppToEnrol } from './app-to-enrol.tsx'
import { CodeEntry } from './code-entry.tsx'
import { appCodeError } from './code-error.ts'
import type { Journey } from './journey.ts'
import { StartAgain } from './start-again.tsx'

/** An authenticator app to be enrolled: shown for as long as the server keeps it, then another in its place. */
export function EnrolAppForm({ journey, step }: { readonly journey: Journey; readonly step: EnrolAppStep }) {
  const words = useWords()
  const { say } = words
  const attempt = useAttempt<'code' | 'again'>()
  const input = useRef<HTMLInputElement>(null)
  const [keepMail, setKeepMail] = useState<'yes' | 'no'>('yes')
  const { value: app, attempt: showing } = useLoad(journey.beginApp)
  const renewed = useRenewed(app, showing.retry)

  // The server no longer knows the one that is shown.
  const reason = attempt.failed === 'code' ? attempt.problem?.problem?.reason : undefined
  const gone = reason === 'expired' || reason === 'not_asked'
  useEffect(() => {
    if (gone) showing.retry()
  }, [gone, attempt.failures])
  useEffect(() => {
    if (renewed && input.current) input.current.value = ''
  }, [app])

  const refusal = gone ? say('app.enrol.gone') : appCodeError(attempt.problem, step.attemptsLeft, say)
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <p>{step.shopName ? say('app.enrol.why', { shop: step.shopName }) : say('app.enrol.why.formerApp')}</p>
      {app ? (
        <>
          <p>{say('app.enrol.scan')}</p>
          <div role="status">{renewed ? <p class="note caution">{say('app.enrol.renewed')}</p> : null}</div>
          <AppToEnrol app={app} key={app.secret} />
          <CodeEntry
            of="digits"
            attempt={attempt}
            busy={attempt.doing === 'code'}
            help={say('app.enrol.validity', { time: timeInJapan(Date.parse(app.validUntil), words) })}
            refusal={attempt.failed === 'code' ? refusal : null}
            input={input}
            onCode={(code) =>
              attempt.run('code', () => journey.confirmApp(code, step.asksAboutMail ? keepMail === 'yes' : undefined))
            }
            after={
              step.asksAboutMail ? (
                <RadioGroup
                  id="keep-mail"
                  label={say('app.enrol.keepMail')}
                  options={[
                    { value: 'yes', label: say('yes') },
                    { value: 'no', label: say('no') },
                  ]}
                  value={keepMail}
                  onChoose={setKeepMail}
                />
              ) : null
            }
          />
        </>
      ) : showing.problem ? (
        <ProblemNote loading attempt={showing} />
      ) : (
        <p class="busy" role="status">
          {say('loading')}
        </p>
      )}
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}

/** Asks for another app when the time of this one is over; whether that has happened. */
function useRenewed(app: ShownAppAnswer | null, renew: () => void): boolean {
  const [first, setFirst] = useState<string | null>(null)
  useEffect(() => {
    if (!app) return
    setFirst((before) => before ?? app.secret)
    // This machine's clock may be wrong: what is waited for is a span of the server's.
    const timer = setTimeout(renew, Math.max(0, Date.parse(app.validUntil) - Date.parse(app.now)))
    return () => clearTimeout(timer)
  }, [app])
  return app !== null && first !== null && app.secret !== first
}
