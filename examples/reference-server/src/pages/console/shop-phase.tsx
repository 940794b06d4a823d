import type { OperatorShopsAnswer } from '@ecforce-accounts/client/operator'
import { pastInJapan } from '../times.ts'
import { Badge } from '../ui/badge.tsx'
import { hole, Whole } from '../ui/whole.tsx'
import { consoleWords } from '../words/console.ts'
import { useWords, useWordsOf } from '../words-context.ts'

type Switch = Pick<OperatorShopsAnswer['shops'][number], 'phase' | 'announcedAt' | 'enforcedAt'> & {
  readonly announceAt?: string | null
}

const names = {
  before: 'console.phase.before',
  coexistence: 'console.phase.coexistence',
  enforced: 'console.phase.enforced',
} as const
const tones = { before: undefined, coexistence: 'info', enforced: 'good' } as const

/** Where a shop is in its switch. */
export function PhaseBadge({ phase }: Pick<Switch, 'phase'>) {
  const say = useWordsOf(consoleWords)
  const tone = tones[phase]
  return <Badge {...(tone && { tone })}>{say(names[phase])}</Badge>
}

/** The same with what comes next, or what came last. */
export function ShopPhase({ shop }: { readonly shop: Switch }) {
  const date = useSwitchDate(shop)
  return (
    <span class="shop-phase">
      <PhaseBadge phase={shop.phase} />
      {date ? (
        <span>
          <Whole sentence={date.sentence} fact={date.fact} />
        </span>
      ) : null}
    </span>
  )
}

/** The date that matters now, with a hole where it belongs; `null` when nobody has set one. */
export function useSwitchDate({ phase, announceAt = null, enforcedAt }: Switch) {
  const say = useWordsOf(consoleWords)
  const words = useWords()
  const at = (key: keyof typeof dates, instant: string) => ({
    sentence: say(dates[key], { date: hole }),
    fact: pastInJapan(Date.parse(instant), words),
  })
  if (phase === 'before') return announceAt === null ? null : at('announce', announceAt)
  if (enforcedAt === null) return { sentence: say('console.paused'), fact: '' }
  return phase === 'coexistence' ? at('cut', enforcedAt) : at('enforced', enforcedAt)
}

const dates = {
  announce: 'console.announceAt',
  cut: 'console.cutAt',
  enforced: 'console.enforcedAt',
} as const
