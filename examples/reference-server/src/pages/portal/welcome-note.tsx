import type { AppsAnswer } from '@ecforce-accounts/client'
import { dateInJapan } from '../times.ts'
import { useWords } from '../words-context.ts'
import { isWebAddress } from './service-list.tsx'
import type { Welcome } from './welcome.ts'

/** After the first sign-in: that all is set, the way on, and how to come back tomorrow. */
export function WelcomeNote({ welcome, services }: { readonly welcome: Welcome } & AppsAnswer) {
  const words = useWords()
  const { say } = words
  return (
    <section class="note good welcome" role="status">
      <h2>{say('portal.ready')}</h2>
      {welcome.continueTo ? (
        <a class="button" href={welcome.continueTo}>
          {say('portal.continueTo')}
        </a>
      ) : null}
      {services.some(({ url }) => isWebAddress(url)) ? <p>{say('portal.bookmark')}</p> : null}
      <ul class="bookmarks">
        {services.map(({ shop, shopName, url, legacySignInUntil }) => (
          <li key={shop}>
            {isWebAddress(url) ? (
              <p>
                {shopName}
                <br />
                <a href={url}>{url}</a>
              </p>
            ) : null}
            {legacySignInUntil ? (
              <p class="quiet">
                {say('portal.ready.coexistence', {
                  shop: shopName,
                  date: dateInJapan(Date.parse(legacySignInUntil), words),
                })}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
