import { createContext } from 'preact'
import { useContext, useMemo } from 'preact/hooks'
import { pageSettings } from './told-settings.ts'
import { type Catalogue, type Locale, type Say, sayFrom } from './words/catalogue.ts'
import { words } from './words/words.ts'

export interface Words {
  readonly locale: Locale
  /** The text of a key, in the language that is shown. */
  readonly say: Say<typeof words>
  /** Shows another language, now and at the next visit. */
  readonly choose: (locale: Locale) => void
}

export function wordsOf(locale: Locale, choose: (locale: Locale) => void): Words {
  return { locale, choose, say: sayFrom(words, locale, pageSettings.words) }
}

export const WordsContext = createContext<Words>(wordsOf('ja', () => {}))

/** The words of the language that is shown. */
export function useWords(): Words {
  return useContext(WordsContext)
}

/** The same for texts that a page brings along. */
export function useWordsOf<Texts extends Catalogue>(texts: Texts): Say<Texts> {
  const { locale } = useWords()
  return useMemo(() => sayFrom(texts, locale, pageSettings.words), [texts, locale])
}
