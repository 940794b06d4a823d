import type { AccountsProblem } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import type { Words } from '../words.ts'
import { useWords } from '../words-context.ts'
import type { Attempt } from './attempt.ts'
import { useNow } from './now.ts'

export interface ProblemNoteProps {
  readonly attempt: Pick<Attempt<string>, 'problem' | 'failures' | 'doing' | 'retryAt' | 'retry'>
  /** What is said beside the field already; the support code is still said here. */
  readonly saidBesideField?: boolean
  readonly help?: string | null
  /** Whether nothing was typed yet that could be lost. */
  readonly loading?: boolean
}

/** What became of a request: what happened, what to do, the support code, and the way to try again. */
export function ProblemNote({ attempt, saidBesideField = false, help = null, loading = false }: ProblemNoteProps) {
  const words = useWords()
  const { problem, failures, doing, retryAt, retry } = attempt
  if (!problem) return null

  const supportCode = problem.problem?.supportCode
  const helped = help ?? (problem.code === 'throttled' ? words.problem.throttledHelp : null)
  if (saidBesideField && !helped && !supportCode) return null
  return (
    <div class={saidBesideField ? 'note' : 'note wrong'}>
      {saidBesideField ? null : retryAt === null ? (
        <p role="alert" key={failures}>
          {problemText(problem, words, loading)}
        </p>
      ) : (
        <RetryingSoon key={failures} retryAt={retryAt} />
      )}
      {helped ? <p class="quiet">{helped}</p> : null}
      {supportCode ? <p class="quiet">{words.supportCode(supportCode)}</p> : null}
      {canRetry(problem) ? (
        <button type="button" class="second" aria-disabled={doing !== null} onClick={retry}>
          {doing === null ? words.retry : words.working}
        </button>
      ) : null}
    </div>
  )
}

/** Counts down; heard once, not every second. */
function RetryingSoon({ retryAt }: { readonly retryAt: number }) {
  const { problem } = useWords()
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(true)) / 1000))
  const [first] = useState(seconds)
  return <p role={seconds === first ? 'alert' : 'none'}>{problem.overloaded(seconds)}</p>
}

function canRetry({ code }: AccountsProblem): boolean {
  return code === 'offline' || code === 'unavailable' || code === 'internal' || code === 'overloaded'
}

function problemText(problem: AccountsProblem, words: Words, loading: boolean): string {
  const { code, retryAfterSeconds } = problem
  switch (code) {
    case 'offline':
      return loading ? words.problem.offlineLoading : words.problem.offline
    case 'throttled':
      return words.problem.throttled(Math.max(1, Math.ceil((retryAfterSeconds ?? 60) / 60)))
    case 'overloaded':
      return words.problem.overloadedStill
    case 'unavailable':
    case 'internal':
      return loading ? words.problem.unavailableLoading : words.problem.unavailable
    default:
      return problem.problem?.messages[words.locale] ?? words.problem.unavailable
  }
}
