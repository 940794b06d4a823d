import type { AppsAnswer } from '@ecforce-accounts/client'
import { useWords } from '../words-context.ts'

/** A way into each service, or what to do when there is none. */
export function ServiceList({ services }: AppsAnswer) {
  const { portal } = useWords()
  if (services.length === 0) return <p class="card empty">{portal.empty}</p>
  return (
    <ul class="services">
      {services.map(({ shop, shopName, url }) => (
        <li class="card service" key={shop}>
          <div>
            <h2 id={`service-${shop}`}>{shopName}</h2>
            {isWebAddress(url) ? <p class="quiet">{new URL(url).host}</p> : <p class="quiet">{portal.notYet}</p>}
          </div>
          {isWebAddress(url) ? (
            <a class="button" href={url} id={`enter-${shop}`} aria-labelledby={`enter-${shop} service-${shop}`}>
              {portal.login}
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/[^/]/.test(url)
}
