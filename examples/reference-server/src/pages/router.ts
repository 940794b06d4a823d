import { useEffect, useState } from 'preact/hooks'

const navigated = 'accounts:navigated'

/** Shows another page of this document. `state` is the history entry's. */
export function navigate(
  address: string,
  { replace = false, state = null }: { replace?: boolean; state?: object | null } = {},
) {
  if (replace) history.replaceState(state, '', address)
  else history.pushState(state, '', address)
  dispatchEvent(new Event(navigated))
}

/** The path that is shown, without a slash at the end. */
export function usePath(): string {
  const [path, setPath] = useState(currentPath)
  useEffect(() => {
    const follow = () => setPath(currentPath())
    addEventListener('popstate', follow)
    addEventListener(navigated, follow)
    return () => {
      removeEventListener('popstate', follow)
      removeEventListener(navigated, follow)
    }
  }, [])
  return path
}

function currentPath(): string {
  return location.pathname.replace(/(?<=.)\/+$/, '')
}
