import type { AccountsProblem } from '@ecforce-accounts/client'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useWords, type Words } from '../words-context.ts'
import type { Attempt } from './attempt.ts'
import { useNow } from './now.ts'
import type { Retry } from './retry.ts'
import { SupportCode } from './support-code.tsx'

export interface ProblemNoteProps {
  readonly attempt: Pick<Attempt<string>, 'problem' | 'failures' | 'doing' | 'retrying' | 'retry'>
  /** What is said beside the field already; the support code is still said here. */
  readonly saidBesideField?: boolean
  readonly help?: ComponentChildren
  /** Whether nothing was typed yet that could be lost. */
  readonly loading?: boolean
}

/** What became of a request: what happened, what to do, the support code, and the way to try again. */
export function ProblemNote({ attempt, saidBesideField = false, help = null, loading = false }: ProblemNoteProps) {
  const { say } = useWords()
  const { problem, failures, doing, retrying, retry } = attempt
  if (!problem) return null

  const supportCode = problem.problem?.supportCode
  const helped = help ?? (problem.code === 'throttled' ? <p class="quiet">{say('throttled.help')}</p> : null)
  if (saidBesideField && !helped && !supportCode) return null
  return (
    <div class={saidBesideField ? 'note' : 'note wrong'}>
      {saidBesideField ? null : <ProblemText key={failures} problem={problem} retrying={retrying} loading={loading} />}
      {helped}
      {supportCode ? <SupportCode code={supportCode} /> : null}
      {canRetry(problem) ? (
        <button type="button" class="second" aria-disabled={doing !== null} onClick={retry}>
          {doing === null ? say('retry') : say('working')}
        </button>
      ) : null}
    </div>
  )
}

interface ProblemTextProps {
  readonly problem: AccountsProblem
  readonly retrying: Retry | null
  readonly loading: boolean
}

/** Counts down where something happens by itself; heard at first and when the wait is over, not every second. */
function ProblemText({ problem, retrying, loading }: ProblemTextProps) {
  const words = useWords()
  const instant = retrying && 'instant' in retrying ? retrying.instant : null
  const now = useNow(instant !== null)
  const seconds = instant === null ? 0 : Math.max(0, Math.ceil((instant - now) / 1000))
  const [first] = useState(seconds)
  const isOver = retrying?.how === 'not-before' && seconds === 0
  return (
    <p role={seconds === first || isOver ? 'alert' : undefined}>{textOf(problem, retrying, seconds, words, loading)}</p>
  )
}

/** Whether the wait that a throttle asks for is still going on. */
export function useClosed({ retrying }: Pick<Attempt<string>, 'retrying'>): boolean {
  const instant = retrying?.how === 'not-before' ? retrying.instant : null
  const now = useNow(instant !== null)
  return instant !== null && now < instant
}

function canRetry({ code }: AccountsProblem): boolean {
  return code === 'offline' || code === 'unavailable' || code === 'internal' || code === 'overloaded'
}

function textOf(
  { code, problem }: AccountsProblem,
  retrying: Retry | null,
  seconds: number,
  { say, locale }: Words,
  loading: boolean,
): string {
  const soon = retrying?.how === 'at'
  switch (code) {
    case 'throttled':
      if (soon) return say('throttled.soon', { seconds })
      if (seconds === 0) return say('throttled.over')
      return say('throttled', { wait: waitOf(seconds, say) })
    case 'overloaded':
      return soon ? say('overloaded', { seconds }) : say('overloaded.still')
    case 'offline':
    case 'unavailable':
      if (retrying?.how === 'when-online') return loading ? say('offline.loading') : say('offline')
      if (soon) return loading ? say('unreachable.loading', { seconds }) : say('unreachable', { seconds })
      return loading ? say('unreachable.still.loading') : say('unreachable.still')
    case 'internal':
      return loading ? say('failed.loading') : say('failed')
    default:
      return problem?.messages[locale] ?? say('failed')
  }
}

function waitOf(seconds: number, say: Words['say']): string {
  const minutes = Math.floor(seconds / 60)
  const rest = { seconds: seconds % 60 }
  return minutes === 0 ? say('time.wait.seconds', rest) : say('time.wait', { minutes, ...rest })
}
