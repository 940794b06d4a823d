import type { Phase } from '@ecforce-accounts/core/gate'
import { isGuarded, type PathKind } from './request-path.ts'

/** What a gate does with a request. */
export type Passage =
  /** Goes on to the shop, untouched. */
  | 'pass'
  /** Goes on once its legacy session has ended: it is for everybody, and that session opens nothing any more. */
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
  readonly onUnavailable: OnUnavailable
}

/** What a gate that knows nothing does with what it guards: hold it back, or leave it to the legacy sign-in. */
export type OnUnavailable = 'block' | 'legacy'

/**
 * Whether a request passes. Pure, and the only place that decides it, embedded or beside a proxy.
 *
 * | phase       | sign-in, protected                    | API                                       |
 * | ----------- | ------------------------------------- | ----------------------------------------- |
 * | before      | pass                                  | pass                                      |
 * | coexistence | pass, but not with a closed session   | pass, but not with a closed session       |
 * | enforced    | to accounts                           | pass, but not with any legacy session     |
 * | unknown     | as `onUnavailable` says               | pass; a legacy session as it says         |
 *
 * What does not pass is led there when it wants a page, and refused when it wants data. Every other path passes; a session
 * that would not open the API ends there, since a shop may look at it on pages that nobody has named (R28).
 */
export function decidePassage({ phase, path, wants, legacySession, onUnavailable }: PassageFacts): Passage {
  if (phase === 'before' || (phase === null && path === 'open')) return 'pass'
  if (phase === null) {
    return onUnavailable === 'legacy' || (path === 'api' && legacySession === 'none') ? 'pass' : 'block'
  }
  if (!isShut(phase, path, legacySession)) return 'pass'
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
