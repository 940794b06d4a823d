/**
 * The path on our own origin that `wanted` names, or `null` when it names anything else.
 *
 * Judged as a browser would read it: what is emitted is parsed once more, since `/.//evil.example` is a path of ours
 * whose normal form is not.
 */
export function ownPath(wanted: string | null | undefined, issuer: string): string | null {
  if (!wanted || wanted.length > 2048 || !wanted.startsWith('/')) return null
  const origin = new URL(issuer).origin
  const first = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null
  if (!first || first.origin !== origin) return null
  const emitted = first.pathname + first.search + first.hash
  const second = URL.canParse(emitted, origin) ? new URL(emitted, origin) : null
  return second?.origin === origin && second.href === first.href ? emitted : null
}
