import type { GateMember } from '@ecforce-accounts/express-adapter/service'
import { type Html, html } from './html.ts'

export interface RehearsalPage {
  /** Where the sign-in begins that comes back here. */
  readonly startUrl: string
  /** Who came back by it; `null`: nobody yet. */
  readonly member: GateMember | null
}

/** A script is led through the sign-in that every member has after the cut, and reads here whether it got through. */
export function rehearsalPage({ startUrl, member }: RehearsalPage): Html {
  if (member) {
    const code = member.sessionClass === 'robot' ? '省略されました' : '入力されました'
    return html`<p id="rehearsal-result">成功：ecforce accountsのログインで、この画面まで戻りました。</p>
<dl><dt>ログインしたメンバー</dt><dd>${member.email ?? member.memberId}</dd><dt>ワンタイムコード</dt><dd>${code}</dd></dl>
<p>この手順は、切り替えのあともそのまま使えます。</p>`
  }
  return html`<p>切り替えのあとは、RPAもecforce accountsの画面からログインします。切り替えの前に、ここから試せます。</p>
<ol>
<li>RPAに、下の「予行演習を始める」の先を開かせます。</li>
<li>メールアドレス、続ける、パスワード、続けるの順に入力させます。</li>
<li>この画面に戻り、「成功」と表示されることを確認します。</li>
</ol>
<p><a id="rehearsal-start" href="${startUrl}">予行演習を始める</a></p>
<p>これまでのログイン画面は、切り替えまでそのまま使えます。</p>`
}
