import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { SolvedProof } from '../../../src/access/password-proof.ts'
import { ALARM_LEAST, type PasswordAlarm } from '../../../src/policy/password-alarm.ts'
import { HARDER_PROOF_BITS, PROOF_BITS, PROOF_LIFETIME_MILLISECONDS } from '../../../src/policy/proof.ts'
import { throttleRules } from '../../../src/policy/throttle.ts'
import { ProofRequiredError } from '../../../src/primitives/errors.ts'
import { client, key, openWorld, password, said, type World } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const nobody = 'nobody@nowhere.example'
const quarter = 15 * 60_000
let world: World

// Hundreds of attempts, each with its hash, take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password }])
  await world.announce('renshu-shoes')
})

let places = 0
/** A client from a place where nobody has been yet. */
const elsewhere = () => client({ address: `198.51.${Math.floor(++places / 250) % 250}.${places % 250}` })

/** One wrong password from each of so many places. */
async function failFrom(count: number, email = hiro) {
  for (let n = 0; n < count; n++) {
    const from = elsewhere()
    const flow = await world.start(email, from)
    await attempt(flow, 'wrong', from, solve)
  }
}

/** A hundred in a row, with pauses, so that none of them has to work for it. */
async function failInARow() {
  const { limit } = throttleRules.passwordFromUnknown
  for (let left = throttleRules.passwordsInARow.limit; left > 0; left -= limit) {
    await failFrom(Math.min(limit, left))
    world.clock.advance(quarter)
  }
}

type Solver = (asked: ProofRequiredError) => SolvedProof
type Reference = Awaited<ReturnType<World['start']>>

/** Types a password; where work is asked for first, does it. Resolves to what came of it and how hard the work was. */
async function attempt(flow: Reference, typed: string, from = elsewhere(), solver: Solver | null = null) {
  try {
    return { bits: 0, outcome: said(await world.accounts.signIn.submitPassword(flow, typed, from)) }
  } catch (asked) {
    if (!(asked instanceof ProofRequiredError) || !solver) throw asked
    const outcome = await world.accounts.signIn.submitPassword(flow, typed, from, solver(asked))
    return { bits: asked.difficultyBits, outcome: said(outcome) }
  }
}

function solve({ challenge, difficultyBits }: Pick<ProofRequiredError, 'challenge' | 'difficultyBits'>): SolvedProof {
  for (let n = 0; ; n++) {
    const hash = createHash('sha256').update(`${challenge}.${n}`).digest()
    if (Math.clz32(hash.readUInt32BE(0)) >= difficultyBits) return { challenge, solution: String(n) }
  }
}

const askedOf = async (flow: Reference, from = elsewhere(), proof: SolvedProof | null = null) => {
  const asked = await world.accounts.signIn.submitPassword(flow, 'wrong', from, proof).catch((e: unknown) => e)
  if (!(asked instanceof ProofRequiredError)) throw new TypeError(`no proof was asked for: ${JSON.stringify(asked)}`)
  return asked
}

describe('failures from places that an account does not know', () => {
  it('ask for a proof of work from the thirty-first in a quarter of an hour, and refuse no right password', async () => {
    await failFrom(throttleRules.passwordFromUnknown.limit)
    const flow = await world.start(hiro)
    await expect(world.accounts.signIn.submitPassword(flow, password, client())).rejects.toThrow(ProofRequiredError)
    expect(await attempt(flow, password, client(), solve)).toEqual({ bits: PROOF_BITS, outcome: 'code email enrol' })
  })

  it('ask for none any more when the quarter of an hour is over', async () => {
    await failFrom(throttleRules.passwordFromUnknown.limit)
    world.clock.advance(quarter - 1)
    await askedOf(await world.start(hiro))
    world.clock.advance(1)
    expect(await attempt(await world.start(hiro), password)).toEqual({ bits: 0, outcome: 'code email enrol' })
  })

  it('never ask for one in a browser that the account knows', async () => {
    const { outcome } = await world.signIn(hiro)
    if (outcome.outcome !== 'signed-in') throw new Error(said(outcome))
    const mine = client({ deviceToken: outcome.issued?.device?.token ?? null })
    await failInARow()
    const flow = await world.start(hiro, mine)
    expect(await attempt(flow, password, mine)).toEqual({ bits: 0, outcome: 'code email verify' })
  })

  it('ask for a harder one after a hundred in a row, for as long as that takes, until the right password', async () => {
    await failInARow()
    world.clock.advance(30 * 24 * 3_600_000)
    expect(await attempt(await world.start(hiro), 'wrong', elsewhere(), solve)).toEqual({
      bits: HARDER_PROOF_BITS,
      outcome: 'credentials_rejected',
    })
    expect(await attempt(await world.start(hiro), password, elsewhere(), solve)).toEqual({
      bits: HARDER_PROOF_BITS,
      outcome: 'code email enrol',
    })
    expect(await attempt(await world.start(hiro), password)).toEqual({ bits: 0, outcome: 'code email enrol' })
  })

  it('ask the same of an address that nobody has', async () => {
    for (const email of [hiro, nobody]) {
      await failFrom(throttleRules.passwordFromUnknown.limit, email)
      const asked = await askedOf(await world.start(email))
      expect({ bits: asked.difficultyBits, length: asked.challenge.length }).toEqual({ bits: PROOF_BITS, length: 86 })
    }
  })

  it('are forgotten when a reset has proven the mailbox', async () => {
    await failInARow()
    await world.accounts.signIn.forgetFailures(hiro, client())
    expect(await attempt(await world.start(hiro), password)).toEqual({ bits: 0, outcome: 'code email enrol' })
  })
})

describe('a solution', () => {
  beforeEach(() => failFrom(throttleRules.passwordFromUnknown.limit))

  it('is good once, however many send it at once', async () => {
    const flow = await world.start(hiro)
    const solved = solve(await askedOf(flow))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.accounts.signIn.submitPassword(flow, 'wrong', elsewhere(), solved)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is good until its five minutes are over', async () => {
    const flow = await world.start(hiro)
    const [inTime, late] = [solve(await askedOf(flow)), solve(await askedOf(flow))]
    world.clock.advance(PROOF_LIFETIME_MILLISECONDS - 1)
    expect(said(await world.accounts.signIn.submitPassword(flow, 'wrong', elsewhere(), inTime))).toBe(
      'credentials_rejected',
    )
    world.clock.advance(1)
    await askedOf(flow, elsewhere(), late)
  })

  it('of another flow, of an easier challenge, of a made-up one or of too little work is asked for again', async () => {
    const [flow, other] = [await world.start(hiro), await world.start(hiro)]
    const asked = await askedOf(flow)
    const solved = solve(asked)
    await askedOf(other, elsewhere(), solved)
    await askedOf(flow, elsewhere(), { ...solved, challenge: solved.challenge.replace(`.${PROOF_BITS}.`, '.1.') })
    await askedOf(flow, elsewhere(), { challenge: 'made.up', solution: '0' })
    const wrong = Array.from({ length: 100 }, (_, n) => `x${n}`).find((solution) => {
      const hash = createHash('sha256').update(`${asked.challenge}.${solution}`).digest()
      return Math.clz32(hash.readUInt32BE(0)) < PROOF_BITS
    })
    await askedOf(flow, elsewhere(), { ...solved, solution: wrong ?? '' })
    expect(said(await world.accounts.signIn.submitPassword(flow, password, elsewhere(), solved))).toBe(
      'code email enrol',
    )
  })

  it('of a challenge that an older key made is good while that key is on the ring, on any node', async () => {
    const flow = await world.start(hiro)
    const [one, two] = [solve(await askedOf(flow)), solve(await askedOf(flow))]
    await world.restart({ keys: [key('k2', 2), key('k1', 1)] })
    expect(said(await world.accounts.signIn.submitPassword(flow, 'wrong', elsewhere(), one))).toBe(
      'credentials_rejected',
    )
    await world.restart({ keys: [key('k3', 3), key('k1', 1)] })
    expect(said(await world.accounts.signIn.submitPassword(flow, 'wrong', elsewhere(), two))).toBe(
      'credentials_rejected',
    )
  })

  it('opens no counter: a place that failed too often waits all the same', async () => {
    const from = elsewhere()
    for (let n = 0; n < throttleRules.passwordFromPlace.freeAttempts; n++) {
      await attempt(await world.start(hiro, from), 'wrong', from, solve)
    }
    const flow = await world.start(hiro, from)
    await expect(attempt(flow, 'wrong', from, solve)).rejects.toMatchObject({ code: 'throttled' })
  })
})

describe('far more wrong passwords than usual, whoever they were for', () => {
  it('raise one alarm an hour for all nodes, and ask unknown browsers for a proof until the hour after is over', async () => {
    const onAlarm = vi.fn<(alarm: PasswordAlarm) => void>()
    world = await openWorld({ onAlarm }, world.storage)
    const spread = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const from = elsewhere()
        await attempt(await world.start(`person${n}@example.com`, from), 'wrong', from, solve)
      }
    }
    await spread(ALARM_LEAST - 1)
    expect(onAlarm).not.toHaveBeenCalled()
    expect(await attempt(await world.start(hiro), password)).toMatchObject({ bits: 0 })

    await spread(3)
    expect(onAlarm.mock.calls).toEqual([[{ at: world.clock.now(), wrong: ALARM_LEAST, usual: 0 }]])
    const other = await world.node({ onAlarm })
    await expect(other.signIn.submitPassword(await world.start(hiro), password, elsewhere())).rejects.toThrow(
      ProofRequiredError,
    )
    world.clock.advance(2 * 3_600_000)
    expect(await attempt(await world.start(hiro), password)).toMatchObject({ bits: 0 })
  })
})
