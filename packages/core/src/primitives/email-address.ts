import { domainToASCII } from 'node:url'

/** The canonical form of an address: lower-case ASCII, A-label domain. Rows are matched and mail is sent by it alone. */
export type EmailKey = string

/** An address as a key to match by, and as its owner typed it, for the eye alone. */
export interface EmailAddress {
  readonly key: EmailKey
  readonly typed: string
}

export type EmailProblem = 'empty' | 'too_long' | 'not_one_address' | 'local_part' | 'domain'

const atext = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/
const dotAtom = /^[^.]+(?:\.[^.]+)*$/
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads one address (RFC 5321 section 4.1.2, without quoted strings and address literals).
 *
 * Full-width forms of ASCII, as a Japanese keyboard makes them, are folded first; anything else outside ASCII is
 * refused in the local part and becomes an A-label in the domain. Dots may stand anywhere in the local part: phone
 * carriers in Japan gave out addresses such as `a..b@` and `a.@`, and they are deliverable.
 */
export function parseEmailAddress(
  text: string,
): { readonly ok: true; readonly address: EmailAddress } | { readonly ok: false; readonly reason: EmailProblem } {
  if (text.length > 512) return { ok: false, reason: 'too_long' }
  const typed = foldFullWidth(text).trim()
  if (typed === '') return { ok: false, reason: 'empty' }

  const at = typed.indexOf('@')
  if (at < 0 || at !== typed.lastIndexOf('@')) return { ok: false, reason: 'not_one_address' }

  const local = typed.slice(0, at)
  if (!atext.test(local)) return { ok: false, reason: 'local_part' }
  if (local.length > 64) return { ok: false, reason: 'too_long' }

  const domain = asciiDomain(typed.slice(at + 1))
  if (domain === null) return { ok: false, reason: 'domain' }

  const key = `${local.toLowerCase()}@${domain}`
  if (key.length > 254) return { ok: false, reason: 'too_long' }
  return { ok: true, address: { key, typed } }
}

/** How SMTP wants the address: the local part quoted where it is no dot-atom (RFC 5321 section 4.1.2). */
export function smtpPath(key: EmailKey): string {
  const at = key.lastIndexOf('@')
  const local = key.slice(0, at)
  return dotAtom.test(local) ? key : `"${local}"${key.slice(at)}`
}

/** The address with all of its local part hidden but the first letter, for screens that must not tell it. */
export function maskEmailAddress(key: EmailKey): string {
  const at = key.lastIndexOf('@')
  return `${key.slice(0, 1)}***${key.slice(at)}`
}

/** U+FF01 to U+FF5E are ASCII's own characters, wide; the ideographic space is a space. Nothing else is folded. */
function foldFullWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
}

function asciiDomain(text: string): string | null {
  // domainToASCII reads as a URL's host does: 0x7f.1 would become an IPv4 address, `a:1` lose its port.
  if (/[\s:/?#@[\]\\%]/.test(text)) return null
  const domain = domainToASCII(text)
  const labels = domain.split('.')
  const top = labels.at(-1) ?? ''
  if (labels.length < 2 || domain.length > 253 || /^[0-9]+$/.test(top)) return null
  return labels.every((label) => domainLabel.test(label)) ? domain : null
}
