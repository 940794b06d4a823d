const LONGEST_PATH = 2_048

/**
 * The path on `origin` that `wanted` names, an address or a path; `null` when it names anything else.
 *
 * What is emitted is parsed once more: `/.//elsewhere.example` is a path of ours whose normal form is not.
 */
export function ownPath(wanted: string | null | undefined, origin: string): string | null {
  if (!wanted || wanted.length > LONGEST_PATH) return null
  if (!wanted.startsWith('/') && !wanted.startsWith(`${origin}/`) && wanted !== origin) return null
  const first = parsed(wanted, origin)
  if (first?.origin !== origin || first.username !== '' || first.password !== '') return null
  const emitted = first.pathname + first.search + first.hash
  return parsed(emitted, origin)?.origin === origin && emitted.startsWith('/') ? emitted : null
}

function parsed(address: string, origin: string): URL | null {
  return URL.canParse(address, origin) ? new URL(address, origin) : null
}
