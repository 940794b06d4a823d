import { adminUrlOf, castShops, firstPeople } from './cast.ts'

export interface GuideAddresses {
  readonly issuer: string
  readonly mailbox: string
  readonly shopAdminPort: number
}

/** What the terminal says once the demonstration runs. */
export function guide({ issuer, mailbox, shopAdminPort }: GuideAddresses): string {
  const list = firstPeople.map(
    ({ name, email, password, ja, en }) => `  ${name}  ${email}  /  ${password}\n    ${ja}\n    ${en}\n`,
  )
  const shops = castShops.map(
    ({ id, name }, index) =>
      `${index === 0 ? '  管理画面 / Shop admins      ' : ' '.repeat(30)} ${adminUrlOf(id, shopAdminPort)}  ${name}`,
  )
  return `
ecforce accounts のデモが始まりました / The demonstration is running

  はじめに / Start here        ${issuer}/lab
  ログイン / Sign in           ${issuer}/sign-in
  サービス一覧 / Portal        ${issuer}/portal/apps
  運用 / Console               ${issuer}/console
  メールボックス / Mailbox     ${mailbox}
${shops.join('\n')}
  認証アプリ / Authenticator   ${mailbox}/authenticator
  登場人物 / Cast              ${issuer}/lab/cast
  時計 / Clock                 ${issuer}/lab/clock
  メールの見本 / Sample mails  ${mailbox}/mails
  デザイン / Design            ${issuer}/lab/design

お試しいただける方（アドレス / パスワード） / People to try (address / password)

${list.join('\n')}
二週間を進める（時計のページでもできます） / Let two weeks pass (or use the clock page):
  curl -X POST ${issuer}/lab/clock -H 'Content-Type: application/json' -d '{"advanceSeconds":1209600}'

Ctrl+C で終わります。次に始めるときは、はじめの状態に戻ります。 / Ctrl+C ends it; the next start begins afresh.
`
}
