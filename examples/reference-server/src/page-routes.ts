import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'
import { leadHome } from './lead-home.ts'
import type { PageSettings } from './pages/page-settings.ts'
import { policyLeadingOn } from './security-headers.ts'

// Sources and bundle both lie one floor below the package, so this leads to the built pages from either.
const builtPages = new URL('../dist/pages/', import.meta.url)

/** Where the one document is served; which screen it shows is the address's affair. */
const paths = [
  '/',
  '/sign-in',
  '/signed-out',
  '/portal/apps',
  '/portal/profile',
  '/portal/members',
  '/portal/members/shared',
  '/portal/robots',
  '/invitations',
  '/password-reset',
  '/address-change',
  '/address-change/revert',
  '/help',
  '/console',
  '/console/sign-in',
  '/console/readiness',
  '/console/readiness/:shop',
  '/console/progress',
  '/console/progress/:shop',
  '/console/services',
  '/console/doctor',
  '/console/robots',
  '/console/robots/grants',
  '/console/robots/:request',
]

/** The pages of sign-ins that services ask for, by the provider's names of them. */
const interactions = /^\/sign-in\/[\w-]{16,64}$/

export interface Pages {
  readonly routes: Router
  /** The one document; at an address it does not know it says so. */
  readonly document: string
  /** The links to its style sheets, for a page that has to do without the rest. */
  readonly styleSheets: string
}

/** The pages as they were built, with what this server tells them, or `null` when they were not built. */
export function readPages(issuer: string, settings: PageSettings): Pages | null {
  const file = new URL('index.html', builtPages)
  if (!existsSync(file)) return null
  const document = withSettings(readFileSync(file, 'utf8'), settings)

  const routes = Router()
  routes.get(paths, leadHome(issuer), (_req, res) => {
    res.type('html').send(document)
  })
  routes.get(interactions, leadHome(issuer), (_req, res) => {
    res.set('Content-Security-Policy', policyLeadingOn(issuer)).type('html').send(document)
  })
  routes.use(
    express.static(fileURLToPath(builtPages), {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders(res, path) {
        // Whatever the build puts there carries its content's hash in its name.
        const hashed = path.startsWith(fileURLToPath(new URL('assets/', builtPages)))
        res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
      },
    }),
  )
  const styleSheets = (document.match(/<link rel="stylesheet"[^>]*>/g) ?? []).join('\n')
  return { routes, document, styleSheets }
}

/** The settings stand in the document: no request comes between it and the first screen. */
function withSettings(document: string, settings: PageSettings): string {
  const place = /(<meta name="accounts-settings" content=")(")/
  if (!place.test(document)) throw new Error('the built document has no place for its settings')
  const escaped = JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return document.replace(place, (_, before: string, after: string) => before + escaped + after)
}
