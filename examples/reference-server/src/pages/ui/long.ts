import { useEffect, useState } from 'preact/hooks'

const LONG_MILLISECONDS = 5000

/** Whether something has been `busy` for so long that a person begins to wonder. */
export function useLong(busy: boolean): boolean {
  const [long, setLong] = useState(false)
  useEffect(() => {
    setLong(false)
    if (!busy) return
    const timer = setTimeout(() => setLong(true), LONG_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [busy])
  return busy && long
}
