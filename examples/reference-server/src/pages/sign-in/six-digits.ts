/** Full-width digits, spaces and hyphens are the server's to understand; this only spares a request for nothing. */
export function isSixDigits(typed: string): boolean {
  return digitsOf(typed).length === 6
}

/** The digits of what was typed, whatever stands between them. */
export function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/[^0-9]/g, '')
}

/** The one code of six digits that stands in a pasted text, or `null` when there is none, or more than one. */
export function codeIn(pasted: string): string | null {
  const found = pasted.normalize('NFKC').match(/(?<![0-9])[0-9](?:[ \t-]?[0-9]){5}(?![0-9])/g) ?? []
  const codes = new Set(found.map((code) => code.replace(/[^0-9]/g, '')))
  const [only = null] = codes
  return codes.size === 1 ? only : null
}
