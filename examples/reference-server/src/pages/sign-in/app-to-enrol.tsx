import type { ShownAppAnswer } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { CopyButton } from '../ui/copy-button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { useWords } from '../words-context.ts'

/** The same secret three times: to scan, to open on this phone, and to type. */
export function AppToEnrol({ app }: { readonly app: ShownAppAnswer }) {
  const { say } = useWords()
  const [unscannable, setUnscannable] = useState(false)
  return (
    <div class="app-to-enrol">
      {unscannable ? null : <QrCode text={app.uri} label={say('app.enrol.qr')} onFailed={() => setUnscannable(true)} />}
      <a class="second" href={app.uri}>
        {say('app.enrol.samePhone')}
      </a>
      <Disclosure summary={say('app.enrol.manual.title')} open={unscannable}>
        <p class="quiet">{say('app.enrol.manual')}</p>
        <p class="app-key">
          <code translate={false}>{app.secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={app.secret} what={say('app.enrol.key')} />
        </p>
      </Disclosure>
    </div>
  )
}
