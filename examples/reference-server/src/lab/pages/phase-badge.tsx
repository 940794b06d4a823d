import { Badge } from '../../pages/ui/badge.tsx'
import type { CastSheetShop } from '../cast-sheet.ts'
import { useLabWords } from './lab-words.ts'

export interface PhaseBadgeProps {
  readonly shop: Pick<CastSheetShop, 'announcedAt' | 'enforcedAt'>
  readonly now: number
}

/** Where a shop is in its switch. */
export function PhaseBadge({ shop: { announcedAt, enforcedAt }, now }: PhaseBadgeProps) {
  const { phase } = useLabWords()
  if (announcedAt === null || now < Date.parse(announcedAt)) return <Badge>{phase.before}</Badge>
  if (enforcedAt === null || now < Date.parse(enforcedAt)) return <Badge tone="info">{phase.coexistence}</Badge>
  return <Badge tone="good">{phase.enforced}</Badge>
}
