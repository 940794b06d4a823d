import type { AccountsProblem } from '@ecforce-accounts/client'
import { useEffect, useMemo } from 'preact/hooks'

/** What becomes of a request that failed, without anybody doing anything. */
export type Retry =
  /** Nothing: it is the person's to ask again. */
  | { readonly how: 'by-hand' }
  /** It is sent again at this instant of this machine's clock. */
  | { readonly how: 'at'; readonly instant: number }
  /** It is sent again when the network is back. */
  | { readonly how: 'when-online' }
  /** It would not be heard before this instant; then it is the person's to ask again. */
  | { readonly how: 'not-before'; readonly instant: number }

/** A server that does not answer is asked this often before the person has to. */
const TRIES_BY_ITSELF = 5
const RETRY_SECONDS = 5
/** A longer throttle is waited for by the person: what was typed may be regretted by then. */
const LONGEST_SILENT_WAIT_SECONDS = 30

/** `failures`: how many times in a row it has failed. Every verb may be sent again: the server takes a repetition for one. */
export function planRetry(problem: AccountsProblem, failures: number, online: boolean, now: number): Retry {
  const { code, retryAfterSeconds } = problem
  const after = (seconds: number) => now + seconds * 1000
  switch (code) {
    case 'throttled': {
      const seconds = retryAfterSeconds ?? 60
      const short = seconds <= LONGEST_SILENT_WAIT_SECONDS && failures <= TRIES_BY_ITSELF
      return { how: short ? 'at' : 'not-before', instant: after(seconds) }
    }
    case 'offline':
      if (!online) return { how: 'when-online' }
      break
    case 'overloaded':
    case 'unavailable':
      break
    default:
      return { how: 'by-hand' }
  }
  if (failures > TRIES_BY_ITSELF) return { how: 'by-hand' }
  return { how: 'at', instant: after(retryAfterSeconds ?? RETRY_SECONDS) }
}

/** Plans what becomes of `problem`, and does it. */
export function useRetry(problem: AccountsProblem | null, failures: number, again: () => void): Retry | null {
  const retry = useMemo(
    () => problem && planRetry(problem, failures, navigator.onLine, Date.now()),
    [problem, failures],
  )
  useEffect(() => {
    if (retry?.how === 'at') {
      const timer = setTimeout(again, Math.max(0, retry.instant - Date.now()))
      return () => clearTimeout(timer)
    }
    if (retry?.how !== 'when-online') return
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [retry])
  return retry
}
