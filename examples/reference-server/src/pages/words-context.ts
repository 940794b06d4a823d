import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { en, ja, type Words } from './words.ts'

export type Locale = 'ja' | 'en'

/** The first of the browser's languages that we speak; Japanese when there is none. */
export function browserLocale(): Locale {
  for (const tag of navigator.languages) {
    const language = tag.toLowerCase().split('-')[0]
    if (language === 'ja' || language === 'en') return language
  }
  return 'ja'
}

export function wordsOf(locale: Locale): Words {
  return locale === 'ja' ? ja : en
}

export const WordsContext = createContext<Words>(ja)

/** The words of the language that is shown. */
export function useWords(): Words {
  return useContext(WordsContext)
}
