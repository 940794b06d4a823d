/** The browser and the system behind a User-Agent value, as far as it tells. */
export interface Browser {
  readonly name: string | null
  readonly system: string | null
}

// The more particular comes first: Edge calls itself Chrome too, and Chrome calls itself Safari.
const names: readonly (readonly [RegExp, string])[] = [
  [/\bLine\/[0-9]/, 'LINE'],
  [/\b(?:Edg|EdgA|EdgiOS)\/[0-9]/, 'Edge'],
  [/\b(?:OPR|OPiOS|OPT)\/[0-9]/, 'Opera'],
  [/\bSamsungBrowser\/[0-9]/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/[0-9]/, 'Firefox'],
  [/\b(?:Chrome|CriOS)\/[0-9]/, 'Chrome'],
  [/\bVersion\/[0-9.]+ (?:Mobile\/\S+ )?Safari\/[0-9]/, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows NT\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** Only names of the lists here come out, never a word of the value itself: its sender wrote it. */
export function readUserAgent(userAgent: string | null): Browser {
  const said = (userAgent ?? '').slice(0, 512)
  const find = (list: typeof names) => list.find(([pattern]) => pattern.test(said))?.[1] ?? null
  return { name: find(names), system: find(systems) }
}
