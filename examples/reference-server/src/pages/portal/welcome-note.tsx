import type { AppsAnswer } from '@ecforce-accounts/client'
import { dateInJapan } from '../times.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { waitingShopWords } from '../words/waiting-shops.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { isWebAddress } from './service-list.tsx'
import type { Welcome } from './welcome.ts'

const AT_A_GLANCE = 3

/** A shop that has an address to come back to, or a former sign-in to speak of. */
type Place = Pick<AppsAnswer['services'][number], 'shop' | 'shopName' | 'adminUrl' | 'legacySignInUntil'>

type WelcomeNoteProps = { readonly welcome: Welcome } & Pick<AppsAnswer, 'services' | 'unconnected'>

/** That all is set, the way on, and how to come back tomorrow: after the first sign-in, or to the shop just joined. */
export function WelcomeNote({ welcome, services, unconnected }: WelcomeNoteProps) {
  const { say } = useWords()
  const sayWaiting = useWordsOf(waitingShopWords)
  const { continueTo, joined } = welcome
  const place = [...services, ...unconnected].find(({ shop }) => shop === joined)
  const places = placesOf(place ? services.filter(({ shop }) => shop === joined) : services)
  const more = places.slice(AT_A_GLANCE)
  return (
    <section class="note good welcome" role="status">
      <h2>{say('portal.ready')}</h2>
      {place ? <p>{sayWaiting('waiting.joined', { shop: place.shopName })}</p> : null}
      {continueTo ? (
        <a class="button" href={continueTo}>
          {say('portal.continueTo')}
        </a>
      ) : null}
      {places.some(({ adminUrl }) => isWebAddress(adminUrl)) ? <p>{say('portal.bookmark')}</p> : null}
      <Bookmarks places={places.slice(0, AT_A_GLANCE)} />
      {more.length > 0 ? (
        <Disclosure summary={say('portal.bookmark.more', { n: more.length })}>
          <Bookmarks places={more} />
        </Disclosure>
      ) : null}
    </section>
  )
}

/** Each shop once, however many services it has. */
function placesOf(services: readonly Place[]): readonly Place[] {
  return services.filter(({ shop }, index) => services.findIndex((other) => other.shop === shop) === index)
}

function Bookmarks({ places }: { readonly places: readonly Place[] }) {
  const words = useWords()
  const { say } = words
  return (
    <ul class="bookmarks">
      {places.map(({ shop, shopName, adminUrl, legacySignInUntil }) => (
        <li key={shop}>
          {isWebAddress(adminUrl) ? (
            <p>
              {shopName}
              <br />
              <a href={adminUrl}>{adminUrl}</a>
            </p>
          ) : null}
          {legacySignInUntil ? (
            <p class="quiet">
              <Whole
                sentence={say('portal.ready.coexistence', { shop: shopName, date: hole })}
                fact={dateInJapan(Date.parse(legacySignInUntil), words)}
              />
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
