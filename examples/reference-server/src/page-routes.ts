import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isLoopbackHost } from '@ecforce-accounts/core'
import express, { type RequestHandler, Router } from 'express'

// Sources and bundle both lie one floor below the package, so this leads to the built pages from either.
const builtPages = new URL('../dist/pages/', import.meta.url)

/** Where the one document is served; which screen it shows is the address's affair. */
const paths = ['/', '/sign-in', '/portal/apps']

export interface Pages {
  readonly routes: Router
  /** The one document; at an address it does not know it says so. */
  readonly document: string
}

/** The pages as they were built, or `null` when they were not. */
export function readPages(issuer: string): Pages | null {
  const file = new URL('index.html', builtPages)
  if (!existsSync(file)) return null
  const document = readFileSync(file, 'utf8')

  const routes = Router()
  routes.get(paths, leadHome(issuer), (_req, res) => {
    res.type('html').send(document)
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
  return { routes, document }
}

/**
 * Leads from another name of this machine, such as `localhost` where the issuer says `127.0.0.1`, to the issuer's own,
 * which alone the API serves and the cookies know.
 */
function leadHome(issuer: string): RequestHandler {
  const { host: ownHost, port: ownPort, protocol } = new URL(issuer)
  return (req, res, next) => {
    const sent = `http://${req.headers.host ?? ownHost}`
    const asked = URL.canParse(sent) ? new URL(sent) : null
    const isNickname =
      protocol === 'http:' &&
      asked !== null &&
      asked.host !== ownHost &&
      asked.port === ownPort &&
      isLoopbackHost(asked.hostname)
    if (isNickname) res.redirect(302, issuer + req.originalUrl)
    else next()
  }
}
