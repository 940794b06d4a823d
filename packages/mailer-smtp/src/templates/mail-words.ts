import { isIP } from 'node:net'
import { ConfigurationError, type Instant, type Locale, readUserAgent } from '@ecforce-accounts/core'
import type { Fact } from './letter.ts'

/** What templates say alike: facts in words of the mail's language. */
export interface MailWords {
  readonly locale: Locale
  /** The name under which the product signs. */
  readonly product: string
  /** Stands between a name and what is told under it: `：` or `: `. */
  readonly colon: string
  /** The name of the support page. */
  readonly support: string
  /** The address bar of the pages on which codes may be entered. */
  readonly issuerHost: string
  readonly supportUrl: string | null

  /** A page of the product, by its path with whatever follows it; links of mails are made by this alone. */
  page(path: `/${string}`): string

  /** `11月22日(日)10:00(日本時間)` or `Sun 22 Nov, 10:00 JST`, as on the pages; the zone is Japan's wherever the server stands. */
  instant(at: Instant): string

  /** `10:00(日本時間)` or `10:00 JST`, of a day that the words around it name. */
  time(at: Instant): string

  /** `Chrome（Windows、IPアドレス203.0.113.7）` or `Chrome (Windows, IP address 203.0.113.7)`, unknowns named. */
  whence(attempt: Whence): string

  /** When, in which browser and from which address something was done, each under its name. */
  occurrence(attempt: Whence & { readonly at: Instant }): readonly Fact[]
}

/** Where something was done, as far as the request told. */
export interface Whence {
  /** As the browser calls itself; `null` when it does not. */
  readonly userAgent: string | null
  /** The client's address, or `null` when unknown. */
  readonly address: string | null
}

const terms = {
  ja: {
    colon: '：',
    support: 'お問い合わせ',
    when: '日時',
    with: 'ブラウザー',
    address: 'IPアドレス',
    unknown: '不明',
    browser: '不明なブラウザー',
    noAddress: 'IPアドレス不明',
    addressBefore: 'IPアドレス',
    between: '、',
    open: '（',
    close: '）',
  },
  en: {
    colon: ': ',
    support: 'Support',
    when: 'When',
    with: 'Browser',
    address: 'IP address',
    unknown: 'Unknown',
    browser: 'an unknown browser',
    noAddress: 'unknown IP address',
    addressBefore: 'IP address ',
    between: ', ',
    open: ' (',
    close: ')',
  },
} as const

/** The words of one language. */
export function mailWords(locale: Locale, issuer: string, supportUrl: string | null): MailWords {
  const say = terms[locale]
  const instant = locale === 'ja' ? instantInJapanese : instantInEnglish
  const known = (address: string | null) => (address !== null && isIP(address) !== 0 ? address : null)
  return {
    locale,
    product: 'ecforce accounts',
    colon: say.colon,
    support: say.support,
    issuerHost: new URL(issuer).host,
    supportUrl,
    page: (path) => issuer.replace(/\/$/, '') + path,
    instant,
    time: (at) => (locale === 'ja' ? `${clock.format(at)}(日本時間)` : `${clock.format(at)} JST`),
    whence({ userAgent, address }) {
      const { name, system } = readUserAgent(userAgent)
      const ip = known(address)
      const place = ip === null ? say.noAddress : `${say.addressBefore}${ip}`
      const details = [system, place].filter((detail) => detail !== null).join(say.between)
      return `${name ?? say.browser}${say.open}${details}${say.close}`
    },
    occurrence({ at, userAgent, address }) {
      const { name, system } = readUserAgent(userAgent)
      return [
        { name: say.when, value: instant(at) },
        { name: say.with, value: [name, system].filter((each) => each !== null).join(say.between) || say.unknown },
        { name: say.address, value: known(address) ?? say.unknown },
      ]
    },
  }
}

/** An absolute http(s) URL without credentials, as it stands in settings. */
export function checkedUrl(setting: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ConfigurationError(setting, 'must be an absolute http or https URL without credentials')
  }
  return text
}

const timeZone = 'Asia/Tokyo'
const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const calendar = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone, month: 'long', day: 'numeric', weekday: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short' }),
}

function instantInJapanese(at: Instant): string {
  return `${calendar.ja.format(at)}${clock.format(at)}(日本時間)`
}

function instantInEnglish(at: Instant): string {
  return `${calendar.en.format(at).replace(',', '')}, ${clock.format(at)} JST`
}
