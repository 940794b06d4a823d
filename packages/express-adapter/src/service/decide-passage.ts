import type { Phase } from '@ecforce-accounts/core/gate'
import { isGuarded, type PathKind } from './request-path.ts'

/** What a gate does with a request. */
export type Passage =
  /** Goes on to the shop, untouched. */
  | 'pass'
  /** Goes on once its legacy session has ended, which opens nothing there any more. */
  | 'pass-signed-out'
  /** Is led to the sign-in of accounts. */
  | 'to-sign-in'
  /** Is told, as a program, that it has to sign in there. */
  | 'refuse'
  /** Nobody knows where the switch stands: comes again later. */
  | 'block'

/** What a passage depends on. */
export interface PassageFacts {
  /** `null`: not known, since accounts has never been reached. */
  readonly phase: Phase | null
  readonly path: PathKind
  /** A page that a person looks at, or data for a program. */
  readonly wants: 'page' | 'data'
  /** The shop's own session behind the request: none, or one of a member whose legacy door is open or closed (R29). */
  readonly legacySession: 'none' | 'open' | 'closed'
  /** The session of accounts behind it; `over`: there was one; `unreachable`: nobody can say whether it stands (R31). */
  readonly accountsSession: 'none' | 'open' | 'over' | 'unreachable'
  readonly onUnavailable: OnUnavailable
}

/** What a gate that knows nothing does with what it guards: hold it back, or leave it to the legacy sign-in. */
export type OnUnavailable = 'block' | 'legacy'

/**
 * Whether a request passes. Pure, and the only place that decides it, embedded or beside a proxy.
 *
 * By legacy sessions alone, or none:
 *
 * | phase       | sign-in, protected                    | API                                       |
 * | ----------- | ------------------------------------- | ----------------------------------------- |
 * | before      | pass                                  | pass                                      |
 * | coexistence | pass, but not with a closed session   | pass, but not with a closed session       |
 * | enforced    | to accounts                           | pass, but not with any legacy session     |
 * | unknown     | as `onUnavailable` says               | pass; a legacy session as it says         |
 *
 * With an open session of accounts the admin passes in both of the latter, and the API in coexistence and after; a legacy
 * session beside it ends, since accounts has the say over whom it knows. The shop's own sign-in is shut from the cut on
 * whoever asks. A session of accounts of which nobody can say whether it stands blocks what it would open; one that is over
 * is renewed by accounts, also while a member without one would be shown the shop's own sign-in.
 *
 * What does not pass is led there when it wants a page, and refused when it wants data. Every other path passes; a session
 * that would not open the API ends there, since a shop may look at it on pages that nobody has named (R28).
 */
export function decidePassage(facts: PassageFacts): Passage {
  const { phase, path, wants, legacySession, accountsSession, onUnavailable } = facts
  if (phase === 'before' || (phase === null && path === 'open')) return 'pass'
  if (phase === null) {
    return onUnavailable === 'legacy' || (path === 'api' && legacySession === 'none') ? 'pass' : 'block'
  }
  if (accountsSession === 'unreachable' && path !== 'open') return 'block'
  const isOpen = accountsSession === 'open' && !(phase === 'enforced' && path === 'sign-in')
  if (isOpen) return legacySession === 'none' ? 'pass' : 'pass-signed-out'
  const isOver = accountsSession === 'over' && path === 'protected' && legacySession === 'none'
  if (!isOver && !isShut(phase, path, legacySession)) return 'pass'
  if (path === 'open') return 'pass-signed-out'
  return wants === 'page' ? 'to-sign-in' : 'refuse'
}

function isShut(
  phase: 'coexistence' | 'enforced',
  path: PathKind,
  legacySession: PassageFacts['legacySession'],
): boolean {
  if (legacySession === 'closed') return true
  return phase === 'enforced' && (isGuarded(path) || legacySession === 'open')
}

/** Whether the passage of such a request depends on its legacy session at all. */
export function asksForSession({
  phase,
  path,
  onUnavailable,
  anyClosed,
}: Pick<PassageFacts, 'phase' | 'path' | 'onUnavailable'> & {
  /** Whether any member's legacy door is closed. */
  readonly anyClosed: boolean
}): boolean {
  if (phase === 'before') return false
  if (phase === null) return path === 'api' && onUnavailable === 'block'
  return isGuarded(path) || phase === 'enforced' || anyClosed
}

/** The headers that tell a page from data; they come in lower case and, repeated, joined. */
export type WantingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Whether a person is going to look at the answer. Browsers say so (Fetch Metadata); of older ones and of programs it is
 * told by the method, by what they accept, and by the mark that libraries set on requests of scripts.
 */
export function wantedBy(method: string | undefined, headers: WantingHeaders): PassageFacts['wants'] {
  const mode = headers['sec-fetch-mode']
  if (mode !== undefined) return mode === 'navigate' ? 'page' : 'data'
  if (String(headers['x-requested-with']).toLowerCase() === 'xmlhttprequest') return 'data'
  const accept = String(headers.accept ?? '')
  if (accept.includes('text/html')) return 'page'
  return (method === 'GET' || method === 'HEAD') && !/\bjson\b/.test(accept) ? 'page' : 'data'
}
