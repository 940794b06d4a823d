import type { Customer } from '../customers.ts'
import { type Html, html } from './html.ts'

export interface CustomerPage {
  readonly customer: Customer
  /** Whose page this is; comes back with the form. */
  readonly mark: string
  /** What came of the last change. */
  readonly told: string | null
  readonly error: string | null
}

export function customersPage(customers: readonly Customer[]): Html {
  return html`<ul>${customers.map(({ id, name }) => html`<li><a href="/admin/customers/${id}">${name}</a></li>`)}</ul>`
}

export function customerPage({ customer: { id, memo }, mark, told, error }: CustomerPage): Html {
  return html`${told ? html`<p role="status" class="told">${told}</p>` : null}
${error ? html`<p role="alert" class="error">${error}</p>` : null}
<form method="post" action="/admin/customers/${id}" class="card">
<input type="hidden" name="mark" value="${mark}">
<label for="memo">メモ</label>
<input id="memo" name="memo" value="${memo}" maxlength="200">
<button class="primary">保存する</button>
</form>
<p><a href="/admin/customers">お客様の一覧に戻る</a></p>`
}
