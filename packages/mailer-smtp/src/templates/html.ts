/** A piece of HTML that is safe to be put into another. */
export interface Html {
  readonly markup: string
}

/** The text with everything escaped that means something in HTML, in elements and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A tag for templates: what is put in is escaped unless it is `Html` itself; lists are joined, `null` is nothing. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | null | readonly Html[])[]
): Html {
  return { markup: strings.reduce((so, part, at) => so + part + (at < values.length ? inserted(values[at]) : ''), '') }
}

function inserted(value: string | number | Html | null | readonly Html[] | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}
