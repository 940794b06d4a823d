/** The languages every text exists in; Japanese comes first. */
export const locales = ['ja', 'en'] as const
export type Locale = (typeof locales)[number]

/** A text in every language. */
export type Bilingual = Readonly<Record<Locale, string>>

/** The first language of an `Accept-Language` value that we speak; Japanese when there is none (RFC 9110 12.5.4). */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  const ranked = (acceptLanguage ?? '')
    .slice(0, 256)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.toLowerCase().split(';')
      const q = parameters.map((p) => /^\s*q=([01](?:\.[0-9]{0,3})?)\s*$/.exec(p)?.[1]).find((v) => v !== undefined)
      return { language: tag.trim().split('-')[0], weight: q === undefined ? 1 : Number(q) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  for (const { language } of ranked) {
    const known = locales.find((locale) => locale === language)
    if (known) return known
  }
  return 'ja'
}
