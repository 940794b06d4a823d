import type { EmailKey } from '../primitives/email-address.ts'

/** What mailboxes are called that belong to a task. */
const roleWords = new Set(
  (
    'account accounting accounts admin administrator all billing contact cs customer ec ecforce eigyo group hanbai hello help ' +
    'helpdesk hr info information inquiry it jimu kanri keiri logistics mail marketing no noreply office online order ' +
    'orders postmaster pr press recruit reply root sales service shipping shop shopmaster soko soumu staff stock store ' +
    'support system team tech tencho tenpo toiawase uketsuke warehouse web webmaster webshop www zaiko'
  ).split(' '),
)

/** Whether an address is called after a task (`info`, `shop-staff2`) rather than after a person. Pure. */
export function isRoleMailbox(email: EmailKey): boolean {
  const local = email.slice(0, email.lastIndexOf('@')).split('+')[0] ?? ''
  const words = local.split(/[._-]+|\d+/).filter((word) => word !== '')
  return words.length > 0 && words.every((word) => roleWords.has(word))
}
