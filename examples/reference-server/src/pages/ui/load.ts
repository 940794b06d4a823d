import type { AccountsProblem } from '@ecforce-accounts/client'
import { useEffect, useState } from 'preact/hooks'
import { problemOf } from '../accounts.ts'
import type { Attempt } from './attempt.ts'
import { useRetry } from './retry.ts'

/** What a page shows, once it is there. */
export interface Load<Value> {
  /** `null` until it is there for the first time. */
  readonly value: Value | null
  /** What came of it instead, for a `ProblemNote`. */
  readonly attempt: Pick<Attempt<string>, 'problem' | 'failures' | 'doing' | 'retrying' | 'retry'>
}

interface Outcome<Value> {
  readonly value: Value | null
  readonly problem: AccountsProblem | null
  /** How many times in a row it has failed. */
  readonly failures: number
  readonly busy: boolean
}

/** Loads when the page opens, when it comes back from the browser's history alive, and again where it failed. */
export function useLoad<Value>(load: (signal: AbortSignal) => Promise<Value>): Load<Value> {
  const [outcome, setOutcome] = useState<Outcome<Value>>({ value: null, problem: null, failures: 0, busy: true })
  const [loads, setLoads] = useState(0)
  const retry = () => setLoads((count) => count + 1)

  useEffect(() => {
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) retry()
    }
    addEventListener('pageshow', comeBack)
    return () => removeEventListener('pageshow', comeBack)
  }, [])

  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    setOutcome((before) => ({ ...before, busy: true }))
    load(signal).then(
      (value) => {
        if (!signal.aborted) setOutcome({ value, problem: null, failures: 0, busy: false })
      },
      (error: unknown) => {
        if (signal.aborted) return
        const problem = problemOf(error)
        setOutcome(({ failures }) => ({ value: null, problem, failures: failures + 1, busy: false }))
      },
    )
    return () => controller.abort()
  }, [loads])

  const { value, problem, failures, busy } = outcome
  const retrying = useRetry(problem, failures, retry)
  return { value, attempt: { problem, failures, doing: busy ? 'load' : null, retrying, retry } }
}
