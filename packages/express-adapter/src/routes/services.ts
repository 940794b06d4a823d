import type { Accounts } from '@ecforce-accounts/core'
import type { Handlers } from '../handlers.ts'

type Operation = 'listKeys' | 'issueRolloutDocument'

/** What a shop's back end asks for. */
export function serviceHandlers({ rolloutDocuments }: Pick<Accounts, 'rolloutDocuments'>): Pick<Handlers, Operation> {
  return {
    listKeys: async () => ({ body: { keys: await rolloutDocuments.keys() } }),

    issueRolloutDocument: async ({ service: { shopId } }) => ({
      body: { document: await rolloutDocuments.issue(shopId) },
    }),
  }
}
