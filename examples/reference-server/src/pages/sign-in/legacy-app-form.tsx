import type { LegacyAppStep } from '@ecforce-accounts/client'
import { useAttempt } from '../ui/attempt.ts'
import { SupportLink } from '../ui/ways-to-help.tsx'
import { useWords } from '../words-context.ts'
import { AddressLine } from './address-line.tsx'
import { CodeEntry } from './code-entry.tsx'
import { appCodeError } from './code-error.ts'
import type { Journey } from './journey.ts'
import { StartAgain } from './start-again.tsx'

/** A code of the app that the shop's own system knew: asked once, at the first sign-in. */
export function LegacyAppForm({ journey, step }: { readonly journey: Journey; readonly step: LegacyAppStep }) {
  const { say } = useWords()
  const attempt = useAttempt<'code' | 'again'>()
  return (
    <>
      <AddressLine journey={journey} email={step.email} />
      <CodeEntry
        of="digits"
        attempt={attempt}
        busy={attempt.doing === 'code'}
        refusal={attempt.failed === 'code' ? appCodeError(attempt.problem, step.attemptsLeft, say) : null}
        onCode={(code) => attempt.run('code', () => journey.legacyApp(code))}
      >
        <p>{say('legacyApp.lead')}</p>
      </CodeEntry>
      <p class="quiet">
        {say('legacyApp.lost')} <SupportLink />
      </p>
      <StartAgain busy={attempt.doing === 'again'} onStartAgain={() => attempt.run('again', journey.startAgain)} />
    </>
  )
}
