import { describe, expect, it } from 'vitest'
import { ALARM_LEAST, decideAlarm, usualOf } from '../../src/policy/password-alarm.ts'
import { decideProof, HARDER_PROOF_BITS, PROOF_BITS } from '../../src/policy/proof.ts'

describe('a proof of work', () => {
  it.each([
    { when: 'nothing is the matter', facts: {}, bits: null },
    { when: 'the address has used up its quarter of an hour', facts: { many: true }, bits: PROOF_BITS },
    { when: 'the whole installation is under attack', facts: { alarmed: true }, bits: PROOF_BITS },
    { when: 'a hundred in a row were wrong', facts: { inARow: true }, bits: HARDER_PROOF_BITS },
    {
      when: 'all of it holds',
      facts: { many: true, alarmed: true, inARow: true },
      bits: HARDER_PROOF_BITS,
    },
  ])('is $bits bits when $when', ({ facts, bits }) => {
    expect(decideProof({ many: false, alarmed: false, inARow: false, ...facts })).toBe(bits)
  })
})

describe('wrong passwords of an hour', () => {
  it.each([
    { wrong: ALARM_LEAST - 1, usual: 0, alarm: false },
    { wrong: ALARM_LEAST, usual: 0, alarm: true },
    { wrong: 499, usual: 100, alarm: false },
    { wrong: 500, usual: 100, alarm: true },
  ])('are an alarm when $wrong stand beside $usual: $alarm', ({ wrong, usual, alarm }) => {
    expect(decideAlarm(wrong, usual)).toBe(alarm)
  })

  it('are compared with the mean of the hours before', () => {
    expect(usualOf([0, 0, 30, 90])).toBe(30)
    expect(usualOf([])).toBe(0)
  })
})
