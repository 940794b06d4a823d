import type { BackChannel } from '@ecforce-accounts/core'

/** Longer than a shop that is well takes; whoever is told late is told again. */
const PATIENCE_MILLISECONDS = 5_000

/** Tells services over HTTP. A redirect is not followed: the token is for the address that was registered. */
export const backChannel: BackChannel = {
  async tell(url, logoutToken) {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      body: new URLSearchParams({ logout_token: logoutToken }),
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    })
    await response.body?.cancel()
    if (response.status !== 200 && response.status !== 204) throw new Error(`it answered ${response.status}`)
  },
}
