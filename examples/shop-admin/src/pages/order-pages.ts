import type { Order } from '../orders.ts'
import { type Html, html } from './html.ts'

const yen = new Intl.NumberFormat('ja-JP', { style: 'currency', currency: 'JPY' })

export interface HomePage {
  readonly name: string
  /** How many orders wait to be sent. */
  readonly waiting: number
  /** Where scripts are tried before the cut; `null` outside coexistence. */
  readonly rehearsalPath: string | null
}

export function homePage({ name, waiting, rehearsalPath }: HomePage): Html {
  return html`<p>${name}さん、お疲れさまです。</p><p>出荷をお待ちの受注が<a href="/admin/orders">${waiting}件</a>あります。</p>
${rehearsalPath ? html`<p>RPAをお使いの場合は、切り替えの前に<a href="${rehearsalPath}">RPAの予行演習</a>で動作をご確認ください。</p>` : null}`
}

export function ordersPage(orders: readonly Order[]): Html {
  return html`<table><thead><tr><th scope="col">受注番号</th><th scope="col">お客様</th><th scope="col">金額</th><th scope="col">状態</th></tr></thead>
<tbody>${orders.map(
    ({ id, customer, yen: amount, state }) =>
      html`<tr><td><a href="/admin/orders/${id}">${id}</a></td><td>${customer}</td><td>${yen.format(amount)}</td><td>${state}</td></tr>`,
  )}</tbody></table>`
}

export function orderPage({ customer, yen: amount, state }: Order): Html {
  return html`<dl><dt>お客様</dt><dd>${customer}</dd><dt>金額</dt><dd>${yen.format(amount)}</dd><dt>状態</dt><dd>${state}</dd></dl>
<p><a href="/admin/orders">受注管理に戻る</a></p>`
}
