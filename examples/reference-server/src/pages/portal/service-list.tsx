import type { AppsAnswer } from '@ecforce-accounts/client'
import { useState } from 'preact/hooks'
import { dateInJapan } from '../times.ts'
import { hole, Whole } from '../ui/whole.tsx'
import { useWords } from '../words-context.ts'
import { Tile } from './tile.tsx'

type EnterableService = AppsAnswer['services'][number]
type UnconnectedShop = AppsAnswer['unconnected'][number]

/** More than one sees at a glance. */
const SEARCH_FROM = 8

/** A way into each service, shop by shop; what to do at the shops that have none yet, and when there is nothing. */
export function ServiceList({ services, unconnected }: AppsAnswer) {
  const { say } = useWords()
  const [query, setQuery] = useState('')
  if (services.length + unconnected.length === 0) return <p class="card empty">{say('portal.empty')}</p>

  const found = services.filter(({ name, ...shop }) => matches([...textsOf(shop), name], query))
  const waiting = unconnected.filter((shop) => matches(textsOf(shop), query))
  const count = found.length + waiting.length
  return (
    <>
      {services.length + unconnected.length < SEARCH_FROM ? null : (
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
            {query === '' ? '' : say('portal.found', { n: count })}
          </p>
        </search>
      )}
      {count === 0 ? <p class="card empty">{say('portal.noMatch', { query })}</p> : null}
      <ul class="services">
        {byShop(found).map((ofShop) => (
          <Shop key={ofShop[0]?.shop} services={ofShop} />
        ))}
      </ul>
      {waiting.length > 0 ? (
        <section class="unconnected" aria-labelledby="unconnected">
          <h2 id="unconnected">{say('portal.unconnected')}</h2>
          <ul class="services">
            {waiting.map((shop) => (
              <Unconnected key={shop.shop} {...shop} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

/** In the order of the first of each. */
function byShop(services: readonly EnterableService[]): readonly (readonly EnterableService[])[] {
  const shops = new Map<string, EnterableService[]>()
  for (const service of services) shops.set(service.shop, [...(shops.get(service.shop) ?? []), service])
  return [...shops.values()]
}

/** Whoever works in a shop looks for its name; what its service is called tells apart those of one shop. */
function Shop({ services }: { readonly services: readonly EnterableService[] }) {
  const [first, ...others] = services
  if (!first) return null
  if (others.length === 0) {
    const { name, shopName } = first
    return (
      <li class="card">
        <Service service={first} title={shopName} detail={name === shopName ? null : name} />
      </li>
    )
  }
  return (
    <li class="card shop">
      <h2 id={`shop-${first.shop}`}>{first.shopName}</h2>
      <ul>
        {services.map((service) => (
          <li key={service.id}>
            <Service service={service} title={service.name} detail={null} within={`shop-${first.shop}`} />
          </li>
        ))}
      </ul>
    </li>
  )
}

interface ServiceProps {
  readonly service: EnterableService
  readonly title: string
  readonly detail: string | null
  /** The heading that it stands under. */
  readonly within?: string
}

function Service({ service: { id, icon, url, adminUrl }, title, detail, within }: ServiceProps) {
  const { say } = useWords()
  const Heading = within ? 'h3' : 'h2'
  const names = [`enter-${id}`, within, `service-${id}`, detail ? `detail-${id}` : ''].filter(Boolean).join(' ')
  const host = isWebAddress(adminUrl) && !within ? new URL(adminUrl).host : null
  return (
    <div class="service">
      <Tile icon={icon} name={title} />
      <div>
        <Heading id={`service-${id}`}>{title}</Heading>
        {detail ? <p id={`detail-${id}`}>{detail}</p> : null}
        {host ? <p class="quiet">{host}</p> : null}
      </div>
      <a class="button" href={url} id={`enter-${id}`} aria-labelledby={names}>
        {say('portal.login')}
      </a>
    </div>
  )
}

/** A shop that cannot be entered from here yet, and how it is until then. */
function Unconnected({ shopName, adminUrl, legacySignIn, legacySignInUntil }: UnconnectedShop) {
  const words = useWords()
  const { say } = words
  const open = legacySignIn === 'open'
  return (
    <li class="card service">
      <Tile icon={null} name={shopName} />
      <div>
        <h3>{shopName}</h3>
        <p class="quiet">
          {!open ? (
            say('portal.unconnected.wait')
          ) : legacySignInUntil === null ? (
            say('portal.unconnected.own')
          ) : (
            <Whole
              sentence={say('portal.unconnected.ownUntil', { date: hole })}
              fact={dateInJapan(Date.parse(legacySignInUntil), words)}
            />
          )}
        </p>
        {open && isWebAddress(adminUrl) ? <a href={adminUrl}>{adminUrl}</a> : null}
      </div>
    </li>
  )
}

export function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^/]/.test(url)
}

function textsOf({ shop, shopName, adminUrl }: Pick<EnterableService, 'shop' | 'shopName' | 'adminUrl'>) {
  return [shopName, shop, adminUrl ?? '']
}

/** Whether every word that was typed stands in the texts, however wide or tall its letters are. */
function matches(texts: readonly string[], query: string): boolean {
  const text = plain(texts.join(' '))
  return plain(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
