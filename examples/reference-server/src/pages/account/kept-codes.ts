import { useEffect, useState } from 'preact/hooks'

/**
 * Codes that are shown this once: on an entry of the history of their own, so that going back does not lead away from
 * them. They stand in memory alone.
 */
export function useKeptCodes(): readonly [
  codes: readonly string[] | null,
  keep: (codes: readonly string[] | null) => void,
] {
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const shown = codes !== null
  useEffect(() => {
    if (!shown) return
    history.pushState(null, '')
    const stay = () => history.forward()
    addEventListener('popstate', stay)
    return () => removeEventListener('popstate', stay)
  }, [shown])
  return [codes, setCodes]
}
