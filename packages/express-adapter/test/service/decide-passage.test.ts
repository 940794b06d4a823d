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

describe('a passage', () => {
  it.each(passages)('in %s to %s with legacy session %s is %s', (phase, path, legacySession, outcome) => {
    for (const onUnavailable of policies) {
      const facts = { phase, path, legacySession, onUnavailable }
      expect(decidePassage({ ...facts, wants: 'page' })).toBe(outcome === 'shut' ? 'to-sign-in' : outcome)
      expect(decidePassage({ ...facts, wants: 'data' })).toBe(outcome === 'shut' ? 'refuse' : outcome)
    }
  })

  it('is blocked, or as of old, while nothing is known; the API with its own credentials passes', () => {
    for (const wants of ['page', 'data'] as const) {
      for (const legacySession of sessions) {
        const facts = { phase: null, wants, legacySession }
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

  it('asks for the session wherever its answer depends on it, with closed doors or none', () => {
    for (const anyClosed of [true, false]) {
      for (const onUnavailable of policies) {
        for (const phase of phases) {
          for (const path of [...guarded, 'api', 'open'] as const) {
            const possible = anyClosed ? sessions : (['none', 'open'] as const)
            const facts = { phase, path, wants: 'page', onUnavailable } as const
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
      const facts = { phase, path, wants: 'page', onUnavailable: 'block' } as const
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
