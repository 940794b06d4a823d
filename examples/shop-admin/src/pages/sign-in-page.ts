import { type Html, html } from './html.ts'

export interface SignInPage {
  readonly email: string
  readonly error: string | null
  /** Where members sign in through accounts already; `null` before that is so. */
  readonly accountsUrl: string | null
  /** Where scripts are tried before the cut; `null` outside coexistence. */
  readonly rehearsalPath: string | null
}

export function signInPage({ email, error, accountsUrl, rehearsalPath }: SignInPage): Html {
  return html`${error ? html`<p role="alert" class="error">${error}</p>` : null}
<form method="post" action="/admin/sign_in" class="card">
<label for="email">メールアドレス</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${email}">
<label for="password">パスワード</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary">ログイン</button>
</form>
${accountsUrl ? html`<p>ecforce accountsの初期設定がお済みの方は、<a href="${accountsUrl}">ecforce accountsでログイン</a>できます。</p>` : null}
${rehearsalPath ? html`<p><a href="${rehearsalPath}">RPAの予行演習</a></p>` : null}`
}
