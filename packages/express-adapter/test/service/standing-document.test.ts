import type { RolloutDocument } from '@ecforce-accounts/core'
import { noon } from '@ecforce-accounts/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phaseOf, type Standing, takeDocument } from '../../src/service/standing-document.ts'
import { aDocument } from '../support/documents.ts'

const announcedAt = noon
const enforcedAt = noon + 14 * 86_400_000
const announced = { announcedAt, enforcedAt }

const held: Standing = {
  document: aDocument({ version: 5, rollbacks: 1, iat: 1000, ...announced }),
  seen: 'coexistence',
}

describe('the document that stands', () => {
  it.each([
    { offered: 'a newer version', changes: { version: 6 }, taken: true },
    { offered: 'the same version, made later', changes: { iat: 1001 }, taken: true },
    { offered: 'the same document once more', changes: {}, taken: true },
    { offered: 'the same version, made earlier', changes: { iat: 999 }, taken: false },
    { offered: 'an older version, made later', changes: { version: 4, iat: 2000 }, taken: false },
    { offered: 'a newer version with a roll-back more', changes: { version: 6, rollbacks: 2 }, taken: true },
    { offered: 'a newer version with a roll-back less', changes: { version: 6, rollbacks: 0 }, taken: false },
    { offered: 'the same version with a roll-back more', changes: { rollbacks: 2, iat: 2000 }, taken: false },
    { offered: 'an older version with a roll-back more', changes: { version: 4, rollbacks: 2 }, taken: false },
  ])('is replaced by $offered: $taken', ({ changes, taken }) => {
    const offered = { ...held.document, ...changes }
    const next = takeDocument(held, offered, announcedAt)
    expect(next === held).toBe(!taken)
    expect(next.document).toBe(taken ? offered : held.document)
  })

  it('is the first that comes', () => {
    const document = aDocument({ version: 0 })
    expect(takeDocument(null, document, noon)).toEqual({ document, seen: 'before' })
  })

  it('keeps the phase that was seen, though the clock goes back or a newer document moves the cut', () => {
    const cut = { ...held, seen: phaseOf(held, enforcedAt) }
    expect(phaseOf(cut, enforcedAt - 1)).toBe('enforced')
    expect(phaseOf(held, enforcedAt - 1)).toBe('coexistence')
    const moved = takeDocument(cut, { ...held.document, version: 6, enforcedAt: enforcedAt + 1e9 }, enforcedAt)
    expect(phaseOf(moved, enforcedAt)).toBe('enforced')
  })

  it('that is replaced at the cut has been cut, though nobody asked at that instant', () => {
    const paused = takeDocument(held, { ...held.document, version: 6, enforcedAt: null }, enforcedAt)
    expect(phaseOf(paused, enforcedAt)).toBe('enforced')
    expect(phaseOf(takeDocument(held, paused.document, enforcedAt - 1), enforcedAt)).toBe('coexistence')
  })

  it('lets go of the phase that was seen with a roll-back', () => {
    const cut = { ...held, seen: phaseOf(held, enforcedAt) }
    const back = takeDocument(cut, { ...held.document, version: 6, rollbacks: 2, enforcedAt: null }, enforcedAt)
    expect(phaseOf(back, enforcedAt)).toBe('coexistence')
  })

  it('never falls back a phase without a roll-back, whatever is offered, in whatever order and at whatever time', () => {
    const instants = fc.integer({ min: noon - 1e6, max: noon + 1e6 })
    const documents: fc.Arbitrary<Partial<RolloutDocument>> = fc.record({
      version: fc.nat(6),
      rollbacks: fc.nat(2),
      iat: fc.nat(3),
      announcedAt: fc.option(instants, { nil: null }),
      enforcedAt: fc.option(instants, { nil: null }),
    })
    const order = ['before', 'coexistence', 'enforced']
    fc.assert(
      fc.property(fc.array(fc.tuple(documents, instants), { maxLength: 20 }), (offers) => {
        let standing: Standing | null = null
        for (const [changes, now] of offers) {
          const before: Standing | null = standing
          const next: Standing = takeDocument(before, aDocument(changes), now)
          if (before !== null) {
            expect(next.document.version).toBeGreaterThanOrEqual(before.document.version)
            expect(next.document.rollbacks).toBeGreaterThanOrEqual(before.document.rollbacks)
            if (next.document.rollbacks === before.document.rollbacks) {
              expect(order.indexOf(phaseOf(next, now))).toBeGreaterThanOrEqual(order.indexOf(phaseOf(before, now)))
              expect(order.indexOf(next.seen)).toBeGreaterThanOrEqual(order.indexOf(before.seen))
            }
          }
          standing = next
        }
      }),
      { numRuns: 1000 },
    )
  })
})
