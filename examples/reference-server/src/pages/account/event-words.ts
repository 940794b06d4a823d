import type { EventsAnswer } from '@ecforce-accounts/client/account'
import { nameOfWay } from '../sign-in/other-ways.tsx'
import { accountWords } from '../words/account.ts'
import { useWords, useWordsOf } from '../words-context.ts'

type MemberEvent = EventsAnswer['events'][number]

const sentences = {
  'account.activated': 'event.account.activated',
  'account.joined': 'event.account.joined',
  'account.password_changed': 'event.account.password_changed',
  'account.password_reset_asked': 'event.account.password_reset_asked',
  'account.password_reset': 'event.account.password_reset',
  'account.address_change_asked': 'event.account.address_change_asked',
  'account.address_change_withdrawn': 'event.account.address_change_withdrawn',
  'account.address_changed': 'event.account.address_changed',
  'account.address_reverted': 'event.account.address_reverted',
  'account.factors_changed': 'event.account.factors_changed',
  'account.profile_changed': 'event.account.profile_changed',
  'account.recovery_code_used': 'event.account.recovery_code_used',
  'authn.signed_in': 'event.authn.signed_in',
  'authn.stepped_up': 'event.authn.stepped_up',
  'authn.wrong_code': 'event.authn.wrong_code',
  'authn.factor_locked': 'event.authn.factor_locked',
  'authn.codes_stopped': 'event.authn.codes_stopped',
  'authn.factor_lost': 'event.authn.factor_lost',
  'session.ended': 'event.session.ended',
  'session.others_ended': 'event.session.others_ended',
  'session.evicted': 'event.session.evicted',
  'factor.lift_asked': 'event.factor.lift_asked',
  'factor.lift_approved': 'event.factor.lift_approved',
  'factor.lift_cancelled': 'event.factor.lift_cancelled',
  'factor.lifted': 'event.factor.lifted',
} as const satisfies Record<MemberEvent['name'], string>

/** What happened, in a sentence. */
export function useEventSentence(): (event: MemberEvent) => string {
  const say = useWordsOf(accountWords)
  const words = useWords()

  const listOf = (factors: MemberEvent['factors']) =>
    factors.map((factor) => words.say(nameOfWay[factor])).reduce((first, rest) => say('event.list', { first, rest }))

  function changes({ factors, removedFactors }: MemberEvent): string {
    const renewed = factors.filter((factor) => removedFactors.includes(factor))
    const added = factors.filter((factor) => !renewed.includes(factor))
    const removed = removedFactors.filter((factor) => !renewed.includes(factor))
    const sentences = [
      ...(added.length > 0 ? [say('event.factors.added', { factors: listOf(added) })] : []),
      ...(renewed.length > 0 ? [say('event.factors.renewed', { factors: listOf(renewed) })] : []),
      ...(removed.length > 0 ? [say('event.factors.removed', { factors: listOf(removed) })] : []),
    ]
    if (sentences.length === 0) return say('event.account.factors_changed')
    return sentences.reduce((first, rest) => say('event.alsoSo', { first, rest }))
  }

  return (event) => {
    if (event.name === 'account.factors_changed') return changes(event)
    if (event.name === 'authn.signed_in' && event.newDevice) return say('event.authn.signed_in.new')
    if (event.shopName !== null) return say('event.account.joined.shop', { shop: event.shopName })
    const what = say(sentences[event.name])
    return event.factors.length === 0 ? what : say('event.with', { what, factors: listOf(event.factors) })
  }
}
