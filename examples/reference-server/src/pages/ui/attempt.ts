import type { AccountsProblem } from '@ecforce-accounts/client'
import { useRef, useState } from 'preact/hooks'
import { problemOf } from '../accounts.ts'
import { type Retry, useRetry } from './retry.ts'

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
  /** What becomes of the problem by itself; `null` when there is none. */
  readonly retrying: Retry | null
  /** Does it, unless something is under way. */
  run(name: Name, action: () => Promise<void>): void
  retry(): void
}

interface Outcome<Name> {
  readonly doing: Name | null
  readonly problem: AccountsProblem | null
  readonly failed: Name | null
  readonly failures: number
  /** The same problem this many times in a row. */
  readonly row: number
}

export function useAttempt<Name extends string>(): Attempt<Name> {
  const [outcome, setOutcome] = useState<Outcome<Name>>({
    doing: null,
    problem: null,
    failed: null,
    failures: 0,
    row: 0,
  })
  const busy = useRef(false)
  const last = useRef<(() => void) | null>(null)

  function run(name: Name, action: () => Promise<void>) {
    if (busy.current) return
    busy.current = true
    last.current = () => run(name, action)
    setOutcome((before) => ({ ...before, doing: name }))
    action()
      .then(() => settle(name, null))
      .catch((error: unknown) => settle(name, problemOf(error)))
  }

  function settle(name: Name, problem: AccountsProblem | null) {
    busy.current = false
    setOutcome((before) => ({
      doing: null,
      problem,
      failed: problem ? name : null,
      failures: before.failures + (problem ? 1 : 0),
      row: problem ? (problem.code === before.problem?.code ? before.row + 1 : 1) : 0,
    }))
  }

  const retry = () => last.current?.()
  const { doing, problem, failed, failures, row } = outcome
  const retrying = useRetry(problem, row, retry)
  return { doing, problem, failed, failures, retrying, run, retry }
}
