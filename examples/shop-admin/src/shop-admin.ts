import { fileURLToPath } from 'node:url'
import { gateOf } from '@ecforce-accounts/express-adapter/service'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { type AdoptedGate, rehearsalPath } from './accounts.ts'
import type { Finding } from './accounts-services.ts'
import { type Customer, openCustomers } from './customers.ts'
import type { LegacyMember, Members } from './members.ts'
import { orders } from './orders.ts'
import { ordersApi } from './orders-api.ts'
import { customerPage, customersPage } from './pages/customer-pages.ts'
import type { Html } from './pages/html.ts'
import { layout } from './pages/layout.ts'
import { membersPage } from './pages/members-page.ts'
import { homePage, orderPage, ordersPage } from './pages/order-pages.ts'
import { rehearsalPage } from './pages/rehearsal-page.ts'
import { signInPage } from './pages/sign-in-page.ts'
import type { LegacySessions } from './sessions.ts'

export interface ShopAdminOptions {
  readonly shopName: string
  readonly members: Members
  readonly sessions: LegacySessions
  /** The token of the API that other systems of the shop use. */
  readonly apiToken: string
  /** `null`: an admin that has never heard of accounts. */
  readonly accounts: AdoptedGate | null
  /** The folder of the style sheet. */
  readonly assets: URL
  /** The file of `<accounts-banner>`. Default: no banner. */
  readonly bannerScript?: string
}

export type ShopAdmin = Express

/** The admin of one shop, as a host of Express mounts it. */
export function shopAdmin(options: ShopAdminOptions): ShopAdmin {
  const { shopName, members, sessions, accounts, bannerScript } = options
  const styleSheet = fileURLToPath(new URL('shop-admin.css', options.assets))
  const customers = openCustomers()
  const app = express()
  app.disable('x-powered-by')
  if (accounts) app.use(accounts.gate)

  app.use('/api/v1', ordersApi(options.apiToken))
  app.use(pageHeaders, ownForms, express.urlencoded({ extended: false }))
  app.get('/', (_req, res) => res.redirect('/admin'))
  app.get('/assets/shop-admin.css', (_req, res) => res.sendFile(styleSheet))
  if (bannerScript) app.get('/assets/accounts-banner.js', (_req, res) => res.sendFile(bannerScript))

  app.get('/admin/sign_in', (req, res) => show(req, res, 'ログイン', signInPage(signIn(req, '', null))))
  app.post('/admin/sign_in', async (req, res) => {
    const { email, password } = typed(req, 'email', 'password')
    const member = await members.authenticate(email, password)
    if (!member) {
      const error = 'メールアドレスまたはパスワードが正しくありません。'
      return show(req, res.status(401), 'ログイン', signInPage(signIn(req, email, error)))
    }
    // Who has set a new password in accounts has closed the door that the old one opened.
    if (accounts && !gateOf(req).isOpenFor(member.id))
      return res.redirect(303, gateOf(req).signInUrl ?? '/admin/sign_in')
    sessions.begin(res, member.id)
    res.redirect(303, '/admin')
  })
  app.post('/admin/sign_out', (req, res) => {
    sessions.end(req, res)
    res.redirect(303, '/admin/sign_in')
  })

  // Before the admin's own door, since a script comes here signed in to nothing.
  if (accounts) {
    app.get(rehearsalPath, (req, res, next) => {
      const { signInUrl, member } = gateOf(req)
      if (signInUrl === null) return next()
      show(req, res, 'RPAの予行演習', rehearsalPage({ startUrl: accounts.rehearsalUrl, member }))
    })
  }

  app.use('/admin', (req, res, next) => {
    if (memberOf(req)) next()
    else res.redirect('/admin/sign_in')
  })
  app.get('/admin', (req, res) => {
    const waiting = orders.filter(({ state }) => state === '出荷準備').length
    show(req, res, 'ホーム', homePage({ name: memberOf(req)?.name ?? '', waiting, rehearsalPath: rehearsal(req) }))
  })
  app.get('/admin/orders', (req, res) => show(req, res, '受注管理', ordersPage(orders)))
  app.get('/admin/orders/:id', (req, res, next) => {
    const order = orders.find(({ id }) => id === req.params.id)
    if (order) show(req, res, `受注 ${order.id}`, orderPage(order))
    else next()
  })
  app.get('/admin/customers', (req, res) => show(req, res, 'お客様', customersPage(customers.list())))
  app.get('/admin/customers/:id', (req, res, next) => {
    const customer = customers.find(req.params.id)
    if (customer) showCustomer(req, res, customer)
    else next()
  })
  app.post('/admin/customers/:id', (req, res, next) => {
    const { memo, mark } = typed(req, 'memo', 'mark')
    const customer = customers.find(req.params.id)
    if (!customer) return next()
    // Written on the page of another member, who was signed in here before.
    if (mark !== markOf(req)) return showCustomer(req, res.status(409), customer, { error: othersPage })
    customers.note(customer.id, memo)
    showCustomer(req, res, { ...customer, memo }, { told: 'メモを保存しました。' })
  })
  app.get('/admin/accounts-banner', (req, res) => res.json(accounts ? gateOf(req).banner : null))

  app.use('/admin/settings', (req, res, next) => {
    if (memberOf(req)?.role === 'administrator') next()
    else res.status(403).type('text').send('管理者だけが操作できます。\n')
  })
  // Whoever walks up to a browser that was left open changes no members.
  if (accounts) app.use('/admin/settings', accounts.freshProof)
  app.get('/admin/settings/members', (req, res) => showMembers(req, res))
  app.post('/admin/settings/members', async (req, res) => {
    const { email, name, role, password } = typed(req, 'email', 'name', 'role', 'password')
    const isFit = /^[^@\s]+@[^@\s]+$/.test(email) && name !== '' && (role === 'staff' || role === 'administrator')
    if (!isFit || password.length < 8) return showMembers(req, res.status(400), { error: '入力内容をご確認ください。' })
    const member = await members.add({ email, name, role }, password)
    if (!member) return showMembers(req, res.status(409), { error: 'このメールアドレスは登録済みです。' })
    try {
      await accounts?.services.save(member)
    } catch {
      members.remove(member.id)
      return showMembers(req, res.status(502), { error: notTaken })
    }
    await showMembers(req, res, { told: `${name}さんを追加しました。` })
  })
  app.post('/admin/settings/members/:id/delete', async (req, res) => {
    const member = members.find(req.params.id)
    if (!member || member.id === memberOf(req)?.id)
      return showMembers(req, res.status(409), { error: 'このメンバーは削除できません。' })
    try {
      // There first: whoever is gone here must be gone there.
      await accounts?.services.remove(member.id)
    } catch {
      return showMembers(req, res.status(502), { error: notTaken })
    }
    members.remove(member.id)
    await showMembers(req, res, { told: `${member.name}さんを削除しました。` })
  })
  app.use((_req, res) => void res.status(404).type('text').send('ページが見つかりません。\n'))
  return app

  function memberOf(req: Request): LegacyMember | null {
    const id = signedInByAccounts(req)?.memberId ?? sessions.memberOf(req)
    return id === null ? null : members.find(id)
  }

  /** Whose page it is: a member's who came through accounts is told from every other's. */
  function markOf(req: Request): string {
    return (accounts && gateOf(req).sessionMark) ?? ''
  }

  function showCustomer(
    req: Request,
    res: Response,
    customer: Customer,
    { told = null, error = null }: { readonly told?: string | null; readonly error?: string | null } = {},
  ): void {
    show(req, res, `${customer.name} 様`, customerPage({ customer, mark: markOf(req), told, error }))
  }

  function signedInByAccounts(req: Request) {
    return accounts ? gateOf(req).member : null
  }

  function show(req: Request, res: Response, title: string, body: Html): void {
    const member = memberOf(req)
    const withBanner = bannerScript !== undefined && member !== null && accounts !== null
    const signOutUrl = (accounts && gateOf(req).signOutUrl) ?? '/admin/sign_out'
    res.type('html').send(layout({ shopName, title, member, signOutUrl, withBanner }, body))
  }

  function signIn(req: Request, email: string, error: string | null) {
    return { email, error, accountsUrl: accounts ? gateOf(req).signInUrl : null, rehearsalPath: rehearsal(req) }
  }

  /** While both ways work, and there is still something to rehearse. */
  function rehearsal(req: Request): string | null {
    return accounts && gateOf(req).phase === 'coexistence' ? rehearsalPath : null
  }

  async function showMembers(
    req: Request,
    res: Response,
    { told = null, error = null }: { readonly told?: string | null; readonly error?: string | null } = {},
  ): Promise<void> {
    const view = accounts ? gateOf(req) : null
    const isSwitching = view !== null && view.phase !== null && view.phase !== 'before'
    const rows = members.list().map((member) => {
      const standing = view?.standingOf(member.id)
      const unreached = standing?.isUnreached ? '。メールが届いていません。メールアドレスをご確認ください' : ''
      return { ...member, standing: standing ? `${standings[standing.state]}${unreached}` : null }
    })
    const findings = accounts && view?.phase === 'before' ? await readiness(accounts) : null
    const invitationsUrl = isSwitching ? (accounts?.invitationsUrl ?? null) : null
    show(req, res, 'メンバー管理', membersPage({ rows, told, error, invitationsUrl, findings }))
  }

  /** The page is of use without it. */
  function readiness({ services }: AdoptedGate): Promise<readonly Finding[] | null> {
    return services.findings().catch(() => null)
  }
}

const othersPage =
  '別のメンバーがログインしていたときの画面です。変更していません。内容を確認して、もう一度操作してください。'

/** Nothing was changed, on either side. */
const notTaken = 'ecforce accountsに反映できなかったため、変更していません。しばらくしてからもう一度お試しください。'

const standings = {
  claim: '初期設定がまだです',
  held: '確認待ちです',
  pending: '招待が必要です',
  active: '初期設定が完了しています',
  suspended: '停止中です',
} as const

function typed<Name extends string>(req: Request, ...names: readonly Name[]): Record<Name, string> {
  const body: Record<string, unknown> = req.body ?? {}
  const read = names.map((name) => [name, typeof body[name] === 'string' ? body[name] : ''] as const)
  return Object.fromEntries(read) as Record<Name, string>
}

function pageHeaders(_req: Request, res: Response, next: NextFunction): void {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  })
  next()
}

/** A form of another site's page changes nothing here. */
function ownForms(req: Request, res: Response, next: NextFunction): void {
  const isSafe = req.method === 'GET' || req.method === 'HEAD'
  const site = req.headers['sec-fetch-site']
  // What sends neither is no browser, and has no cookie that somebody else could use.
  const isOwn = site === undefined ? isOwnOrigin(req) : site === 'same-origin'
  if (isSafe || isOwn) next()
  else res.status(403).type('text').send('この操作は受け付けられません。\n')
}

function isOwnOrigin({ headers: { origin, host } }: Request): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
