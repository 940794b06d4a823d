/**
 * The token that a mailed link brought behind its `#`, or `null` for none. It goes from the address into the history
 * entry, so that a reload keeps it and nobody reads it over a shoulder.
 */
export function takeMailedToken(): string | null {
  const brought = new URLSearchParams(location.hash.slice(1)).get('token')
  if (brought === null) return typeof history.state?.token === 'string' ? history.state.token : null
  history.replaceState({ token: brought }, '', location.pathname)
  return brought
}

/** Once it was used it is of no more use. */
export function forgetMailedToken(): void {
  history.replaceState(null, '', location.pathname)
}

/** Whether it can be one of ours at all: a line that a mail program broke is not. */
export function isWholeToken(token: string): boolean {
  return /^[\w-]{43}$/.test(token)
}
