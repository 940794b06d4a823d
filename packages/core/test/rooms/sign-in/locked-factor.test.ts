import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FACTOR_ATTEMPTS, RENEWAL_MILLISECONDS } from '../../../src/policy/factor-lock.ts'
import { throttleRules } from '../../../src/policy/throttle.ts'
import { ThrottledError } from '../../../src/primitives/errors.ts'
import { client, openWorld, password, said, type World, wrongCode } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const hour = 3_600_000
const foreign = { address: '198.51.100.9' }
let world: World

// Hundreds of attempts, each with its hash, take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password }])
  await world.announce('renshu-shoes')
})

/** Signs in and remembers the browser. */
async function ownBrowser() {
  const { outcome } = await world.signIn(hiro)
  if (outcome.outcome !== 'signed-in') throw new Error(said(outcome))
  return client({ deviceToken: outcome.issued?.device?.token ?? null })
}

async function toCode(from = client(foreign)) {
  const flow = await world.start(hiro, from)
  const outcome = await world.accounts.signIn.submitPassword(flow, password, from)
  return { flow, outcome }
}

/** Types wrong codes after the right password, waiting for what budgets ask for; resolves to how many were compared. */
async function typeWrongCodes(count: number, from = client(foreign)) {
  let compared = 0
  while (compared < count) {
    const { flow, outcome } = await toCode(from)
    if (outcome.outcome !== 'step' || outcome.step.step !== 'code') return compared
    const code = await world.mailedCode(hiro)
    for (let wrong = 1; wrong <= 5 && compared < count; wrong++) {
      const answer = await world.accounts.signIn.submitCode(flow, wrongCode(code, wrong), from).catch((e: unknown) => e)
      if (!(answer instanceof ThrottledError)) compared++
      else {
        world.clock.advance(answer.retryAt - world.clock.now())
        break // the flow is over by then
      }
    }
  }
  return compared
}

const notices = async () => {
  await world.accounts.mailDelivery.deliverDue()
  return world.mailer.ofKind('notice').map(({ about }) => about)
}
const lockedAt = async () => (await world.storage.accounts.findByEmail(hiro))?.factors[0]?.lockedAt ?? null
const accountId = async () => (await world.storage.accounts.findByEmail(hiro))?.account.id

describe('after the right password, wrong codes', () => {
  it('are told to the owner once a day, however many they are', async () => {
    await ownBrowser()
    await typeWrongCodes(10)
    expect(await notices()).toEqual(['wrong-code'])
    world.clock.advance(24 * hour - 1)
    await typeWrongCodes(1)
    expect(await notices()).toEqual(['wrong-code'])
    world.clock.advance(1)
    await typeWrongCodes(1)
    expect(await notices()).toEqual(['wrong-code', 'wrong-code'])
  })

  it('are told when a hundred come at once: of those that were compared one mail is written', async () => {
    await ownBrowser()
    const { flow } = await toCode()
    const right = await world.mailedCode(hiro)
    await Promise.allSettled(
      Array.from({ length: 100 }, () => world.accounts.signIn.submitCode(flow, wrongCode(right), client(foreign))),
    )
    expect(await notices()).toEqual(['wrong-code'])
  })

  it('are thirty in a day at the most; the owner and the audit log hear of it, and the own browser goes on', async () => {
    const mine = await ownBrowser()
    const began = world.clock.now()
    expect(await typeWrongCodes(throttleRules.codesDaily.limit)).toBe(30)
    expect(await notices()).toEqual(['wrong-code', 'codes-stopped'])
    expect(await world.reasons(String(await accountId()))).toContain('authn.codes_stopped daily')

    world.clock.advance(hour)
    const { flow } = await toCode()
    const refusal = await world.accounts.signIn.submitCode(flow, '000000', client(foreign)).catch((e: unknown) => e)
    if (!(refusal instanceof ThrottledError)) throw new TypeError('the day is not over')
    expect(refusal.retryAt).toBe(began + 24 * hour)

    const own = await toCode(mine)
    expect(said(await world.accounts.signIn.submitCode(own.flow, await world.mailedCode(hiro), mine))).toBe('signed in')
    world.clock.advance(refusal.retryAt - world.clock.now())
    expect(await typeWrongCodes(1)).toBe(1)
  })

  it('of a browser that the account knows are forgiven by the right one, and those of others are not', async () => {
    const mine = await ownBrowser()
    await typeWrongCodes(9)
    for (let round = 0; round < 4; round++) {
      await typeWrongCodes(4, mine)
      const { flow } = await toCode(mine)
      expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), mine))).toBe('signed in')
    }
    const { flow } = await toCode()
    await world.accounts.signIn.submitCode(flow, '000000', client(foreign))
    await expect(world.accounts.signIn.submitCode(flow, '000001', client(foreign))).rejects.toThrow(ThrottledError)
  })
})

describe('a factor that a hundred wrong codes in a row were tried on', () => {
  it('is locked: still asked for, replaced by nothing, and its owner and the audit log know', async () => {
    await ownBrowser()
    await typeWrongCodes(FACTOR_ATTEMPTS - 1)
    expect(await lockedAt()).toBeNull()
    await typeWrongCodes(1)
    expect(await lockedAt()).toBe(world.clock.now())
    expect((await notices()).filter((about) => about === 'factor-locked')).toHaveLength(1)
    expect(await world.reasons(String(await accountId()))).toContain('authn.factor_locked email')

    world.clock.advance(400 * 24 * hour)
    const { outcome } = await toCode()
    expect(said(outcome)).toBe('refused no_usable_factor')
  })

  it('is not locked when a right one came between them, wherever it came from', async () => {
    const mine = await ownBrowser()
    await typeWrongCodes(FACTOR_ATTEMPTS - 1)
    const { flow } = await toCode(mine)
    expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), mine))).toBe('signed in')
    await typeWrongCodes(FACTOR_ATTEMPTS - 1)
    expect(await lockedAt()).toBeNull()
  })

  it('is not locked by codes that were never compared', async () => {
    const { flow } = await toCode()
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client(foreign))
    for (let time = 0; time < FACTOR_ATTEMPTS + 20; time++) {
      const again = await toCode()
      world.clock.advance(11 * 60_000)
      await world.accounts.signIn.submitCode(again.flow, '000000', client(foreign)).catch(() => undefined)
      world.clock.advance(hour)
    }
    expect(await lockedAt()).toBeNull()
  })

  it('gets a new budget when its mailbox was proven by a reset, once a day', async () => {
    await ownBrowser()
    await typeWrongCodes(FACTOR_ATTEMPTS)
    const id = await accountId()
    if (!id) throw new TypeError('the account is gone')
    expect(await world.storage.factorAttempts.renewMail(id, world.clock.now(), {})).toBe(true)
    const { outcome } = await toCode(client({ address: '198.51.100.77' }))
    expect(said(outcome)).toBe('code email verify')
    await typeWrongCodes(FACTOR_ATTEMPTS)
    const renewed = await world.storage.factorAttempts.renewMail(id, world.clock.now(), {})
    expect(renewed).toBe(true) // a hundred wrong codes take longer than a day
    expect(await world.storage.factorAttempts.renewMail(id, world.clock.now() + RENEWAL_MILLISECONDS, {})).toBe(false)
  })
})
