import type { InvitationMail } from '@ecforce-accounts/core'
import { button, code, heading, paragraph, smallPrint } from './letter.ts'
import type { MailWords } from './mail-words.ts'
import type { TemplatesOfKind } from './render-mail.ts'

/** Brings an invitation, or reminds of it: a link, and six digits where the link does not work. */
export const invitationMail: TemplatesOfKind<InvitationMail> = {
  ja: (mail, words) => ({
    subject: mail.isReminder
      ? `【${mail.shopName}】ecforce accountsへの招待の期限が近づいています`
      : `【${mail.shopName}】ecforce accountsへの招待`,
    preheader: `${words.instant(mail.validUntil)}までに登録をお願いします。`,
    blocks: [
      heading(`${mail.shopName}への招待`),
      paragraph(
        `${mail.inviterName === null ? '' : `${mail.inviterName}様から`}${mail.shopName}のメンバー${roleInJapanese(mail.role)}として招待されました。`,
      ),
      paragraph(`${words.instant(mail.validUntil)}までに登録をお願いします。`),
      button('招待を確認する', invitationPage(mail.token, words)),
      paragraph(`リンクが開けないときは、${words.page('/invitations')}で次の番号を入力してください。`),
      code('招待の番号', mail.code),
      ...(mail.isReminder ? [smallPrint('このリンクと番号は、前にお送りした招待メールと同じです。')] : []),
      smallPrint('お心当たりがない場合は、このメールを破棄してください。登録しない限り、何も始まりません。'),
    ],
  }),

  en: (mail, words) => ({
    subject: mail.isReminder
      ? `Your invitation to ${mail.shopName} ends soon`
      : `${mail.shopName} invites you to ecforce accounts`,
    preheader: `Please register by ${words.instant(mail.validUntil)}.`,
    blocks: [
      heading(`Invitation to ${mail.shopName}`),
      paragraph(
        `${mail.inviterName === null ? 'You are invited' : `${mail.inviterName} invites you`} to ${mail.shopName}${mail.role === null ? '' : ` as ${mail.role}`}.`,
      ),
      paragraph(`Please register by ${words.instant(mail.validUntil)}.`),
      button('See the invitation', invitationPage(mail.token, words)),
      paragraph(`If the link fails, enter this number at ${words.page('/invitations')}:`),
      code('Number of the invitation', mail.code),
      ...(mail.isReminder ? [smallPrint('Link and number are those of the invitation you were sent before.')] : []),
      smallPrint('If you do not expect this, ignore it; nothing happens unless you register.'),
    ],
  }),
}

/** The token stands behind the `#`: no server on the way is sent it. */
function invitationPage(token: string, words: MailWords): string {
  return words.page(`/invitations#token=${token}`)
}

function roleInJapanese(role: string | null): string {
  return role === null ? '' : `（${rolesInJapanese.get(role) ?? role}）`
}

/** The roles that every shop has; another is called what its shop calls it. In English these are words already. */
const rolesInJapanese: ReadonlyMap<string, string> = new Map([
  ['administrator', '管理者'],
  ['staff', 'スタッフ'],
])
