import { BYPASS_ADDRESSES, BYPASS_MEMBERS, bypassDays } from '../domain/bypass.ts'
import { isAdministratorRole, type Member } from '../domain/member.ts'
import {
  type AddressRange,
  ipv4Union,
  parseAddressRange,
  type RangeRefusal,
  spanOf,
} from '../primitives/address-range.ts'
import { hasControlCharacter } from '../primitives/plain-text.ts'
import { type SpecialUse, specialUseOf } from '../primitives/special-ranges.ts'

/** What a shop asks for, as it was typed. */
export interface BypassDraft {
  readonly purpose: string
  readonly provider: string
  readonly memberIds: readonly string[]
  readonly ranges: readonly string[]
  readonly validDays: number
  readonly shadow: boolean
}

/** What is wrong with one row of a request: `field` and, of a list, `row` from 0 say which. */
export interface BypassProblem {
  readonly field: keyof BypassDraft
  readonly row: number | null
  readonly reason: BypassProblemReason
  /** What was typed there; empty where it is about the whole list. */
  readonly typed: string
  /** How it is written in the one way there is; `null` where that cannot be told. */
  readonly suggestion: string | null
  /** The row, from 0, that it stands in conflict with; `null` for none. */
  readonly other: number | null
}

export type BypassProblemReason =
  | RangeRefusal['reason']
  | SpecialUse
  /** More addresses than any request may have in one range: IPv4 wider than `/24`, IPv6 wider than `/64`. */
  | 'too-wide'
  | 'duplicate'
  | 'overlap'
  /** More IPv4 addresses together, or more IPv6 ranges, than one request may have. */
  | 'too-many'
  | 'missing'
  | 'too-long'
  | 'not-plain'
  /** No member of this shop, or not any more. */
  | 'unknown'
  | 'administrator'
  | 'out-of-bounds'

/** How long the texts of a request may be, in UTF-16 code units. */
export const bypassTexts = {
  purpose: 500,
  provider: 100,
  ticket: 64,
  question: 1000,
  answer: 1000,
  reason: 1000,
} as const

/** The shortest prefixes: what one operator approves, and what two do. */
export const bypassPrefixes = { alone: 28, together: 24, ipv6: 64 } as const

/** How many IPv4 addresses a request covers at most that two operators approve. */
export const WIDE_ADDRESSES = 256

export interface BypassRules {
  /** Whether addresses that stand in documents alone are taken: for tests and demonstrations. */
  readonly documentationRanges: boolean
}

/** Everything that is wrong with a request, row by row; nothing when it can be asked for. Pure. */
export function bypassProblems(
  draft: BypassDraft,
  members: readonly Pick<Member, 'id' | 'state' | 'role'>[],
  rules: BypassRules,
): readonly BypassProblem[] {
  return [
    ...textProblems('purpose', draft.purpose),
    ...textProblems('provider', draft.provider),
    ...memberProblems(draft.memberIds, members),
    ...rangeProblems(draft.ranges, rules),
    ...(isWhole(draft.validDays, 1, bypassDays.most) ? [] : [problem('validDays', 'out-of-bounds')]),
  ]
}

/** Whether a second operator has to stand behind a request of these ranges. */
export function isWide(ranges: readonly AddressRange[]): boolean {
  return ranges.map(spanOf).some(({ version, prefix }) => version === 4 && prefix < bypassPrefixes.alone)
}

/** The ranges of a request without problems, in canonical text. */
export function canonicalRanges(typed: readonly string[]): readonly AddressRange[] {
  return typed.flatMap((text) => parseAddressRange(text.trim()).range ?? [])
}

function rangeProblems(typed: readonly string[], rules: BypassRules): BypassProblem[] {
  if (typed.length === 0) return [problem('ranges', 'missing')]
  // Read once: each is held against all before it.
  const rows = typed.map((text) => {
    const { range, refused } = parseAddressRange(text.trim())
    return range === undefined ? { refused } : { range, span: spanOf(range) }
  })
  const problems = rows.flatMap((row, index) => {
    const about = { row: index, typed: typed[index] ?? '' }
    if (row.range === undefined)
      return [problem('ranges', row.refused.reason, { ...about, suggestion: row.refused.suggestion })]
    const use = specialUseOf(row.range)
    if (use !== null && !(use === 'documentation' && rules.documentationRanges)) return [problem('ranges', use, about)]
    const { version, prefix } = row.span
    const least = version === 4 ? bypassPrefixes.together : bypassPrefixes.ipv6
    if (prefix < least) return [problem('ranges', 'too-wide', about)]
    const other = rows.findIndex(
      (one, before) => before < index && one.range !== undefined && overlap(one.span, row.span),
    )
    if (other < 0) return []
    return [problem('ranges', rows[other]?.range === row.range ? 'duplicate' : 'overlap', { ...about, other })]
  })
  return problems.length > 0 ? problems : tooMany(rows.flatMap(({ range }) => range ?? []))
}

function tooMany(ranges: readonly AddressRange[]): BypassProblem[] {
  const most = isWide(ranges) ? WIDE_ADDRESSES : BYPASS_ADDRESSES
  const ofIpv6 = ranges.filter((range) => spanOf(range).version === 6).length
  return ipv4Union(ranges) > most || ofIpv6 > BYPASS_ADDRESSES ? [problem('ranges', 'too-many')] : []
}

type Span = ReturnType<typeof spanOf>

function overlap(a: Span, b: Span): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last
}

function memberProblems(
  ids: readonly string[],
  members: readonly Pick<Member, 'id' | 'state' | 'role'>[],
): BypassProblem[] {
  if (ids.length === 0) return [problem('memberIds', 'missing')]
  if (ids.length > BYPASS_MEMBERS) return [problem('memberIds', 'too-many')]
  return ids.flatMap((id, row) => {
    const about = { row, typed: id }
    const member = members.find((one) => one.id === id)
    if (!member || member.state === 'removed') return [problem('memberIds', 'unknown', about)]
    if (isAdministratorRole(member.role)) return [problem('memberIds', 'administrator', about)]
    const other = ids.indexOf(id)
    return other < row ? [problem('memberIds', 'duplicate', { ...about, other })] : []
  })
}

function textProblems(field: 'purpose' | 'provider', text: string): BypassProblem[] {
  if (text.trim() === '') return [problem(field, 'missing')]
  if (text.length > bypassTexts[field]) return [problem(field, 'too-long')]
  return isPlainLines(text) ? [] : [problem(field, 'not-plain')]
}

/** Whether a text of several lines has nothing in it that a page or a mail would have to fear. */
export function isPlainLines(text: string): boolean {
  return !hasControlCharacter(text.replaceAll(/\r?\n/g, ''))
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function problem(
  field: BypassProblem['field'],
  reason: BypassProblemReason,
  more: Partial<BypassProblem> = {},
): BypassProblem {
  return { field, row: null, reason, typed: '', suggestion: null, other: null, ...more }
}
