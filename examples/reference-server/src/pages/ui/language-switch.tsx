import type { Locale } from '../words/catalogue.ts'
import { useWords } from '../words-context.ts'

/** Shows the page in another language; what was typed stays. */
export function LanguageSwitch() {
  const { say, locale, choose } = useWords()
  const languages: readonly { readonly code: Locale; readonly name: string }[] = [
    { code: 'ja', name: say('language.ja') },
    { code: 'en', name: say('language.en') },
  ]
  return (
    <fieldset class="languages">
      <legend class="visually-hidden">{say('language.label')}</legend>
      {languages.map(({ code, name }) => (
        <button
          type="button"
          class="language"
          key={code}
          lang={code}
          aria-pressed={locale === code}
          onClick={() => choose(code)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}
