import type { Locale } from './words/catalogue.ts'

const stored = 'accounts.locale'

const suggestion = 'accounts:locale-suggested'
let suggested: Locale | null = null

/**
 * The language that was chosen here before, else that of the service one comes from, else the first of the browser's that
 * we speak, else Japanese.
 */
export function preferredLocale(): Locale {
  return chosenLocale() ?? suggested ?? browserLocale()
}

/** The language of the service one comes from, which goes before the browser's for as long as the document lives. */
export function suggestLocale(locale: Locale): void {
  suggested = locale
  dispatchEvent(new Event(suggestion))
}

/** The language that was chosen in this browser; `null` when nobody has, or when it keeps nothing. */
export function chosenLocale(): Locale | null {
  try {
    return localeOf(localStorage.getItem(stored) ?? '')
  } catch {
    // A browser that forbids storage asks for nothing to be remembered.
    return null
  }
}

export function rememberLocale(locale: Locale): void {
  try {
    localStorage.setItem(stored, locale)
  } catch {
    // The page goes on in the chosen language; the next visit begins with the browser's.
  }
}

/** Calls `follow` when the language changes elsewhere: in another tab, or in the browser's settings. */
export function watchLocale(follow: (locale: Locale) => void): () => void {
  const look = () => follow(preferredLocale())
  // When everything that was kept is dropped, as at the sign-out, what is shown stays.
  const hear = ({ key }: StorageEvent) => key === stored && look()
  addEventListener('languagechange', look)
  addEventListener(suggestion, look)
  addEventListener('storage', hear)
  return () => {
    removeEventListener('languagechange', look)
    removeEventListener(suggestion, look)
    removeEventListener('storage', hear)
  }
}

function browserLocale(): Locale {
  for (const tag of navigator.languages) {
    const locale = localeOf(tag.toLowerCase().split('-')[0] ?? '')
    if (locale) return locale
  }
  return 'ja'
}

function localeOf(text: string): Locale | null {
  return text === 'ja' || text === 'en' ? text : null
}
