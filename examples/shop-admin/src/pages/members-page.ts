import type { Finding } from '../accounts-services.ts'
import type { LegacyMember } from '../members.ts'
import { type Html, html } from './html.ts'

export interface MemberRow extends LegacyMember {
  /** How accounts has this member, in words; `null` while that means nothing. */
  readonly standing: string | null
}

export interface MembersPage {
  readonly rows: readonly MemberRow[]
  /** What came of the last change. */
  readonly told: string | null
  readonly error: string | null
  /** Where people are invited; `null` while adding somebody here is enough. */
  readonly invitationsUrl: string | null
  /** What should be looked at before the switch; `null` when accounts has not been asked. */
  readonly findings: readonly Finding[] | null
}

const roles: Readonly<Record<string, string>> = { administrator: '管理者', staff: 'スタッフ' }

export function membersPage({ rows, told, error, invitationsUrl, findings }: MembersPage): Html {
  return html`${told ? html`<p role="status" class="told">${told}</p>` : null}
${error ? html`<p role="alert" class="error">${error}</p>` : null}
${invitationsUrl ? invitations(invitationsUrl) : null}
<table><thead><tr><th scope="col">氏名</th><th scope="col">メールアドレス</th><th scope="col">権限</th><th scope="col">ecforce accounts</th><th scope="col"><span class="hidden">操作</span></th></tr></thead>
<tbody>${rows.map(memberRow)}</tbody></table>
<h2>メンバーを追加</h2>
<form method="post" action="/admin/settings/members" class="card">
<label for="name">氏名</label><input id="name" name="name" required>
<label for="email">メールアドレス</label><input id="email" name="email" type="email" required>
<label for="role">権限</label><select id="role" name="role"><option value="staff">スタッフ</option><option value="administrator">管理者</option></select>
<label for="password">初期パスワード</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="8" required>
<button class="primary">追加する</button>
</form>
${findings ? readiness(findings) : null}`
}

function memberRow({ id, name, email, role, standing }: MemberRow): Html {
  return html`<tr><td>${name}</td><td>${email}</td><td>${roles[role] ?? role}</td><td>${standing ?? '—'}</td>
<td><form method="post" action="/admin/settings/members/${id}/delete"><button aria-label="${name}さんを削除">削除</button></form></td></tr>`
}

/** Being in this list is enough no more, and who adds somebody has to know (R6). */
function invitations(url: string): Html {
  return html`<p class="note">ここでメンバーを追加しただけでは、ecforce accountsにログインできません。追加したあと、<a href="${url}">ecforce accountsから招待メールを送信</a>してください。</p>`
}

function readiness(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<h2>切り替えの準備</h2><p>ご確認いただくことはありません。</p>`
  return html`<h2>切り替えの準備</h2>
<p>切り替えの前に、次のメンバーをご確認ください。API連携の設定を変更する必要はありません。</p>
<ul>${findings.map(({ member, why, todo }) => html`<li><strong>${member}</strong>：${why}<br>${todo}</li>`)}</ul>`
}
