/** Spreadsheets take a file that does not begin with it for one in the system's own encoding. */
export const csvMark = '\ufeff'

/** One record (RFC 4180), harmless to spreadsheets. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`
}

/** Quoted, and with an apostrophe before what a spreadsheet would take for a formula. */
function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
