/** A text in both languages. */
export interface BannerText {
  readonly ja: string
  readonly en: string
}

/** What a shop's admin says of its switch, as the gate hands it over. */
export interface Banner {
  readonly phase: 'before' | 'coexistence' | 'enforced'
  readonly severity: 'info' | 'warning' | 'critical'
  readonly title: BannerText
  readonly body: BannerText
  /** Where to set up, or to look. */
  readonly actionUrl: string
  /** ISO 8601; `null` while the switch is paused. */
  readonly enforcedAt: string | null
  /** Whether whoever looks at it has set up; `null` when that is not known. */
  readonly mine: 'done' | 'not-done' | null
  /** Whether it may be put away. */
  readonly dismissible: boolean
}

/** A banner as it came from elsewhere; `null` stays `null`. Throws `TypeError` for what is none. */
export function readBanner(value: unknown): Banner | null {
  if (value === null || value === undefined) return null
  const banner = value as Partial<Record<keyof Banner, unknown>>
  const { phase, severity, title, body, actionUrl, enforcedAt = null, mine = null, dismissible } = banner
  const isRead =
    isOneOf(phase, ['before', 'coexistence', 'enforced']) &&
    isOneOf(severity, ['info', 'warning', 'critical']) &&
    isText(title) &&
    isText(body) &&
    typeof actionUrl === 'string' &&
    (enforcedAt === null || typeof enforcedAt === 'string') &&
    (mine === null || isOneOf(mine, ['done', 'not-done'])) &&
    typeof dismissible === 'boolean'
  if (!isRead) throw new TypeError('this is no banner of accounts')
  return value as Banner
}

/** The address of a link, where it is one of the web; `null` for whatever else a link could do. */
export function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, href } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}

function isOneOf(value: unknown, those: readonly string[]): boolean {
  return those.includes(value as string)
}

function isText(value: unknown): value is BannerText {
  const { ja, en } = (value ?? {}) as Partial<Record<'ja' | 'en', unknown>>
  return typeof ja === 'string' && typeof en === 'string'
}
