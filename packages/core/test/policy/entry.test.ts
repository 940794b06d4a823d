import { describe, expect, it } from 'vitest'
import type { Acr } from '../../src/domain/session.ts'
import { decideEntry, type EntryFacts, type EntryWish, wishesNothing } from '../../src/policy/entry.ts'
import { appFirst, emailFirst } from '../../src/policy/factor-policy.ts'
import { noon } from '../../src/testing/index.ts'
import { shopId } from '../support/world.ts'

const [app, email, robot] = [
  'urn:ecforce:acr:app',
  'urn:ecforce:acr:email',
  'urn:ecforce:acr:robot',
] as const satisfies readonly Acr[]
const here = shopId('renshu-shoes')
const neverMail = { ...emailFirst, mailAs: 'never' } as const

interface Changes {
  readonly session?: Partial<EntryFacts['session']>
  readonly member?: EntryFacts['member']
  readonly shop?: Partial<EntryFacts['shop']>
  readonly wish?: Partial<EntryWish>
  readonly now?: number
}

function entry({ session, member, shop, wish, now = noon }: Changes = {}): string {
  const facts: EntryFacts = {
    session: { acr: email, authTime: noon - 60_000, restrictedTo: null, ...session },
    member: member === undefined ? { state: 'active', role: 'staff' } : member,
    shop: { id: here, rollout: { announcedAt: noon - 1000, enforcedAt: null }, factorPolicy: emailFirst, ...shop },
  }
  const decision = decideEntry(facts, { ...wishesNothing, ...wish }, now)
  if (decision.entry === 'refused') return decision.reason
  return decision.entry === 'open' ? 'open' : `step-up ${decision.acr === null ? 'any' : 'app'}`
}

const robots = { acr: robot, restrictedTo: here } as const

describe('an entry into a service', () => {
  it.each<{ who: string; changes: Changes; is: string }>([
    { who: 'an active member', changes: {}, is: 'open' },
    { who: 'a stranger to the shop', changes: { member: null }, is: 'not_a_member' },
    { who: 'a claim', changes: { member: { state: 'claim', role: null } }, is: 'not_a_member' },
    { who: 'somebody not invited', changes: { member: { state: 'pending', role: null } }, is: 'not_a_member' },
    { who: 'a removed member', changes: { member: { state: 'removed', role: null } }, is: 'not_a_member' },
    { who: 'a suspended member', changes: { member: { state: 'suspended', role: null } }, is: 'suspended' },
    { who: 'a robot of this shop', changes: { session: robots }, is: 'open' },
    { who: 'a robot of another', changes: { session: { ...robots, restrictedTo: shopId('other') } }, is: 'restricted' },
    { who: 'a robot asked for more', changes: { session: robots, wish: { acrValues: [email] } }, is: 'restricted' },
    { who: 'a robot asked anew', changes: { session: robots, wish: { provenSince: noon } }, is: 'restricted' },
    {
      who: 'a robot where an app is asked for',
      changes: { session: robots, shop: { factorPolicy: neverMail } },
      is: 'restricted',
    },
  ])('of $who is $is', ({ changes, is }) => {
    expect(entry(changes)).toBe(is)
  })

  it.each([
    { when: 'a millisecond before the announcement', now: noon - 1001, is: 'not_open' },
    { when: 'at it', now: noon - 1000, is: 'open' },
  ])('is $is $when', ({ now, is }) => {
    expect(entry({ now, session: { authTime: 0 } })).toBe(is)
  })

  it.each<{ policy: string; changes: Changes; mail: string; byApp: string }>([
    { policy: 'mail is the usual way', changes: {}, mail: 'open', byApp: 'open' },
    { policy: 'mail is the other way', changes: { shop: { factorPolicy: appFirst } }, mail: 'open', byApp: 'open' },
    { policy: 'mail is no way', changes: { shop: { factorPolicy: neverMail } }, mail: 'step-up app', byApp: 'open' },
    {
      policy: 'administrators need an app',
      changes: { shop: { factorPolicy: appFirst }, member: { state: 'active', role: '管理者' } },
      mail: 'step-up app',
      byApp: 'open',
    },
    {
      policy: 'the service wants the app',
      changes: { wish: { acrValues: [app] } },
      mail: 'step-up app',
      byApp: 'open',
    },
    { policy: 'the service takes either', changes: { wish: { acrValues: [app, email] } }, mail: 'open', byApp: 'open' },
    {
      policy: 'the service takes less than the policy',
      changes: { wish: { acrValues: [email] }, shop: { factorPolicy: neverMail } },
      mail: 'step-up app',
      byApp: 'open',
    },
  ])('by mail and by app where $policy', ({ changes, mail, byApp }) => {
    expect(entry({ ...changes, session: { acr: email } })).toBe(mail)
    expect(entry({ ...changes, session: { acr: app } })).toBe(byApp)
  })

  it.each([
    { provenSince: noon - 1, is: 'step-up any' },
    { provenSince: noon, is: 'open' },
  ])('that wants a proof since then is $is for one at noon', ({ provenSince, is }) => {
    expect(entry({ session: { authTime: provenSince === noon ? noon : noon - 2 }, wish: { provenSince } })).toBe(is)
  })

  it('wants the app and a fresh proof in one', () => {
    const wish = { acrValues: [app], provenSince: noon } as const
    expect(entry({ session: { acr: email, authTime: 0 }, wish })).toBe('step-up app')
    expect(entry({ session: { acr: app, authTime: noon - 1 }, wish })).toBe('step-up any')
  })

  it('says first what no proof would change', () => {
    expect(entry({ member: null, wish: { acrValues: [app], provenSince: noon } })).toBe('not_a_member')
    expect(entry({ member: null, now: 0 })).toBe('not_open')
  })
})
