import type { LegacyMember } from '../members.ts'
import { type Html, html } from './html.ts'

/** What stands around every page. */
export interface Frame {
  readonly shopName: string
  readonly title: string
  readonly member: LegacyMember | null
  /** Where the form of the sign-out goes. */
  readonly signOutUrl: string
  /** Whether the top of the page has the banner of accounts. */
  readonly withBanner: boolean
}

export function layout({ shopName, title, member, signOutUrl, withBanner }: Frame, body: Html): string {
  const page = html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | ${shopName}</title>
<link rel="stylesheet" href="/assets/shop-admin.css">
${withBanner ? html`<script type="module" src="/assets/accounts-banner.js"></script>` : null}
</head>
<body>
<header>
<p class="shop">${shopName} <span>管理画面</span></p>
${member ? navigation(member, signOutUrl) : null}
</header>
<main>
${withBanner ? html`<accounts-banner src="/admin/accounts-banner"></accounts-banner>` : null}
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return page.text
}

function navigation({ name, role }: LegacyMember, signOutUrl: string): Html {
  return html`<nav aria-label="メニュー">
<a href="/admin">ホーム</a>
<a href="/admin/orders">受注管理</a>
<a href="/admin/customers">お客様</a>
${role === 'administrator' ? html`<a href="/admin/settings/members">設定 &gt; メンバー/権限 &gt; メンバー管理</a>` : null}
</nav>
<form method="post" action="${signOutUrl}"><span>${name}さん</span> <button>ログアウト</button></form>`
}
