/** The text of a file, in UTF-8 or in what spreadsheets of Japan write; `null` when it is neither, or too long. */
export async function readListFile(file: File, longest: number): Promise<string | null> {
  // No character takes more than four bytes.
  if (file.size > longest * 4) return null
  const bytes = await file.arrayBuffer()
  const text = decode(bytes, 'utf-8') ?? decode(bytes, 'shift_jis')
  return text === null || text.length > longest ? null : text
}

function decode(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
