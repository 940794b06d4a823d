import type { SessionAnswer } from '@ecforce-accounts/client'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { navigate } from '../router.ts'
import { signOut } from '../sign-out.ts'
import { useAttempt } from '../ui/attempt.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { HelpLink } from '../ui/ways-to-help.tsx'
import { useWords } from '../words-context.ts'

export interface AccountMenuProps {
  readonly account: Pick<SessionAnswer['account'], 'email' | 'name'>
  /** Whether its profile is open to whoever is signed in. Default: it is. */
  readonly hasProfile?: boolean
}

/** Who is signed in, and the way out. */
export function AccountMenu({ account, hasProfile = true }: AccountMenuProps) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  const attempt = useAttempt<'sign-out'>()
  const menu = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)

  // Before the next key: an effect after the paint would let an Escape that is quick go by unheard.
  useLayoutEffect(() => {
    if (!open) return
    const leave = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) setOpen(false)
    }
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      opener.current?.focus()
    }
    document.addEventListener('keydown', closeByKey)
    document.addEventListener('pointerdown', leave)
    document.addEventListener('focusin', leave)
    return () => {
      document.removeEventListener('keydown', closeByKey)
      document.removeEventListener('pointerdown', leave)
      document.removeEventListener('focusin', leave)
    }
  }, [open])

  async function leave() {
    await signOut()
    navigate('/sign-in', { replace: true, state: { notice: 'signed-out' } })
  }

  return (
    <div class="account" ref={menu}>
      <button
        type="button"
        class="opener"
        ref={opener}
        aria-expanded={open}
        aria-controls="account-menu"
        aria-label={say('portal.account', { email: account.email })}
        onClick={() => setOpen(!open)}
      >
        <span>{account.email}</span>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3.5 6l4.5 4.5L12.5 6" />
        </svg>
      </button>
      <div class="menu" id="account-menu" hidden={!open}>
        {account.name ? <p>{account.name}</p> : null}
        <p class="quiet">{account.email}</p>
        {hasProfile ? <a href="/portal/profile">{say('profile.title')}</a> : null}
        <HelpLink>{say('help.link')}</HelpLink>
        <ProblemNote attempt={attempt} loading />
        <button
          type="button"
          class="second"
          aria-disabled={attempt.doing !== null}
          onClick={() => attempt.run('sign-out', leave)}
        >
          {attempt.doing ? say('portal.signingOut') : say('portal.signOut')}
        </button>
      </div>
    </div>
  )
}
