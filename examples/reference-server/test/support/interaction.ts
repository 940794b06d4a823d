import type { BrowserContext } from 'playwright-core'
import type { Interaction } from '../../src/pages/sign-in/interaction.ts'
import type { EntryAsked } from '../../src/provider/interactions.ts'

export const uid = 'Xk2-uLk8NnpbQ1_f7sXcJ'

/** What the admin of a shop asks of nobody signed in. */
export const asked: Interaction & EntryAsked = {
  entry: 'sign-in',
  serviceName: '管理画面',
  shopName: '須藤商店',
  loginHint: null,
  acr: null,
  reason: null,
  locale: null,
  email: null,
}

/** Answers in the provider's place how a service's sign-in stands. */
export async function answerEntry(
  context: BrowserContext,
  entry: () => (Interaction & EntryAsked) | null,
  name = uid,
): Promise<void> {
  await context.route(`**/sign-in/${name}/entry`, (route) => {
    const json = entry()
    return json === null ? route.fulfill({ status: 404, json: {} }) : route.fulfill({ json })
  })
}
