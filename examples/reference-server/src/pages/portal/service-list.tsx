import type { AppsAnswer } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { useWords } from '../words-context.ts'

/** More than one sees at a glance. */
const SEARCH_FROM = 8

/** A way into each service, or what to do when there is none. */
export function ServiceList({ services }: AppsAnswer) {
  const { say } = useWords()
  const [query, setQuery] = useState('')
  if (services.length === 0) return <p class="card empty">{say('portal.empty')}</p>

  const found = services.filter((service) => matches(service, query))
  return (
    <>
      {services.length < SEARCH_FROM ? null : (
        <search class="field">
          <label for="search">{say('portal.search')}</label>
          <div class="entry">
            <input
              id="search"
              type="search"
              autocomplete="off"
              value={query}
              onInput={({ currentTarget }) => setQuery(currentTarget.value)}
            />
          </div>
          <p class="visually-hidden" role="status">
            {query === '' ? '' : say('portal.found', { n: found.length })}
          </p>
        </search>
      )}
      {found.length === 0 ? <p class="card empty">{say('portal.noMatch', { query })}</p> : null}
      <ul class="services">
        {found.map((service) => (
          <Service key={service.shop} {...service} />
        ))}
      </ul>
    </>
  )
}

function Service({ shop, shopName, url }: AppsAnswer['services'][number]) {
  const { say } = useWords()
  return (
    <li class="card service">
      <div>
        <h2 id={`service-${shop}`}>{shopName}</h2>
        <p class="quiet">{isWebAddress(url) ? new URL(url).host : say('portal.notYet')}</p>
      </div>
      {isWebAddress(url) ? (
        <a class="button" href={url} id={`enter-${shop}`} aria-labelledby={`enter-${shop} service-${shop}`}>
          {say('portal.login')}
        </a>
      ) : null}
    </li>
  )
}

export function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^/]/.test(url)
}

/** Whether every word that was typed stands in the name or the address, however wide or tall its letters are. */
function matches({ shop, shopName, url }: AppsAnswer['services'][number], query: string): boolean {
  const text = plain([shopName, shop, url ?? ''].join(' '))
  return plain(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
