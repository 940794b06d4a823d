import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Visited {
  readonly url: string
  readonly status: number
  readonly location: string | null
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }

/** A browser: cookies by host and port, redirects one by one. */
export function visitor() {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }

  async function ask(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Visited> {
    const { hostname, port, host } = new URL(url)
    const jar = jarOf(url)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const path = url.slice(url.indexOf(host) + host.length) || '/'
    const all = { ...navigation, ...(cookie !== '' && { cookie }), ...headers }
    const sent = request({ hostname, port, path, method, headers: all, agent: false })
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    for (const set of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '' || /Max-Age=0/.test(set)) jar.delete(name)
      else jar.set(name, value)
    }
    const { statusCode: status = 0, headers: told } = response
    return { url, status, location: told.location ?? null, headers: told, body: await text(response) }
  }

  return {
    ask,
    jarOf,

    /** One page after another, until one leads nowhere or `until` says so; the last answer, and all that came before. */
    async follow(
      url: string,
      { until = () => false, ...sent }: Sent & { readonly until?: (next: string) => boolean } = {},
    ) {
      const trail: Visited[] = [await ask(url, sent)]
      for (let last = trail.at(-1); last?.location && trail.length < 20; last = trail.at(-1)) {
        const next = new URL(last.location, last.url).href
        if (until(next)) break
        trail.push(await ask(next))
      }
      const end = trail.at(-1)
      if (!end) throw new TypeError('there is an answer')
      return { ...end, trail }
    },

    /** A form of the page at `url`, as a browser sends it. */
    post(url: string, fields: string, headers: Readonly<Record<string, string>> = {}) {
      const { origin } = new URL(url)
      const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin }
      return ask(url, { method: 'POST', headers: { ...form, ...headers }, body: fields })
    },
  }
}

export type Visitor = ReturnType<typeof visitor>

/** Somebody who has signed in at a shop, and what the page said that was asked for. */
export async function signedIn(shop: { readonly origin: string }, browser: Visitor = visitor()): Promise<Visitor> {
  const { status, body } = await browser.follow(`${shop.origin}/admin`)
  if (status !== 200) throw new Error(`the sign-in came to ${status}: ${body}`)
  return browser
}
