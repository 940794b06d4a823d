/** Which requests are meant for this server, and which come from its own pages. */
export interface OwnOrigin {
  /** Whether a `Host` header names this server. */
  isOwnHost(host: string | undefined): boolean

  /**
   * Whether a browser says that one of our own pages sent this: `Sec-Fetch-Site: same-origin`, or where a browser does
   * not know that header, an `Origin` that is exactly ours. A request that says neither is not.
   */
  isOwnPage(headers: {
    readonly 'sec-fetch-site'?: string | string[] | undefined
    readonly origin?: string | undefined
  }): boolean
}

/** `allowedHosts` are further names, with their ports, under which proxies and health checks call this server. */
export function ownOrigin(issuer: string, allowedHosts: readonly string[] = []): OwnOrigin {
  const { origin, host, hostname, protocol, port } = new URL(issuer)
  const withPort = port === '' ? `${hostname}:${protocol === 'https:' ? 443 : 80}` : host
  const hosts = new Set([host, withPort, ...allowedHosts.map((allowed) => allowed.toLowerCase())])
  return {
    isOwnHost: (sent) => sent !== undefined && (hosts.has(sent) || hosts.has(sent.toLowerCase())),
    isOwnPage(headers) {
      const site = headers['sec-fetch-site']
      return site === undefined ? headers.origin === origin : site === 'same-origin'
    },
  }
}
