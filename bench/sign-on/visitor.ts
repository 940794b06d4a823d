import * as client from 'openid-client'

/** A service as a client of some provider. */
export interface ServiceClient {
  readonly config: client.Configuration
  readonly callback: string
}

/** A browser as far as a sign-in needs one: it keeps cookies by path, and follows redirects on one origin. */
export interface Visitor {
  /** Leads to where a redirect leaves the origin, or to a page. Throws for an answer that is neither. */
  go(url: URL): Promise<URL>

  /** Sends JSON to the API; resolves to what it answers. Throws for a refusal. */
  post(path: string, body: object): Promise<Record<string, unknown>>
}

export function visitor(origin: string, address: string): Visitor {
  const jars = new Map<string, Map<string, string>>()

  async function ask(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...jars]
      .flatMap(([path, jar]) => (url.pathname.startsWith(path) ? [...jar] : []))
      .map(([name, value]) => `${name}=${value}`)
    const headers = { ...init.headers, cookie: cookie.join('; '), 'x-forwarded-for': address }
    const response = await fetch(url, { ...init, redirect: 'manual', headers })
    for (const line of response.headers.getSetCookie()) keep(line)
    return response
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const at = pair.indexOf('=')
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
    const jar = jars.get(path) ?? new Map<string, string>()
    jars.set(path, jar.set(pair.slice(0, at), pair.slice(at + 1)))
  }

  return {
    async go(target) {
      let url = target
      for (let hops = 0; hops < 10; hops++) {
        const response = await ask(url)
        await response.body?.cancel()
        const location = response.headers.get('location')
        if (location === null && response.status === 200) return url
        if (location === null) throw new Error(`${url.pathname} was answered ${response.status}`)
        url = new URL(location, url)
        if (url.origin !== origin) return url
      }
      throw new Error('led in circles')
    },

    async post(path, body) {
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
      const response = await ask(new URL(path, origin), { method: 'POST', headers, body: JSON.stringify(body) })
      const text = await response.text()
      if (!response.ok) throw new Error(`${path} was answered ${response.status} ${text}`)
      return JSON.parse(text)
    },
  }
}

/** An entry into a service under way. */
export interface Entering {
  /** Where the browser arrived: the callback, or a page that wants somebody to sign in. */
  readonly at: URL
  /** Redeems what the callback was given, with every check that the client knows. Rejects when one fails. */
  redeem(at?: URL): Promise<void>
}

export async function enter(who: Visitor, { config, callback }: ServiceClient): Promise<Entering> {
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const parameters = {
    redirect_uri: callback,
    scope: 'openid email profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }
  const at = await who.go(client.buildAuthorizationUrl(config, parameters))
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  return {
    at,
    async redeem(there = at) {
      const tokens = await client.authorizationCodeGrant(config, there, checks)
      if (typeof tokens.claims()?.sub !== 'string') throw new Error('nobody entered')
    },
  }
}
