import { memberTexts } from '../../domain/member.ts'
import { type EmailAddress, parseEmailAddress } from '../../primitives/email-address.ts'
import { isPlainText } from '../../primitives/plain-text.ts'
import { csvReader } from '../../vendors/csv.ts'

/** Somebody to be invited, as typed. */
export interface TypedInvitee {
  readonly email: string
  /** Empty and absent alike: nobody has said. */
  readonly name?: string | undefined
  readonly role?: string | undefined
}

/** Somebody to be invited, every value checked. */
export interface Invitee {
  readonly email: EmailAddress
  readonly name: string | null
  readonly role: string | null
}

export type InviteeProblem = 'row_unreadable' | 'address_invalid' | 'name_invalid' | 'role_invalid'

/** Checks one row; white space around a value is not part of it. */
export function readInvitee({ email, name, role }: TypedInvitee): Invitee | InviteeProblem {
  const read = parseEmailAddress(email)
  if (!read.ok) return 'address_invalid'
  const texts = { name: name?.trim() || null, role: role?.trim() || null }
  if (texts.name !== null && !isPlainText(texts.name, memberTexts.name)) return 'name_invalid'
  if (texts.role !== null && !isPlainText(texts.role, memberTexts.role)) return 'role_invalid'
  return { email: read.address, ...texts }
}

const columns = {
  email: ['email', 'e-mail', 'mail', 'メールアドレス', 'メール', 'アドレス'],
  name: ['name', '氏名', '名前', 'お名前'],
  role: ['role', '役割', '権限', 'ロール'],
} as const
type Column = keyof typeof columns
const byPosition: readonly Column[] = ['email', 'name', 'role']

/**
 * A list as somebody pastes it or reads it from a CSV file: a person a line, as address, name and role with commas or
 * tabs between, quoted or not. A first line of headings says in which order; headings that are not known are passed over,
 * as are empty lines. A line that cannot be read is `null` and costs no other.
 */
export async function readInviteeList(text: string): Promise<readonly (TypedInvitee | null)[]> {
  const parse = await csvReader()
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const rows = lines.filter((line) => line.trim() !== '').map((line) => fieldsOf(line, parse))
  const headings = rows[0]?.map(columnOf) ?? []
  const hasHeadings = headings.includes('email')
  const order = hasHeadings ? headings : byPosition
  return rows.slice(hasHeadings ? 1 : 0).map((fields) => fields && inviteeOf(fields, order))
}

function fieldsOf(line: string, parse: (text: string) => string[][] | null): readonly string[] | null {
  if (line.includes('\t') && !line.includes('"')) return line.split('\t')
  return parse(line)?.[0] ?? null
}

function columnOf(heading: string): Column | null {
  const said = heading.trim().toLowerCase()
  return byPosition.find((column) => (columns[column] as readonly string[]).includes(said)) ?? null
}

function inviteeOf(fields: readonly string[], order: readonly (Column | null)[]): TypedInvitee {
  const field = (column: Column) => fields[order.indexOf(column)]
  return { email: field('email') ?? '', name: field('name'), role: field('role') }
}
