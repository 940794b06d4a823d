import type { AddressRange } from '../../domain/bypass.ts'
import { type BusinessHours, dueWithin } from '../../policy/business-days.ts'
import {
  type BypassDraft,
  bypassProblems,
  bypassTexts,
  canonicalRanges,
  isPlainLines,
} from '../../policy/bypass-request.ts'
import type { Instant } from '../../primitives/clock.ts'
import type { MemberId, ShopId } from '../../primitives/ids.ts'
import type { BypassDeps } from './bypass.ts'
import { BypassRefusedError } from './refusals.ts'

/** Within how many business days operators answer. */
export const ANSWER_BUSINESS_DAYS = 2

/** What of a draft is kept. */
export interface ReadDraft extends Omit<BypassDraft, 'memberIds' | 'ranges'> {
  readonly memberIds: readonly MemberId[]
  readonly ranges: readonly AddressRange[]
}

export type RequestDrafts = ReturnType<typeof requestDrafts>

/** How drafts become requests. */
export function requestDrafts(
  deps: Pick<
    BypassDeps,
    'memberships' | 'documentationRanges' | 'isHoliday' | 'companyHolidays' | 'cutOffHour' | 'clock'
  >,
) {
  const { memberships, documentationRanges, isHoliday, companyHolidays, cutOffHour, clock } = deps
  return { read, assertMembers, businessHours, dueAt }

  /** The draft in the form it is kept; throws `BypassRefusedError` with everything that is wrong with it. */
  async function read(shopId: ShopId, draft: BypassDraft): Promise<ReadDraft> {
    await refuseProblems(shopId, draft)
    return {
      purpose: draft.purpose.trim(),
      provider: draft.provider.trim(),
      memberIds: draft.memberIds.map((id) => id as MemberId),
      ranges: canonicalRanges(draft.ranges),
      validDays: draft.validDays,
      shadow: draft.shadow,
    }
  }

  /** Throws `BypassRefusedError` when the members of a request could not be asked for any more. */
  async function assertMembers(shopId: ShopId, draft: BypassDraft): Promise<void> {
    await refuseProblems(shopId, draft, 'memberIds')
  }

  async function refuseProblems(shopId: ShopId, draft: BypassDraft, about?: keyof BypassDraft): Promise<void> {
    const rows = await Promise.all(draft.memberIds.map((id) => memberships.find(shopId, id as MemberId)))
    const members = rows.filter((row) => row !== null)
    const problems = bypassProblems(draft, members, { documentationRanges }).filter(
      ({ field }) => about === undefined || field === about,
    )
    if (problems.length > 0) throw new BypassRefusedError('invalid', problems)
  }

  async function businessHours(): Promise<BusinessHours> {
    return { isHoliday: await isHoliday(), companyHolidays, cutOffHour }
  }

  async function dueAt(): Promise<Instant> {
    return dueWithin(ANSWER_BUSINESS_DAYS, clock.now(), await businessHours())
  }
}

/** A text that somebody is told; throws `BypassRefusedError` for none and for one that is no plain text. */
export function readText(text: string, field: 'ticket' | 'question' | 'answer' | 'reason'): string {
  const read = text.trim()
  if (read === '' || read.length > bypassTexts[field] || !isPlainLines(read))
    throw new BypassRefusedError('text_missing')
  return read
}
