import type { ShopAnswer } from '@ecforce-accounts/client'
import { dateInJapan } from '../times.ts'
import { hole, Whole } from '../ui/whole.tsx'
import { useWords } from '../words-context.ts'

/** Tells who comes from a shop that this is the page meant, since when, and how to be sure. */
export function FromShop({ shop }: { readonly shop: Pick<ShopAnswer, 'name' | 'phase' | 'enforcedAt'> }) {
  const words = useWords()
  const { say } = words
  const facts = { shop: shop.name, date: hole }
  return (
    <div class="note">
      {shop.enforcedAt === null ? (
        <p>{say('signIn.fromShop.open', { shop: shop.name })}</p>
      ) : (
        <p>
          <Whole
            sentence={
              shop.phase === 'enforced'
                ? say('signIn.fromShop.enforced', facts)
                : say('signIn.fromShop.coexistence', facts)
            }
            fact={dateInJapan(Date.parse(shop.enforcedAt), words)}
          />
        </p>
      )}
      <p class="quiet">{say('signIn.fromShop.why', { issuerHost: location.host })}</p>
    </div>
  )
}
