import type { Catalogue } from './catalogue.ts'

/** What the portal says. */
export const portalWords = {
  'portal.title': { ja: 'サービス一覧', en: 'Your services' },
  'portal.ready': { ja: 'ご利用の準備が完了しました。', en: 'You are all set.' },
  'portal.ready.coexistence': {
    ja: '{shop}では{date}まで、従来のログイン方法も使えます。',
    en: '{shop} also keeps its former sign-in until {date}.',
  },
  'portal.bookmark': {
    ja: '次回からは、次のアドレスをブックマークして開いてください。',
    en: 'From now on, open the shop by its own address. Bookmark it:',
  },
  'portal.bookmark.more': { ja: 'ほかのサービスのアドレス（{n}件）', en: 'Addresses of your other services ({n})' },
  'portal.continueTo': { ja: '開こうとしていたページに進む', en: 'Go to the page you asked for' },
  'portal.login': { ja: 'ログイン', en: 'Sign in' },
  'portal.unconnected': { ja: '準備中のショップ', en: 'Not connected yet' },
  'portal.unconnected.own': {
    ja: 'まだここからは開けません。それまでは、ショップのこれまでのログイン画面をお使いください。',
    en: "Cannot be opened from here yet. Until then, use the shop's own sign-in page.",
  },
  'portal.unconnected.ownUntil': {
    ja: 'まだここからは開けません。{date}までは、ショップのこれまでのログイン画面をお使いください。',
    en: "Cannot be opened from here yet. Until {date}, use the shop's own sign-in page.",
  },
  'portal.unconnected.wait': {
    ja: 'まだここからは開けません。ショップの設定が済むと開けます。お急ぎの場合は、ショップの管理者にご連絡ください。',
    en: "Cannot be opened from here yet: the shop is still being set up. In a hurry? Ask your shop's administrator.",
  },
  'portal.empty': {
    ja: 'いま利用できるサービスはありません。ショップの管理者に招待をご依頼ください。',
    en: "No service is open to you yet. Ask your shop's administrator for an invitation.",
  },
  'portal.search': { ja: 'サービスを探す', en: 'Find a service' },
  'portal.found': { ja: '{n}件のサービス', en: 'Services shown: {n}' },
  'portal.noMatch': { ja: '「{query}」に一致するサービスはありません。', en: 'No service matches "{query}".' },
  'portal.account': { ja: 'アカウントメニュー：{email}', en: 'Account menu: {email}' },
  'portal.nav': { ja: 'メニュー', en: 'Sections' },
  'profile.title': { ja: 'プロフィール管理', en: 'Profile' },
  'members.title': { ja: 'メンバー', en: 'Members' },
  'robots.title': { ja: 'RPA', en: 'Robots' },
  'portal.signOut': { ja: 'ログアウト', en: 'Sign out' },
  'portal.signingOut': { ja: 'ログアウトしています…', en: 'Signing out…' },
} as const satisfies Catalogue
