import { encode } from 'uqr'

export interface QrPath {
  /** Its width and height, in modules. */
  readonly size: number
  /** The dark modules, as the path of an SVG. */
  readonly path: string
}

/** Draws a QR code with the quiet zone of four modules that the standard asks for. */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}
