import { hashSync } from '@node-rs/bcrypt'

/** A row of an import file; what is left out is what most tests do not care about. */
export interface CsvMember {
  readonly shop?: string
  readonly id?: string
  readonly email: string
  readonly name?: string
  readonly role?: string
  readonly password?: string
  /** Of the app that the shop's own system asks for. */
  readonly totpSecret?: string
  /** ISO 8601; '' for never. */
  readonly lastSignInAt?: string
}

export const memberPassword = 'asagao-no-kaze-26'

/** The cheapest cost that an import takes: tests check passwords, not machines. */
const COST = 4

const columns = 'shop_id,legacy_id,email,name,role,password_hash'

/** An import file of these members, of the shop `hogehoge` unless they say otherwise. */
export function memberCsv(members: readonly CsvMember[]): string {
  const withSecrets = members.some(({ totpSecret }) => totpSecret !== undefined)
  const withSignIns = members.some(({ lastSignInAt }) => lastSignInAt !== undefined)
  const head = [columns, ...(withSecrets ? ['totp_secret'] : []), ...(withSignIns ? ['last_sign_in_at'] : [])]
  const lines = members.map((member, n) => {
    const { shop = 'hogehoge', id, email, name = '', role = 'staff', password, totpSecret, lastSignInAt } = member
    const row = [shop, id ?? String(n + 1), email, name, role, hashOf(password ?? memberPassword)]
    if (withSecrets) row.push(totpSecret ?? '')
    if (withSignIns) row.push(lastSignInAt ?? '')
    return row.join(',')
  })
  return `${[head.join(','), ...lines].join('\n')}\n`
}

const hashes = new Map<string, string>()

function hashOf(password: string): string {
  const hash = hashes.get(password) ?? hashSync(password, { cost: COST })
  hashes.set(password, hash)
  return hash
}
