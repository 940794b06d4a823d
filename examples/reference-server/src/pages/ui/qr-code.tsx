import { useEffect, useState } from 'preact/hooks'
import { problemOf } from '../accounts.ts'
import type { QrPath } from './qr-path.ts'
import './qr-code.css'

export interface QrCodeProps {
  readonly text: string
  /** What it is for, for whoever cannot see it. */
  readonly label: string
  /** It cannot be drawn: its library did not come. */
  readonly onFailed: () => void
}

/** A QR code, dark on light whatever the scheme, since not every reader takes the reverse. What draws it is fetched when it is needed. */
export function QrCode({ text, label, onFailed }: QrCodeProps) {
  const [drawn, setDrawn] = useState<QrPath | null>(null)
  useEffect(() => {
    let wanted = true
    import('./qr-path.ts').then(
      ({ qrPath }) => {
        if (wanted) setDrawn(qrPath(text))
      },
      (error: unknown) => {
        problemOf(error)
        if (wanted) onFailed()
      },
    )
    return () => {
      wanted = false
    }
  }, [text])

  return (
    <div class="qr">
      {drawn ? (
        <svg viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label={label} shape-rendering="crispEdges">
          <path d={drawn.path} />
        </svg>
      ) : null}
    </div>
  )
}
