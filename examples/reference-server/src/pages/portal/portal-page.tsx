import type { AccountsProblem, AppsAnswer, SessionAnswer } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { accounts, patiently, problemOf } from '../accounts.ts'
import { signInAddress } from '../return-path.ts'
import { navigate } from '../router.ts'
import { Brand } from '../ui/brand.tsx'
import { Loading } from '../ui/loading.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words-context.ts'
import { AccountMenu } from './account-menu.tsx'
import { ServiceList } from './service-list.tsx'

type State =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly problem: AccountsProblem }
  | { readonly at: 'ready'; readonly session: SessionAnswer; readonly services: AppsAnswer['services'] }

/** The services a member can enter. Whoever is not signed in is sent to sign in, and back. */
export function PortalPage() {
  const words = useWords()
  const [state, setState] = useState<State>({ at: 'loading' })
  const [loads, setLoads] = useState(0)
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = `${words.portal.title} | ${words.product}`
  }, [words])

  useEffect(() => {
    const reload = (event: PageTransitionEvent) => {
      if (event.persisted) setLoads((count) => count + 1)
    }
    addEventListener('pageshow', reload)
    return () => removeEventListener('pageshow', reload)
  }, [])

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    setState({ at: 'loading' })
    load(signal).then(
      (loaded) => {
        if (signal.aborted) return
        if (loaded) setState({ at: 'ready', ...loaded })
        else navigate(signInAddress('/portal/apps'), { replace: true })
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ at: 'failed', problem: problemOf(error) })
      },
    )
    return () => controller.abort()
  }, [loads])

  const { at } = state
  useEffect(() => {
    if (at === 'ready') heading.current?.focus()
  }, [at])

  if (state.at === 'loading') return <Loading />
  return (
    <>
      <header class="top">
        <Brand />
        {state.at === 'ready' ? <AccountMenu account={state.session.account} /> : null}
      </header>
      <main class="portal">
        <h1 ref={heading} tabIndex={-1}>
          {words.portal.title}
        </h1>
        {state.at === 'failed' ? (
          <ProblemNote
            loading
            attempt={{
              problem: state.problem,
              failures: loads + 1,
              doing: null,
              retryAt: null,
              retry: () => setLoads(loads + 1),
            }}
          />
        ) : (
          <>
            <div role="status">
              {history.state?.notice === 'ready' ? <p class="note">{words.portal.ready}</p> : null}
            </div>
            <ServiceList services={state.services} />
          </>
        )}
      </main>
    </>
  )
}

/** Resolves to `null` when nobody is signed in. */
async function load(signal: AbortSignal) {
  const session = await patiently((options) => accounts.session.get(options), signal)
  if (!session) return null
  const { services } = await patiently((options) => accounts.apps.list(options), signal)
  return { session, services }
}
