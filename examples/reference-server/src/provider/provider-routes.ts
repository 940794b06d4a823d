import type { Accounts } from '@ecforce-accounts/core'
import { requestReader } from '@ecforce-accounts/express-adapter'
import { type RequestHandler, type Response, Router } from 'express'
import { leadHome } from '../lead-home.ts'
import { plainPage, saying } from '../plain-page.ts'
import { heardPaths } from './provider-paths.ts'
import type { ProviderPages } from './signing-out.ts'

export interface ProviderRoutesOptions {
  readonly trustedProxies: readonly string[]
  readonly onError: (error: unknown) => void
  /** The links to the pages' style sheets. */
  readonly styleSheets: string
}

/**
 * Single sign-on: the OpenID provider, and the answers that its interactions at `/sign-in/<uid>` need. The library is
 * loaded by the first request that needs it.
 */
export function providerRoutes(accounts: Accounts, options: ProviderRoutesOptions): Router {
  const { issuer } = accounts
  const { host, protocol } = new URL(issuer)
  const reader = requestReader(accounts, options)
  const pages = providerPages(options.styleSheets)
  let opening: ReturnType<typeof open> | null = null

  // Each address in its one spelling: the library would answer others too, past what is done for its own.
  const routes = Router({ caseSensitive: true, strict: true })
  routes.all(
    [...heardPaths],
    leadHome(issuer),
    handled(async (req, res) => {
      const { callback } = await opened()
      // The provider makes its addresses of what a request says, its first line included; it hears the issuer's.
      req.url = req.originalUrl = req.originalUrl.replace(/^https?:\/\/[^/]*/i, '')
      const { 'x-forwarded-host': _, ...headers } = req.headers
      req.headers = { ...headers, host, 'x-forwarded-proto': protocol.slice(0, -1) }
      await callback(req, res)
    }),
  )

  routes.get(
    '/sign-in/:uid',
    leadHome(issuer),
    handled(async (req, res, next) => {
      const { waiting } = await opened()
      const asked = await waiting.look(req, res)
      const target = asked?.entry === 'open' ? await waiting.goOn(req, res, 'asked-again') : null
      if (target === null) next()
      else res.redirect(303, target)
    }),
  )

  routes.get(
    '/sign-in/:uid/entry',
    handled(async (req, res) => {
      const asked = await (await opened()).waiting.look(req, res)
      if (asked) res.json(asked)
      else refuse(res, 404, over)
    }),
  )

  routes.post(
    '/sign-in/:uid/cancel',
    handled(async (req, res) => {
      if (!reader.isOwnPage(req)) return refuse(res, 403, elsewhere)
      const target = await (await opened()).waiting.goOn(req, res, 'withdrawn')
      // Its page says that it is over.
      res.redirect(303, target ?? `/sign-in/${req.params.uid}`)
    }),
  )
  return routes

  function opened() {
    opening ??= open().catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }

  async function open() {
    const [{ openProvider }, { interactions }] = await Promise.all([
      import('./provider.ts'),
      import('./interactions.ts'),
    ])
    const provider = await openProvider({ accounts, reader, pages, onError: options.onError })
    return { callback: provider.callback(), waiting: interactions(accounts, provider, reader) }
  }
}

function handled(work: (...args: Parameters<RequestHandler>) => Promise<void>): RequestHandler {
  return (req, res, next) => void work(req, res, next).catch(next)
}

interface Refusal {
  readonly code: string
  readonly title: string
  readonly ja: string
  readonly en: string
}

const over: Refusal = {
  code: 'entry_not_found',
  title: 'This entry is over, or began in another browser',
  ja: 'この画面の有効期限が切れました。ショップの管理画面をもう一度開いてください。',
  en: 'This page is over. Please open the admin of your shop again.',
}

const elsewhere: Refusal = {
  code: 'origin_refused',
  title: 'The request does not come from a page of this server',
  ja: 'この操作は受け付けられませんでした。',
  en: 'This request was not accepted.',
}

function refuse(res: Response, status: number, { code, title, ja, en }: Refusal): void {
  const problem = { type: `urn:ecforce:problem:${code}`, title, status, code, detail: ja, messages: { ja, en } }
  res.status(status).type('application/problem+json').send(JSON.stringify(problem))
}

function providerPages(styleSheets: string): ProviderPages {
  const page = (content: string) => plainPage(content, styleSheets)
  return {
    askToSignOut: (form) =>
      page(`${saying({ ja: 'ecforce accountsからログアウトしますか？ すべてのサービスからログアウトします。', en: 'Sign out of ecforce accounts? This signs you out of every service.' })}
${form}
<p><button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">ログアウト / Sign out</button></p>
<p><button class="second" type="submit" form="op.logoutForm">ログアウトしない / Stay signed in</button></p>`),
    failed: (code) =>
      page(
        `${saying({
          ja: 'ログインを続けられませんでした。ショップの管理画面をもう一度開いてください。',
          en: 'The sign-in could not go on. Please open the admin of your shop again.',
        })}\n<p class="quiet">${code.replace(/\W/g, '_')}</p>\n<p><a class="button" href="/portal/apps">ポータル / Portal</a></p>`,
      ),
  }
}
