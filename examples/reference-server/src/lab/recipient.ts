import { domainToASCII } from 'node:url'

const atom = String.raw`[^\s"(),.:;<>@[\\\]]+`
const dotString = new RegExp(`^${atom}(?:\\.${atom})*$`)
const quotedString = /^"(?:[^"\\]|\\.)*"$/

/**
 * The key a mailbox is looked up by: local part unquoted, everything in lower case, the domain as A-labels.
 * `"Rin..Hayakawa."@Keitai.example` and `rin..hayakawa.@keitai.example` have one key.
 */
export function recipientKey(address: string): string {
  const trimmed = address.trim()
  const at = trimmed.lastIndexOf('@')
  if (at === -1) return trimmed.toLowerCase()

  const domain = trimmed.slice(at + 1).toLowerCase()
  return `${unquote(trimmed.slice(0, at)).toLowerCase()}@${domainToASCII(domain) || domain}`
}

/** Whether the local part is a Dot-string or a Quoted-string (RFC 5321 section 4.1.2), as an SMTP envelope needs it. */
export function hasEnvelopeSyntax(address: string): boolean {
  const at = address.lastIndexOf('@')
  const local = at === -1 ? address : address.slice(0, at)
  return dotString.test(local) || quotedString.test(local)
}

function unquote(local: string): string {
  return quotedString.test(local) ? local.slice(1, -1).replace(/\\(.)/g, '$1') : local
}
