import { breachedRange, type CommonPasswords } from '@ecforce-accounts/core'

/** How long somebody who chooses a password waits for the service; without an answer the built-in list decides alone. */
const RANGE_MILLISECONDS = 2_000

/** The service of breached passwords at `url`, as an option of accounts; nothing when there is none. */
export function breachedPasswords(
  url: string | null,
  onError: ((error: unknown) => void) | undefined,
): { readonly breachedPasswords?: CommonPasswords } {
  if (url === null) return {}
  return { breachedPasswords: breachedRange({ fetchRange, ...(onError && { onError }) }) }

  async function fetchRange(prefix: string): Promise<string> {
    // Padding hides from who watches the line how many hashes share the digits.
    const headers = { 'Add-Padding': 'true' }
    const response = await fetch(`${url}/${prefix}`, { headers, signal: AbortSignal.timeout(RANGE_MILLISECONDS) })
    if (!response.ok) throw new Error(`the range service of breached passwords answered ${response.status}`)
    return response.text()
  }
}
