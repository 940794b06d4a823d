import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/domain/flow.ts'
import { type NextStep, nextStep } from '../../src/policy/next-step.ts'
import { noon } from '../../src/testing/index.ts'
import { anEvidence, answersTo, aSituation, aWish, said, signIn } from './situations.ts'

const runs = { numRuns: 8000 }
const theEnd = 'done'

/** Vitest's own comparison is asked only to tell a difference: it is a hundred times slower than finding none. */
function expectSame(actual: NextStep, expected: NextStep): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected)
}

describe('in every situation', () => {
  it('the order in which proofs came, and their repetition, mean nothing', () => {
    fc.assert(
      fc.property(aSituation, fc.array(fc.nat(99), { minLength: 30, maxLength: 30 }), (situation, places) => {
        const twice = [...situation.evidence, ...situation.evidence].map((proof, i) => ({
          proof,
          place: places[i] ?? i,
        }))
        const evidence = twice.toSorted((a, b) => a.place - b.place).map(({ proof }) => proof)
        expectSame(nextStep({ ...situation, evidence }), nextStep(situation))
      }),
      runs,
    )
  })

  it('a wish for a factor changes which is asked for first and nothing else', () => {
    let heard = 0
    fc.assert(
      fc.property(aSituation, aWish, ({ wish: { fullSession }, ...situation }, { factor }) => {
        const declining = fullSession === undefined ? {} : { fullSession }
        const plain = nextStep({ ...situation, wish: declining })
        const wished = nextStep({ ...situation, wish: { ...declining, ...(factor && { factor }) } })
        if (plain.step !== 'code' || wished.step !== 'code') {
          expectSame(wished, plain)
          return
        }
        expect(answersTo(wished).toSorted()).toEqual(answersTo(plain).toSorted())
        expect(wished.purpose).toBe(plain.purpose)
        if (factor && answersTo(plain).includes(factor)) {
          heard++
          expect(wished.factor).toBe(factor)
        }
      }),
      runs,
    )
    expect(heard).toBeGreaterThan(100)
  })

  it('a wish to be asked for a code ends nothing that was not ended, and nothing but the session of a robot is undone by it', () => {
    let declined = 0
    fc.assert(
      fc.property(aSituation, (situation) => {
        const plain = nextStep({ ...situation, wish: {} })
        const wished = nextStep({ ...situation, wish: { fullSession: true } })
        if (said(plain) !== 'robot session by robot') {
          expectSame(wished, plain)
          return
        }
        declined++
        expect(wished.step).not.toBe(theEnd)
      }),
      runs,
    )
    expect(declined).toBeGreaterThan(20)
  })

  it('one more proof never undoes what a person has reached', () => {
    let reached = 0
    fc.assert(
      fc.property(aSituation, anEvidence, (situation, more) => {
        const before = nextStep(situation)
        if (before.step !== theEnd || (before.grants === 'session' && before.sessionClass === 'robot')) return
        reached++
        const after = nextStep({ ...situation, evidence: [...situation.evidence, more] })
        expect(after.step).toBe(theEnd)
        if (before.grants === 'session' && before.sessionClass === 'full')
          expect(after).toMatchObject({ sessionClass: 'full' })
      }),
      runs,
    )
    expect(reached).toBeGreaterThan(200)
  })

  it('a proof that does not count is as none', () => {
    fc.assert(
      fc.property(aSituation, anEvidence, (situation, stray) => {
        const { epoch } = situation.facts
        const worthless: Evidence[] = [
          { ...stray, epoch: epoch + 1 },
          { ...stray, at: noon + 1, epoch },
          { ...stray, at: noon - situation.requirement.maxAgeSeconds * 1000, epoch },
        ]
        const evidence = [...situation.evidence, ...worthless]
        expectSame(nextStep({ ...situation, evidence }), nextStep(situation))
      }),
      runs,
    )
  })

  it('doing what is asked, by whichever way is offered, ends in at most seven steps, none of them asked for twice', () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(aSituation, fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }), (situation, choices) => {
        // A closed sign-in asks for the password for ever: that is what a wrong one looks like.
        if (situation.facts.closed && situation.requirement.for === 'sign-in') return
        const evidence = [...situation.evidence]
        const asked: string[] = []
        for (const choice of choices) {
          const step = nextStep({ ...situation, evidence })
          const name = 'purpose' in step ? `${step.step} ${step.purpose}` : step.step
          expect(asked).not.toContain(name)
          asked.push(name)
          const answers = answersTo(step)
          const kind = answers[choice % answers.length]
          if (kind === undefined) {
            ends.set(said(step), (ends.get(said(step)) ?? 0) + 1)
            return
          }
          evidence.push({ kind, at: noon, epoch: situation.facts.epoch })
        }
        expect.unreachable(`never ends: ${asked.join(' → ')}`)
      }),
      runs,
    )
    expect([...ends.keys()].toSorted()).toEqual(
      [
        'freshness',
        'full session by app',
        'full session by email',
        'password-change',
        'recovered session by app',
        'recovered session by email',
        'refused: closed',
        'refused: link_unusable',
        'refused: no_usable_factor',
        'refused: session_restricted',
        'robot session by robot',
        'switch-account',
      ].toSorted(),
    )
  })

  it('a sign-in with nothing proven asks for the password, whoever it is', () => {
    fc.assert(
      fc.property(aSituation, (situation) => {
        expectSame(nextStep({ ...situation, requirement: signIn, evidence: [] }), { step: 'password' })
      }),
      runs,
    )
  })

  it('a step-up or a reset gives no session, and a sign-in or an invitation nothing else', () => {
    fc.assert(
      fc.property(aSituation, (situation) => {
        const step = nextStep(situation)
        if (step.step !== theEnd) return
        const granted = {
          'sign-in': 'session',
          invitation: 'session',
          reset: 'password-change',
          'step-up': 'freshness',
        }
        expect(step.grants).toBe(granted[situation.requirement.for])
      }),
      runs,
    )
  })
})
