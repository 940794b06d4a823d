import { isIPv4 } from 'node:net'
import { ConfigurationError } from '@ecforce-accounts/core'

/** Where an SMTP server listens, and as whom to speak to it. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `implicit` from the first byte, `required` by STARTTLS before anything else is said, `offered`, or none. */
  readonly tls: 'implicit' | 'required' | 'offered' | 'none'
  readonly credentials: { readonly user: string; readonly password: string } | null
}

/**
 * Reads `smtp://user:password@host:port` (STARTTLS, 587) or `smtps://…` (465); credentials are percent-encoded.
 *
 * A query is refused: it would be a second way to set options, switching certificate checks off among them.
 */
export function readSmtpUrl(text: string, allowPlaintext: boolean): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new ConfigurationError('url', 'must read smtp://user:password@host:port or smtps://…')
  }
  if (url.search !== '' || url.hash !== '' || (url.pathname !== '' && url.pathname !== '/')) {
    throw new ConfigurationError('url', 'must hold a server and credentials alone, no path, query or fragment')
  }
  if ((url.username === '') !== (url.password === '')) {
    throw new ConfigurationError('url', 'must hold both a user and a password, or neither')
  }

  const host = url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  const implicit = url.protocol === 'smtps:'
  return {
    host,
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? 'implicit' : isLoopback(host) ? 'none' : allowPlaintext ? 'offered' : 'required',
    credentials: url.username === '' ? null : { user: decoded(url.username), password: decoded(url.password) },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ConfigurationError('url', 'must hold its credentials percent-encoded')
  }
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  )
}
