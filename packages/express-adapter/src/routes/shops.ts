import { type Accounts, isShopId, ShopNotFoundError } from '@ecforce-accounts/core'
import { shopAnswer } from '@ecforce-accounts/core/wire'
import type { Handlers } from '../handlers.ts'
import type { Refused } from '../reply.ts'

const notFound: Refused = { problem: { code: 'not_found' } }

/** What anybody may know of a shop: nothing before its announcement. */
export function shopHandlers({ rollouts, clock }: Pick<Accounts, 'rollouts' | 'clock'>): Pick<Handlers, 'findShop'> {
  return {
    async findShop({ params: { shop: id } }) {
      if (!isShopId(id)) return notFound
      const found = await rollouts.find(id).catch((error: unknown) => {
        if (error instanceof ShopNotFoundError) return null
        throw error
      })
      const body = found && shopAnswer(found.shop, clock.now())
      return body === null ? notFound : { body }
    },
  }
}
