import type { RequestHandler } from 'express'

// No inline style or script and no other origin: the pages are built so.
const contentSecurityPolicy = policyWith("form-action 'self'")

/** The headers of everything but the API, which brings its own; nothing may be kept unless a route says so. */
export function securityHeaders(issuer: string): RequestHandler {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(issuer.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
  }
  return (_req, res, next) => {
    res.set(headers)
    next()
  }
}

/**
 * The policy of a page with a form that leads on to a service: browsers hold `form-action` to where a form is redirected,
 * too. Services are elsewhere by nature; on plain http only where the issuer is.
 */
export function policyLeadingOn(issuer: string): string {
  return policyWith(`form-action 'self' https:${issuer.startsWith('http:') ? ' http:' : ''}`)
}

function policyWith(formAction: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    formAction,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
