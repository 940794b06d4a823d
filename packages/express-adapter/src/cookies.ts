import type { Instant } from '@ecforce-accounts/core'

/** The cookies of an installation. On https they carry the `__Host-` prefix; on loopback's http they cannot. */
export interface AccountsCookies {
  readonly session: AccountsCookie
  /** The secret of the flow under way. */
  readonly flow: AccountsCookie
  /** By which an account knows a browser. */
  readonly device: AccountsCookie
  /** The session of an operator, which is no member's. */
  readonly operator: AccountsCookie
}

/** One cookie: never readable by scripts, and never sent along with a post from elsewhere. */
export interface AccountsCookie {
  readonly name: string

  /** The value in a `Cookie` header; `null` when it is not there, stands twice, or the header is beyond reason. */
  read(header: string | undefined): string | null

  /** The `Set-Cookie` that keeps `value` until `expiresAt`. */
  keep(value: string, expiresAt: Instant, now: Instant): string

  /** The `Set-Cookie` that takes it away. */
  readonly forget: string
}

/** The cookies that belong to an issuer. */
export function accountsCookies(issuer: string): AccountsCookies {
  const secure = new URL(issuer).protocol === 'https:'
  return {
    session: originCookie('sid', secure),
    flow: originCookie('tx', secure),
    device: originCookie('dev', secure),
    operator: originCookie('op', secure),
  }
}

const LONGEST_HEADER = 8_192

/** A cookie of one origin and of no other. `secure`: the origin is https. */
export function originCookie(shortName: string, secure: boolean): AccountsCookie {
  const name = secure ? `__Host-eca_${shortName}` : `eca_${shortName}`
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const opening = `${name}=`
  return {
    name,
    read: (header) => readOnce(header, opening),
    keep(value, expiresAt, now) {
      const seconds = Math.max(0, Math.floor((expiresAt - now) / 1000))
      return `${opening}${value}; Max-Age=${seconds}; Expires=${new Date(expiresAt).toUTCString()}; ${attributes}`
    },
    forget: `${opening}; Max-Age=0; Expires=${new Date(0).toUTCString()}; ${attributes}`,
  }
}

/** Of two values with one name nobody can say which is ours (RFC 6265 5.4 leaves their order to the browser). */
function readOnce(header: string | undefined, opening: string): string | null {
  if (header === undefined || header.length > LONGEST_HEADER) return null
  let found: string | null = null
  for (let at = header.indexOf(opening); at !== -1; at = header.indexOf(opening, at + opening.length)) {
    if (!beginsPair(header, at)) continue
    if (found !== null) return null
    const end = header.indexOf(';', at)
    found = header.slice(at + opening.length, end === -1 ? header.length : end).trim()
  }
  return found
}

function beginsPair(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && (header[before] === ' ' || header[before] === '\t')) before--
  return before < 0 || header[before] === ';'
}
