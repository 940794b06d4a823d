import { useEffect, useState } from 'preact/hooks'

/** This machine's clock in milliseconds, looked at twice a second while `ticking`, and when the page is looked at again. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!ticking) return
    const look = () => setNow(Date.now())
    const timer = setInterval(look, 500)
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ticking])
  return now
}
