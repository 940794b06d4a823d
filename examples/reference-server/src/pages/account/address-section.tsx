import type { AddressAnswer } from '@ecforce-accounts/client/account'
import { useEffect, useRef, useState } from 'preact/hooks'
import { patiently } from '../accounts.ts'
import { AddressEntry } from '../sign-in/address-entry.tsx'
import { dateInJapan } from '../times.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { useLoad } from '../ui/load.ts'
import { Note } from '../ui/note.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useSay } from '../ui/toasts.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { mailedLinkWords } from '../words/mailed-link.ts'
import { partWords } from '../words/parts.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { useAct } from './acting.tsx'
import { account } from './own-account.ts'

/** The address one signs in with: another one is asked for here, and confirmed from its own mailbox. */
export function AddressSection({ onChanged }: { readonly onChanged: () => void }) {
  const say = useWordsOf(mailedLinkWords)
  const { value, attempt } = useLoad(load)
  return (
    <Panel title={say('address.title')} lead={say('address.lead')}>
      {value ? <Address loaded={value} onChanged={onChanged} /> : <ProblemNote loading attempt={attempt} />}
    </Panel>
  )
}

function load(signal: AbortSignal): Promise<AddressAnswer> {
  return patiently((options) => account.profile.address(options), signal)
}

function Address({ loaded, onChanged }: { readonly loaded: AddressAnswer; readonly onChanged: () => void }) {
  const words = useWords()
  const say = useWordsOf(mailedLinkWords)
  const tell = useSay()
  const act = useAct()
  const withdrawal = useAttempt<'withdraw'>()
  const [{ email, pending }, setAddress] = useState(loaded)
  const [open, setOpen] = useState(false)
  const wasOpen = useRef(false)
  const opener = useRef<HTMLButtonElement>(null)

  // The field that had the focus is gone.
  useEffect(() => {
    if (wasOpen.current && !open) opener.current?.focus()
    wasOpen.current = open
  }, [open])

  async function ask(typed: string) {
    setAddress(await act((options) => account.profile.askAddress(typed, options)))
    setOpen(false)
    onChanged()
  }

  async function withdraw() {
    setAddress(await act((options) => account.profile.withdrawAddress(options)))
    tell(say('address.withdrawn'))
    opener.current?.focus()
    onChanged()
  }

  return (
    <>
      <Facts facts={[{ term: say('address.present'), detail: email }]} />
      <div role="status">
        {pending ? (
          <Note title={say('address.waiting.title')}>
            <p>
              <Whole sentence={say('address.waiting', { email: hole })} fact={pending.email} />
            </p>
            <p>{say('address.waiting.until', { time: dateInJapan(Date.parse(pending.validUntil), words) })}</p>
          </Note>
        ) : null}
      </div>
      {open ? (
        <NewAddress onAsk={ask} onLeave={() => setOpen(false)} />
      ) : (
        <div class="actions">
          <button type="button" class="second" ref={opener} onClick={() => setOpen(true)}>
            {pending ? say('address.another') : say('address.change')}
          </button>
          {pending ? (
            <Button kind="plain" busy={withdrawal.doing !== null} onClick={() => withdrawal.run('withdraw', withdraw)}>
              {say('address.withdraw')}
            </Button>
          ) : null}
          <ProblemNote attempt={withdrawal} />
        </div>
      )}
    </>
  )
}

interface NewAddressProps {
  readonly onAsk: (email: string) => Promise<void>
  readonly onLeave: () => void
}

function NewAddress({ onAsk, onLeave }: NewAddressProps) {
  const say = useWordsOf(mailedLinkWords)
  const sayPart = useWordsOf(partWords)
  const attempt = useAttempt<'ask'>()
  return (
    <AddressEntry
      page="/portal/profile"
      label={say('address.new')}
      autocomplete="email"
      attempt={attempt}
      submit={say('address.submit')}
      onAddress={(typed) => attempt.run('ask', () => onAsk(typed))}
    >
      <Button kind="plain" onClick={onLeave}>
        {sayPart('parts.cancel')}
      </Button>
    </AddressEntry>
  )
}
