import type { Phase } from '@ecforce-accounts/core'
import { noon } from '@ecforce-accounts/core/testing'
import { describe, expect, it } from 'vitest'
import { asksForSession, decidePassage, type PassageFacts, wantedBy } from '../../src/service/decide-passage.ts'
import { phaseOf } from '../../src/service/standing-document.ts'
import { aDocument } from '../support/documents.ts'

const guarded = ['sign-in', 'protected'] as const
const sessions = ['none', 'open', 'closed'] as const
const policies = ['block', 'legacy'] as const
const phases = [null, 'before', 'coexistence', 'enforced'] as const

type Outcome = 'pass' | 'pass-signed-out' | 'shut'

/** What becomes of a page and of data, by phase, path and legacy session; `onUnavailable` only where nothing is known. */
const passages: readonly [Phase, PassageFacts['path'], PassageFacts['legacySession'], Outcome][] = [
  ['before', 'open', 'none', 'pass'],
  ['before', 'open', 'open', 'pass'],
  ['before', 'open', 'closed', 'pass'],
  ['coexistence', 'open', 'none', 'pass'],
  ['coexistence', 'open', 'open', 'pass'],
  ['coexistence', 'open', 'closed', 'pass-signed-out'],
  ['enforced', 'open', 'none', 'pass'],
  ['enforced', 'open', 'open', 'pass-signed-out'],
  ['enforced', 'open', 'closed', 'pass-signed-out'],
  ['before', 'sign-in', 'none', 'pass'],
  ['before', 'sign-in', 'open', 'pass'],
  ['before', 'sign-in', 'closed', 'pass'],
  ['before', 'protected', 'none', 'pass'],
  ['before', 'protected', 'open', 'pass'],
  ['before', 'protected', 'closed', 'pass'],
  ['before', 'api', 'none', 'pass'],
  ['before', 'api', 'open', 'pass'],
  ['before', 'api', 'closed', 'pass'],
  ['coexistence', 'sign-in', 'none', 'pass'],
  ['coexistence', 'sign-in', 'open', 'pass'],
  ['coexistence', 'sign-in', 'closed', 'shut'],
  ['coexistence', 'protected', 'none', 'pass'],
  ['coexistence', 'protected', 'open', 'pass'],
  ['coexistence', 'protected', 'closed', 'shut'],
  ['coexistence', 'api', 'none', 'pass'],
  ['coexistence', 'api', 'open', 'pass'],
  ['coexistence', 'api', 'closed', 'shut'],
  ['enforced', 'sign-in', 'none', 'shut'],
  ['enforced', 'sign-in', 'open', 'shut'],
  ['enforced', 'sign-in', 'closed', 'shut'],
  ['enforced', 'protected', 'none', 'shut'],
  ['enforced', 'protected', 'open', 'shut'],
  ['enforced', 'protected', 'closed', 'shut'],
  ['enforced', 'api', 'none', 'pass'],
  ['enforced', 'api', 'open', 'shut'],
  ['enforced', 'api', 'closed', 'shut'],
]

/** The same with a session of accounts; where it is `none`, the table above. */
const withAccounts: readonly (readonly [
  Phase,
  PassageFacts['path'],
  PassageFacts['accountsSession'],
  PassageFacts['legacySession'],
  Outcome | 'block',
])[] = [
  ...(['coexistence', 'enforced'] as const).flatMap((phase) =>
    (['protected', 'api', 'open'] as const).flatMap(
      (path) =>
        [
          [phase, path, 'open', 'none', 'pass'],
          [phase, path, 'open', 'open', 'pass-signed-out'],
          [phase, path, 'open', 'closed', 'pass-signed-out'],
        ] as const,
    ),
  ),
  ['coexistence', 'sign-in', 'open', 'none', 'pass'],
  ['coexistence', 'sign-in', 'open', 'open', 'pass-signed-out'],
  ['enforced', 'sign-in', 'open', 'none', 'shut'],
  ['enforced', 'sign-in', 'open', 'open', 'shut'],
  ['coexistence', 'protected', 'over', 'none', 'shut'],
  ['coexistence', 'protected', 'over', 'open', 'pass'],
  ['coexistence', 'protected', 'over', 'closed', 'shut'],
  ['coexistence', 'sign-in', 'over', 'none', 'pass'],
  ['coexistence', 'api', 'over', 'none', 'pass'],
  ['coexistence', 'open', 'over', 'none', 'pass'],
  ['enforced', 'protected', 'over', 'none', 'shut'],
  ['enforced', 'api', 'over', 'none', 'pass'],
  ['enforced', 'api', 'over', 'open', 'shut'],
  ['enforced', 'open', 'over', 'none', 'pass'],
  ['enforced', 'open', 'over', 'open', 'pass-signed-out'],
  ...(['coexistence', 'enforced'] as const).flatMap((phase) =>
    (['none', 'open', 'closed'] as const).flatMap(
      (legacySession) =>
        [
          [phase, 'protected', 'unreachable', legacySession, 'block'],
          [phase, 'sign-in', 'unreachable', legacySession, 'block'],
          [phase, 'api', 'unreachable', legacySession, 'block'],
        ] as const,
    ),
  ),
  ['enforced', 'open', 'unreachable', 'none', 'pass'],
  ['enforced', 'open', 'unreachable', 'open', 'pass-signed-out'],
]

describe('a passage', () => {
  it.each(passages)('in %s to %s with legacy session %s is %s', (phase, path, legacySession, outcome) => {
    for (const onUnavailable of policies) {
      const facts = { phase, path, legacySession, accountsSession: 'none', onUnavailable } as const
      expect(decidePassage({ ...facts, wants: 'page' })).toBe(outcome === 'shut' ? 'to-sign-in' : outcome)
      expect(decidePassage({ ...facts, wants: 'data' })).toBe(outcome === 'shut' ? 'refuse' : outcome)
    }
  })

  it('is blocked, or as of old, while nothing is known; the API with its own credentials passes', () => {
    for (const wants of ['page', 'data'] as const) {
      for (const legacySession of sessions) {
        const facts = { phase: null, wants, legacySession, accountsSession: 'none' } as const
        for (const path of guarded) {
          expect(decidePassage({ ...facts, path, onUnavailable: 'block' })).toBe('block')
          expect(decidePassage({ ...facts, path, onUnavailable: 'legacy' })).toBe('pass')
        }
        const api = decidePassage({ ...facts, path: 'api', onUnavailable: 'block' })
        expect(api).toBe(legacySession === 'none' ? 'pass' : 'block')
        expect(decidePassage({ ...facts, path: 'api', onUnavailable: 'legacy' })).toBe('pass')
        expect(decidePassage({ ...facts, path: 'open', onUnavailable: 'block' })).toBe('pass')
      }
    }
  })

  it.each(withAccounts)(
    'in %s to %s, with a session of accounts that is %s and legacy session %s, is %s',
    (phase, path, accountsSession, legacySession, outcome) => {
      const facts = { phase, path, accountsSession, legacySession, onUnavailable: 'legacy' } as const
      expect(decidePassage({ ...facts, wants: 'page' })).toBe(outcome === 'shut' ? 'to-sign-in' : outcome)
      expect(decidePassage({ ...facts, wants: 'data' })).toBe(outcome === 'shut' ? 'refuse' : outcome)
    },
  )

  it('has no use for a session of accounts before the announcement, nor while nothing is known', () => {
    for (const accountsSession of ['open', 'over', 'unreachable'] as const) {
      for (const legacySession of sessions) {
        for (const path of [...guarded, 'api', 'open'] as const) {
          for (const phase of [null, 'before'] as const) {
            const facts = { phase, path, wants: 'page', legacySession, onUnavailable: 'block' } as const
            expect(decidePassage({ ...facts, accountsSession })).toBe(
              decidePassage({ ...facts, accountsSession: 'none' }),
            )
          }
        }
      }
    }
  })

  it('asks for the session wherever its answer depends on it, with closed doors or none', () => {
    for (const anyClosed of [true, false]) {
      for (const onUnavailable of policies) {
        for (const phase of phases) {
          for (const path of [...guarded, 'api', 'open'] as const) {
            const possible = anyClosed ? sessions : (['none', 'open'] as const)
            const facts = { phase, path, wants: 'page', accountsSession: 'none', onUnavailable } as const
            const outcomes = new Set(possible.map((legacySession) => decidePassage({ ...facts, legacySession })))
            const asked = asksForSession({ phase, path, onUnavailable, anyClosed })
            if (outcomes.size > 1) expect(asked).toBe(true)
            if (phase === 'before') expect(asked).toBe(false)
            if (path === 'open') expect(asked).toBe(outcomes.size > 1)
          }
        }
      }
    }
    expect(asksForSession({ phase: 'coexistence', path: 'api', onUnavailable: 'block', anyClosed: false })).toBe(false)
  })

  const announcedAt = noon
  const enforcedAt = noon + 14 * 86_400_000
  const document = aDocument({ announcedAt, enforcedAt })

  it.each([
    { when: 'a millisecond before the announcement', now: announcedAt - 1, admin: 'pass', closed: 'pass' },
    { when: 'at the announcement', now: announcedAt, admin: 'pass', closed: 'to-sign-in' },
    { when: 'a millisecond after the announcement', now: announcedAt + 1, admin: 'pass', closed: 'to-sign-in' },
    { when: 'a millisecond before the cut', now: enforcedAt - 1, admin: 'pass', closed: 'to-sign-in' },
    { when: 'at the cut', now: enforcedAt, admin: 'to-sign-in', closed: 'to-sign-in' },
    { when: 'a millisecond after the cut', now: enforcedAt + 1, admin: 'to-sign-in', closed: 'to-sign-in' },
  ] as const)('to the admin is $admin $when, and with a closed door $closed', ({ now, admin, closed }) => {
    const phase = phaseOf({ document, seen: 'before' }, now)
    for (const path of guarded) {
      const facts = { phase, path, wants: 'page', accountsSession: 'none', onUnavailable: 'block' } as const
      expect(decidePassage({ ...facts, legacySession: 'open' })).toBe(admin)
      expect(decidePassage({ ...facts, legacySession: 'closed' })).toBe(closed)
      expect(decidePassage({ ...facts, path: 'api', legacySession: 'none' })).toBe('pass')
    }
  })
})

describe('what is wanted', () => {
  it.each([
    { who: 'a browser that navigates', headers: { 'sec-fetch-mode': 'navigate' }, wants: 'page' },
    { who: 'a browser that posts a form', method: 'POST', headers: { 'sec-fetch-mode': 'navigate' }, wants: 'page' },
    { who: 'fetch() in a page', headers: { 'sec-fetch-mode': 'cors', accept: 'text/html' }, wants: 'data' },
    { who: 'a picture in a page', headers: { 'sec-fetch-mode': 'no-cors', accept: 'image/*' }, wants: 'data' },
    { who: 'an older browser', headers: { accept: 'text/html,*/*;q=0.8' }, wants: 'page' },
    { who: 'a form of an older browser', method: 'POST', headers: { accept: 'text/html' }, wants: 'page' },
    { who: 'a library', headers: { accept: 'text/html', 'x-requested-with': 'XMLHttpRequest' }, wants: 'data' },
    { who: 'a program that reads JSON', headers: { accept: 'application/json' }, wants: 'data' },
    { who: 'a program that reads anything', headers: { accept: '*/*' }, wants: 'page' },
    { who: 'a program that says nothing', headers: {}, wants: 'page' },
    { who: 'a program that heads', method: 'HEAD', headers: {}, wants: 'page' },
    { who: 'a program that posts', method: 'POST', headers: { accept: '*/*' }, wants: 'data' },
    { who: 'a program that deletes', method: 'DELETE', headers: {}, wants: 'data' },
  ] as const)('by $who is $wants', ({ headers, wants, ...request }) => {
    expect(wantedBy('method' in request ? request.method : 'GET', headers)).toBe(wants)
  })
})
