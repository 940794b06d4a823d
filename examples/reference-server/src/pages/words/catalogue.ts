export type Locale = 'ja' | 'en'

/** One text in every language. `{name}` stands for what is put in; the names are the same in every language. */
export interface Text {
  readonly ja: string
  readonly en: string
}

export type Catalogue = Readonly<Record<string, Text>>

/** Texts of a host's own, in the place of ours. */
export type Replacements = Readonly<Record<string, { readonly [language in Locale]?: string | undefined }>>

type PlaceholderOf<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never

type FactsOf<Sentence extends string> = [PlaceholderOf<Sentence>] extends [never]
  ? []
  : [facts: Readonly<Record<PlaceholderOf<Sentence>, string | number>>]

/** The text of a key in the language that is shown, with its facts put in. */
export type Say<Texts extends Catalogue> = <Key extends keyof Texts & string>(
  key: Key,
  ...facts: FactsOf<Texts[Key]['ja']>
) => string

/** Says the texts of a catalogue in one language; `replacements` come first. */
export function sayFrom<Texts extends Catalogue>(texts: Texts, locale: Locale, replacements: Replacements): Say<Texts> {
  return (key, ...[facts]) => fill(replacements[key]?.[locale] ?? texts[key]?.[locale] ?? key, facts ?? {})
}

/** The names that stand in a text, each once, in the order of the alphabet. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name))].sort()
}

const placeholder = /\{([a-zA-Z]+)\}/g

function fill(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(placeholder, (standing, name: string) => String(facts[name] ?? standing))
}
