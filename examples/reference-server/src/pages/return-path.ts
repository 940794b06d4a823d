/**
 * The path on this origin that `wanted` names, or `null` when it names anything else.
 *
 * What is emitted is parsed once more: `/.//elsewhere.example` is a path of ours whose normal form is not.
 */
export function ownPath(wanted: string | null): string | null {
  if (!wanted?.startsWith('/') || wanted.length > 2048) return null
  const first = parse(wanted)
  if (first?.origin !== location.origin) return null
  const emitted = first.pathname + first.search + first.hash
  return parse(emitted)?.origin === location.origin ? emitted : null
}

function parse(address: string): URL | null {
  try {
    return new URL(address, location.origin)
  } catch {
    return null
  }
}

/** Where the sign-in of this tab goes on to; `null` when its address does not say. */
export function wantedReturn(): string | null {
  return ownPath(new URLSearchParams(location.search).get('returnTo'))
}

/** Where somebody signs in who wants to be asked for a code, although a robot at this place would not be. */
export const codeSignIn = '/sign-in?ask=code'

/** Whether this tab's sign-in is such a one. */
export function asksForCode(): boolean {
  return new URLSearchParams(location.search).get('ask') === 'code'
}

/** The address of the sign-in that comes back to `path`. */
export function signInAddress(path: string): string {
  return `/sign-in?returnTo=${encodeURIComponent(path).replaceAll('%2F', '/')}`
}
