import { ConfigurationError } from '@ecforce-accounts/core/gate'

/** What a path of a shop's back end leads to. */
export type PathKind =
  /** One of the shop's own ways of signing in. */
  | 'sign-in'
  /** A page that only a member sees. */
  | 'protected'
  /** For programs, which bring credentials of their own. */
  | 'api'
  /** None of the gate's affairs. */
  | 'open'

/** Whether it is closed to everybody while nobody knows where the switch stands. */
export function isGuarded(kind: PathKind): boolean {
  return kind === 'sign-in' || kind === 'protected'
}

/** Where a shop's paths lie: each covers itself and all below it, and of two that cover a path the longer counts. */
export interface GatePaths {
  readonly signIn: readonly string[]
  readonly protect: readonly string[]
  readonly api: readonly string[]
}

/**
 * Tells what a request's target leads to.
 *
 * Servers differ in how they read a path: in escapes, dots, slashes, parameters, letters. One that can be read in more
 * than one way is read in all of them, and unless all agree, it is protected. All cover every spelling in capitals, as
 * Express does; `sign-in` and `protected` also every format (`/admin.json`). Throws `ConfigurationError` for a path that is
 * not written plainly itself.
 */
export function pathClassifier({ signIn, protect, api }: GatePaths): (target: string) => PathKind {
  const signInPrefixes = plain('signInPaths', signIn).map(inAnyCase)
  const protectPrefixes = plain('protect', protect).map(inAnyCase)
  const apiPrefixes = plain('api', api).map(inAnyCase)

  return (target) => {
    const path = untilQuery(target)
    if (isPlain(path) || isLongText(path)) return kindOf(path)
    const readings = readingsOf(path)
    if (readings === null) return 'protected'
    const kinds = new Set<PathKind>()
    for (const reading of readings) kinds.add(kindOf(reading))
    if (kinds.has('sign-in')) return 'sign-in'
    const [only = 'protected', other] = kinds
    return other === undefined ? only : 'protected'
  }

  function kindOf(path: string): PathKind {
    const lower = inAnyCase(path)
    if (longest(signInPrefixes, (prefix) => covers(prefix, lower) || lower.startsWith(`${prefix}.`)) >= 0) {
      return 'sign-in'
    }
    const guarded = longest(protectPrefixes, (prefix) => covers(prefix, lower) || lower.startsWith(`${prefix}.`))
    const open = longest(apiPrefixes, (prefix) => covers(prefix, lower))
    if (open > guarded) return 'api'
    return guarded >= 0 ? 'protected' : 'open'
  }
}

const inAnyCase = (path: string) => path.toLowerCase()

function plain(setting: string, paths: readonly string[]): readonly string[] {
  for (const path of paths) {
    if (!isPlain(path)) throw new ConfigurationError(setting, `${JSON.stringify(path)} is no path such as /admin`)
  }
  return paths.map((path) => (path.length > 1 ? path.replace(/\/$/, '') : path))
}

function covers(prefix: string, path: string): boolean {
  if (prefix === '/') return true
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')
}

/** The length of the longest prefix that covers; -1 for none. */
function longest(prefixes: readonly string[], covering: (prefix: string) => boolean): number {
  let length = -1
  for (const prefix of prefixes) if (prefix.length > length && covering(prefix)) length = prefix.length
  return length
}

function untilQuery(target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** Whether every server reads the path alike: no escape, no parameter, no empty segment, none that ends in a dot. */
function isPlain(path: string): boolean {
  return path === '/' || /^(?:\/[\w~!$&'()*+,=:@.-]*[\w~!$&'()*+,=:@-])+\/?$/.test(path)
}

/** Nobody types a path beyond this, or one with so many readings. */
const LONGEST_ODD_PATH = 1_024
const MOST_READINGS = 256
/** So often some chain of proxy, server and framework may undo escapes. */
const MOST_ESCAPES = 3

/**
 * A long one with text in it, such as what somebody has searched for in Japanese: whoever undoes its escapes finds letters
 * alone, no two bytes for one of ASCII and none of the wide forms that some take for it.
 */
function isLongText(path: string): boolean {
  return (
    path.length > LONGEST_ODD_PATH &&
    !/%(?:c[01]|ef%b[cd]|e2%80)/i.test(path) &&
    isPlain(path.replace(/%[89a-f][0-9a-f]/gi, 'x'))
  )
}

/** Every path that some server would take `path` for; `null` when there are too many to tell. */
function readingsOf(path: string): ReadonlySet<string> | null {
  if (path.length > LONGEST_ODD_PATH) return null
  let readings = new Set([path])
  let unescaped = path
  for (let times = 0; ; times++) {
    const next = unescapedOnce(unescaped)
    if (next === unescaped) break
    if (times === MOST_ESCAPES) return null
    readings.add(next)
    unescaped = next
  }
  for (const habit of habits) {
    readings = new Set([...readings].flatMap((reading) => [reading, habit(reading)]))
    if (readings.size > MOST_READINGS) return null
  }
  return new Set([...readings].map((reading) => (reading.startsWith('/') ? reading : `/${reading}`)))
}

/** Also the two forms that no standard knows: `%u002e`, and a letter in more bytes than it needs (`%c0%ae`). */
function unescapedOnce(text: string): string {
  return text
    .replace(/%u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/%c([01])%([89ab][0-9a-f])/gi, (_, high: string, low: string) =>
      String.fromCharCode(Number(high) * 64 + (Number.parseInt(low, 16) & 63)),
    )
    .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
}

/** What servers do to a path before they look where it leads, in the order that lets one lay bare the next. */
const habits: readonly ((path: string) => string)[] = [
  (path) => path.normalize('NFKC'),
  (path) => path.replaceAll('\\', '/'),
  // What stands before it is a host to some: `http://host/admin`, `//host/admin`.
  (path) => path.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, ''),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  (path) => path.replace(/[?#\u0000].*$/s, ''),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  (path) => path.replace(/[\u0000-\u0020\u007f\u00a0\u200b\ufeff]/g, ''),
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => path.replace(/\/{2,}/g, '/'),
  (path) => path.replace(/([^/. ])[. ]+(?=\/|$)/g, '$1'),
  withoutDots,
]

/** Without `.` and `..`, as RFC 3986 section 5.2.4 does it; an empty segment is a segment. */
function withoutDots(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  const joined = kept.join('/')
  return joined.startsWith('/') ? joined : `/${joined}`
}
