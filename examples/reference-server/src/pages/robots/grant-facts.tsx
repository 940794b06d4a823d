import type { BypassGrantAnswer } from '@ecforce-accounts/client/members'
import { dateInJapan, pastInJapan } from '../times.ts'
import { Badge } from '../ui/badge.tsx'
import { Facts } from '../ui/facts.tsx'
import { robotWords } from '../words/robots.ts'
import { useWords, useWordsOf } from '../words-context.ts'
import { Addresses } from './addresses.tsx'
import { UsesChart } from './uses-chart.tsx'

const tones = {
  active: 'good',
  waiting: 'caution',
  suspended: 'wrong',
  revoked: undefined,
  ended: undefined,
} as const

/** How an exemption stands, from where and until when it is good, and how it is used. */
export function GrantFacts({ grant }: { readonly grant: BypassGrantAnswer }) {
  const words = useWords()
  const say = useWordsOf(robotWords)
  const { standing, suspendedFor, shadow, ranges, endsAt, lastUsedAt, lastAddress, days, userAgents } = grant
  const tone = tones[standing]
  const nearMisses = days.reduce((sum, day) => sum + day.nearMisses, 0)
  return (
    <>
      <p>
        <Badge {...(tone && { tone })}>{say(`grant.${standing}`)}</Badge>{' '}
        {shadow ? <Badge tone="info">{say('grant.shadow')}</Badge> : null}
      </p>
      {standing === 'suspended' && suspendedFor !== null ? <p>{say(`grant.suspended.${suspendedFor}`)}</p> : null}
      <Facts
        facts={[
          { term: say('list.addresses'), detail: <Addresses ranges={ranges} /> },
          { term: say('grant.until'), detail: dateInJapan(Date.parse(endsAt), words) },
          {
            term: say('grant.lastUsed'),
            detail:
              lastUsedAt === null
                ? say('grant.never')
                : say('grant.lastUsed.from', {
                    time: pastInJapan(Date.parse(lastUsedAt), words),
                    address: lastAddress ?? '?',
                  }),
          },
          ...(userAgents.length === 0
            ? []
            : [
                {
                  term: say('grant.agents'),
                  detail: userAgents.map(({ userAgent }) => userAgent).join(say('list.and')),
                },
              ]),
          { term: say('grant.nearMisses'), detail: say('grant.count', { n: nearMisses }) },
        ]}
      />
      {days.some(({ uses, shadow: written }) => uses + written > 0) ? <UsesChart days={days} /> : null}
    </>
  )
}
