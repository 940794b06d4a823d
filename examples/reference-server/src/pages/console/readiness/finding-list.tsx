import type { Finding, ReadinessAnswer } from '@ecforce-accounts/client/operator'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { consoleWords } from '../../words/console.ts'
import { useWords, useWordsOf } from '../../words-context.ts'
import { useFindingName } from './finding-name.ts'

export interface FindingListProps {
  readonly findings: ReadinessAnswer['findings']
  readonly counts: ReadinessAnswer['shops'][number]['counts']
  readonly onLook: (finding: Finding) => void
}

/** Every finding that somebody has: why it matters, what to do, and the way to who has it. The gravest first. */
export function FindingList({ findings, counts, onLook }: FindingListProps) {
  const { locale } = useWords()
  const say = useWordsOf(consoleWords)
  const nameOf = useFindingName()
  const met = findings.flatMap((finding) => {
    const members = counts.find((count) => count.finding === finding.code)?.members ?? 0
    return members > 0 ? [{ ...finding, members }] : []
  })
  if (met.length === 0) return null
  return (
    <ul class="findings">
      {met.map(({ code, why, todo, members }, index) => (
        <li key={code}>
          <Disclosure summary={say('readiness.found', { finding: nameOf(code), n: members })} open={index === 0}>
            <p>{why[locale]}</p>
            <p class="todo">{todo[locale]}</p>
            <Button
              kind="second"
              small
              aria-label={say('readiness.look.of', { finding: nameOf(code) })}
              onClick={() => onLook(code)}
            >
              {say('readiness.look')}
            </Button>
          </Disclosure>
        </li>
      ))}
    </ul>
  )
}
