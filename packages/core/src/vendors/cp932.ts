import { Buffer } from 'node:buffer'

/** Turns bytes into text chunk by chunk; what it cannot read becomes U+FFFD. */
export interface ChunkDecoder {
  write(bytes: Uint8Array): string
  end(): string
}

/** Shift_JIS as Windows and its Excel write it; the library is loaded at the first call. */
export async function cp932Decoder(): Promise<ChunkDecoder> {
  const { default: iconv } = await import('iconv-lite')
  const decoder = iconv.getDecoder('cp932')
  return {
    write: (bytes) => decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    end: () => decoder.end() ?? '',
  }
}
