import type { Finding } from '@ecforce-accounts/client/operator'
import { consoleWords } from '../../words/console.ts'
import { useWordsOf } from '../../words-context.ts'

const keys = {
  'unusable-address': 'finding.unusable-address',
  'same-address': 'finding.same-address',
  'never-signed-in': 'finding.never-signed-in',
  stale: 'finding.stale',
  'shared-suspect': 'finding.shared-suspect',
  'role-mailbox': 'finding.role-mailbox',
  'robot-suspect': 'finding.robot-suspect',
  'several-shops': 'finding.several-shops',
  administrator: 'finding.administrator',
  'legacy-two-factor': 'finding.legacy-two-factor',
  'no-password': 'finding.no-password',
  'weak-hash': 'finding.weak-hash',
  'needs-invitation': 'finding.needs-invitation',
} as const satisfies Record<Finding, keyof typeof consoleWords>

/** What a finding is called, in a word or two. */
export function useFindingName(): (finding: Finding) => string {
  const say = useWordsOf(consoleWords)
  return (finding) => say(keys[finding])
}
