/** A Markdown table; columns after the first are figures and stand to the right. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = headings.map((_, column) => (column === 0 ? '---' : '--:'))
  return [line(headings), line(rule), ...rows.map(line)].join('\n')
}
