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
  return useShown(currentPath)
}

/** One parameter of the address that is shown; `null` where it has none of this name. */
export function useParameter(name: string): string | null {
  return useShown(() => new URLSearchParams(location.search).get(name))
}

/** What is read from the address, whenever another is shown. */
function useShown<Value extends string | null>(read: () => Value): Value {
  const [shown, setShown] = useState(read)
  useEffect(() => {
    const follow = () => setShown(read)
    addEventListener('popstate', follow)
    addEventListener(navigated, follow)
    return () => {
      removeEventListener('popstate', follow)
      removeEventListener(navigated, follow)
    }
  }, [])
  return shown
}

function currentPath(): string {
  return location.pathname.replace(/(?<=.)\/+$/, '')
}
