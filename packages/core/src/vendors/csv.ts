type Parse = (text: string) => string[][] | null

/**
 * A strict reader of whole records (RFC 4180; lines end in CRLF or LF): fields as written, untrimmed, however many.
 * `null` when a quote stands where none may, or never closes. The library is loaded at the first call.
 */
export async function csvReader(): Promise<Parse> {
  const { CsvError, parse } = await import('csv-parse/sync')
  return (text) => {
    try {
      return parse(text, { record_delimiter: ['\r\n', '\n'], relax_column_count: true })
    } catch (error) {
      if (error instanceof CsvError) return null
      throw error
    }
  }
}
