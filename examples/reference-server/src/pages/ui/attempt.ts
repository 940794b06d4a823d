import type { AccountsProblem } from '@ecforce-accounts/client'
import { useEffect, useRef, useState } from 'preact/hooks'
import { problemOf } from '../accounts.ts'

/** The requests of one form: one at a time, and the last one can be tried again. */
export interface Attempt<Name extends string> {
  /** What is under way. */
  readonly doing: Name | null
  /** What came of the last one; kept while it is tried again. */
  readonly problem: AccountsProblem | null
  /** What the problem is of. */
  readonly failed: Name | null
  /** How many have failed: tells a new problem from the same one still shown. */
  readonly failures: number
  /** When it is tried again by itself; `null` when that is the person's to ask. */
  readonly retryAt: number | null
  /** Does it, unless something is under way. */
  run(name: Name, action: () => Promise<void>): void
  retry(): void
}

interface Outcome<Name> {
  readonly doing: Name | null
  readonly problem: AccountsProblem | null
  readonly failed: Name | null
  readonly failures: number
  readonly retryAt: number | null
}

/** An overloaded server is asked again this often before the person has to. */
const RETRIES_BY_ITSELF = 5
const RETRY_SECONDS = 5

export function useAttempt<Name extends string>(): Attempt<Name> {
  const [outcome, setOutcome] = useState<Outcome<Name>>({
    doing: null,
    problem: null,
    failed: null,
    failures: 0,
    retryAt: null,
  })
  const busy = useRef(false)
  const last = useRef<(() => void) | null>(null)
  const overloads = useRef(0)

  function run(name: Name, action: () => Promise<void>) {
    if (busy.current) return
    busy.current = true
    last.current = () => run(name, action)
    setOutcome((before) => ({ ...before, doing: name, retryAt: null }))
    action()
      .then(() => settle(name, null))
      .catch((error: unknown) => settle(name, problemOf(error)))
  }

  function settle(name: Name, problem: AccountsProblem | null) {
    busy.current = false
    overloads.current = problem?.code === 'overloaded' ? overloads.current + 1 : 0
    const byItself = overloads.current > 0 && overloads.current <= RETRIES_BY_ITSELF
    const waitSeconds = problem?.retryAfterSeconds ?? RETRY_SECONDS
    setOutcome(({ failures }) => ({
      doing: null,
      problem,
      failed: problem ? name : null,
      failures: failures + (problem ? 1 : 0),
      retryAt: byItself ? Date.now() + waitSeconds * 1000 : null,
    }))
  }

  const { retryAt } = outcome
  useEffect(() => {
    if (retryAt === null) return
    const timer = setTimeout(() => last.current?.(), retryAt - Date.now())
    return () => clearTimeout(timer)
  }, [retryAt])

  return { ...outcome, run, retry: () => last.current?.() }
}
