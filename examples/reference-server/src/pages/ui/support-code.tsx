import { useWords } from '../words-context.ts'
import { SupportLink } from './ways-to-help.tsx'

/** What to read to the support desk on the phone; nothing that is typed anywhere. */
export function SupportCode({ code }: { readonly code: string }) {
  const { say } = useWords()
  return (
    <div class="support-code">
      <p>
        <span class="support-code-label">{say('supportCode.label')}</span> <strong translate={false}>{code}</strong>
      </p>
      <p class="quiet">
        {say('supportCode.help')} <SupportLink />
      </p>
    </div>
  )
}
