import type { AppsAnswer } from '@ecforce-accounts/client'
import { dateInJapan } from '../times.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { useWords } from '../words-context.ts'
import { isWebAddress } from './service-list.tsx'
import type { Welcome } from './welcome.ts'

const AT_A_GLANCE = 3

/** After the first sign-in: that all is set, the way on, and how to come back tomorrow. */
export function WelcomeNote({ welcome, services }: { readonly welcome: Welcome } & AppsAnswer) {
  const { say } = useWords()
  const more = services.slice(AT_A_GLANCE)
  return (
    <section class="note good welcome" role="status">
      <h2>{say('portal.ready')}</h2>
      {welcome.continueTo ? (
        <a class="button" href={welcome.continueTo}>
          {say('portal.continueTo')}
        </a>
      ) : null}
      {services.some(({ url }) => isWebAddress(url)) ? <p>{say('portal.bookmark')}</p> : null}
      <Bookmarks services={services.slice(0, AT_A_GLANCE)} />
      {more.length > 0 ? (
        <Disclosure summary={say('portal.bookmark.more', { n: more.length })}>
          <Bookmarks services={more} />
        </Disclosure>
      ) : null}
    </section>
  )
}

function Bookmarks({ services }: AppsAnswer) {
  const words = useWords()
  const { say } = words
  return (
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
