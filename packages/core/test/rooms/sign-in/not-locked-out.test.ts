import { beforeEach, describe, expect, it } from 'vitest'
import { CODE_RESEND_MILLISECONDS } from '../../../src/domain/challenge.ts'
import { CLAIM_LIFETIME_MILLISECONDS } from '../../../src/domain/member.ts'
import { ThrottledError } from '../../../src/primitives/errors.ts'
import { client, openWorld, password, said, shopId, TIME_TO_CUT, type World, wrongCode } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password }])
  await world.announce('renshu-shoes')
})

const submitPassword = async (email: string, typed: string, from = client()) => {
  const flow = await world.start(email, from)
  return { flow, outcome: await world.accounts.signIn.submitPassword(flow, typed, from) }
}

/** Signs in and remembers the browser. */
async function ownBrowser() {
  const { outcome } = await world.signIn(hiro)
  if (outcome.outcome !== 'signed-in') throw new Error(said(outcome))
  return client({ deviceToken: outcome.issued?.device?.token ?? null })
}

describe('in a browser that the account knows, the owner', () => {
  it("is heard beside any number of strangers' failures at the same place, in the minute and over the day", async () => {
    const mine = await ownBrowser()
    for (let n = 0; n < 240; n++) {
      await submitPassword(`stranger${n}@example.com`, 'wrong').catch(() => undefined)
      world.clock.advance(61_000)
    }
    await expect(
      submitPassword('stranger@example.com', 'wrong').then(() => submitPassword('another@example.com', 'wrong')),
    ).rejects.toThrow(ThrottledError)
    expect(said((await submitPassword(hiro, password, mine)).outcome)).toBe('code email verify')
  }, 60_000)

  it('may begin although others of the same place have begun as often as they may', async () => {
    const mine = await ownBrowser()
    for (let n = 0; n < 60; n++) await world.start(`stranger${n}@example.com`).catch(() => undefined)
    await expect(world.start('stranger@example.com')).rejects.toThrow(ThrottledError)
    await expect(world.start(hiro, mine)).resolves.toBeDefined()
  })

  it('gets codes and has them compared although somebody else has used up what the account has elsewhere', async () => {
    const mine = await ownBrowser()
    const foreign = { address: '198.51.100.9' }
    for (let n = 0; n < 2; n++) {
      const { flow } = await submitPassword(hiro, password, client(foreign))
      const code = await world.mailedCode(hiro)
      for (let wrong = 1; wrong <= 5; wrong++)
        await world.accounts.signIn.submitCode(flow, wrongCode(code, wrong), client(foreign))
    }
    const locked = await submitPassword(hiro, password, client(foreign))
    await expect(
      world.accounts.signIn.submitCode(locked.flow, await world.mailedCode(hiro), client(foreign)),
    ).rejects.toThrow(ThrottledError)

    const { flow } = await submitPassword(hiro, password, mine)
    expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), mine))).toBe('signed in')
  })
})

describe('an office that signs in of a morning from one address', () => {
  it('is heard to the last of a hundred people, for none of them is guessing', async () => {
    const people = Array.from({ length: 100 }, (_, n) => ({
      shop: 'office',
      legacyId: `${n}`,
      email: `person${n}@office.example`,
      password,
    }))
    await world.importRows(people)
    await world.announce('office')
    for (const { email } of people)
      expect(said((await submitPassword(email, password)).outcome)).toBe('code email enrol')
  }, 30_000)
})

describe('another shop that lists the same address with a password of its own', () => {
  it("cannot use up the codes and mails of the owner's shop", async () => {
    await world.importRows([{ shop: 'evil', legacyId: '1', email: hiro, password: 'planted by the other shop' }])
    await world.announce('evil')
    const foreign = client({ address: '198.51.100.9' })
    for (let n = 0; n < 3; n++) {
      const { flow } = await submitPassword(hiro, 'planted by the other shop', foreign)
      const code = await world.mailedCode(hiro)
      for (let wrong = 1; wrong <= 5; wrong++)
        await world.accounts.signIn.submitCode(flow, wrongCode(code, wrong), foreign).catch(() => undefined)
    }
    const { flow } = await submitPassword(hiro, password)
    expect(said(await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client()))).toBe(
      'new-password several-claims',
    )
  })

  it('does not name the account: its own shop does', async () => {
    world = await openWorld()
    const later = new Date(world.clock.now() - 1).toISOString()
    const earlier = new Date(world.clock.now() - 86_400_000).toISOString()
    await world.importRows([
      { shop: 'renshu-shoes', legacyId: '5', email: hiro, password, name: '加藤ひろ', lastSignInAt: earlier },
      {
        shop: 'evil',
        legacyId: '1',
        email: hiro,
        password: 'planted by the other shop',
        name: 'Pwned',
        lastSignInAt: later,
      },
    ])
    for (const shop of ['renshu-shoes', 'evil']) await world.announce(shop)
    const { flow } = await submitPassword(hiro, password)
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(hiro), client())
    await world.accounts.signIn.submitNewPassword(flow, 'yuki ni saku hana', client())
    expect((await world.storage.accounts.findByEmail(hiro))?.account.name).toBe('加藤ひろ')
  })
})

describe('what is not done costs nothing', () => {
  it('thirty presses on "send again" at once mail one code, and leave the rest of the hour', async () => {
    const { flow } = await submitPassword(hiro, password)
    world.clock.advance(CODE_RESEND_MILLISECONDS)
    await Promise.all(
      Array.from({ length: 30 }, () => world.accounts.signIn.resend(flow, client()).catch(() => undefined)),
    )
    expect(await world.mailCount(hiro)).toBe(2)
    for (let n = 0; n < 20; n++) await submitPassword(hiro, password, client({ address: `198.51.100.${n}` }))
    expect(await world.mailCount(hiro)).toBe(22)
  })

  it('a code that is refused because others used the budget up spends no attempt of its flow', async () => {
    const flows = await Promise.all(
      ['198.51.100.1', '198.51.100.2', '198.51.100.3'].map(async (address) => ({
        from: client({ address }),
        ...(await submitPassword(hiro, password, client({ address }))),
      })),
    )
    const [one, two, three] = flows
    if (!one || !two || !three) throw new TypeError('three flows')
    for (const { flow, from } of [one, two]) {
      for (let wrong = 1; wrong <= 5; wrong++)
        await world.accounts.signIn.submitCode(flow, '000000', from).catch(() => undefined)
    }
    for (let n = 0; n < 5; n++) {
      await expect(world.accounts.signIn.submitCode(three.flow, '000000', three.from)).rejects.toThrow(ThrottledError)
    }
    expect(await world.accounts.signIn.current(three.flow)).toMatchObject({ step: 'code', attemptsLeft: 5 })
  })

  it('a counter that stays closed is written down once a minute, and its refusals share the support code', async () => {
    for (let n = 0; n < 60; n++) await world.start(`stranger${n}@example.com`)
    const refusals = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.start('stranger@example.com').catch((error: ThrottledError) => error.supportCode),
      ),
    )
    expect(new Set(refusals).size).toBe(1)
    expect(await world.accounts.audit.findBySupportCode(String(refusals[0]))).toMatchObject({
      name: 'authn.throttled',
      reason: 'identify',
    })
  })
})

describe('the time of an answer', () => {
  it.each([
    ['no time', 0, 350],
    ['less than the floor', 100, 250],
    ['exactly the floor', 350, 0],
    ['a little more', 351, 349],
    ['much more', 1000, 50],
  ])(
    'is a whole number of floors from when the work began, though that took %s: %i ms, and %i to wait',
    async (_, took, waits) => {
      const { clock } = world
      let looks = 0
      // The hasher looks once when its turn comes, the step once when the work is done.
      world = await openWorld({ clock: { ...clock, elapsed: () => (looks++ % 2 === 0 ? 0 : took) } }, world.storage)
      await submitPassword('nobody@nowhere.example', 'wrong')
      expect(clock.slept.at(-1)).toBe(waits)
    },
  )
})

describe('a claim', () => {
  it.each([
    ['a millisecond before ninety days after enforcement opens the mailbox step', -1, 'code email enrol'],
    ['ninety days after enforcement opens nothing', 0, 'credentials_rejected'],
  ])('%s', async (_, offset, expected) => {
    world.clock.advance(TIME_TO_CUT + CLAIM_LIFETIME_MILLISECONDS + offset)
    expect(said((await submitPassword(hiro, password)).outcome)).toBe(expected)
  })

  it('that an import brings while its shop is announced needs an invitation', async () => {
    const rows = [1, 2].map((n) =>
      JSON.stringify({ shop_id: 'late', legacy_id: `${n}`, email: `late${n}@late.example` }),
    )
    await world.accounts.rollouts.saveShop(shopId('late'), {}, 'operator:test')
    const report = await world.accounts.migration.importMembers({
      format: 'jsonl',
      shops: [shopId('late')],
      actor: 'operator:test',
      source: (async function* () {
        yield Buffer.from(`${rows[0]}\n`)
        await world.announce('late')
        yield Buffer.from(`${rows[1]}\n`)
      })(),
    })
    expect(report).toMatchObject({ rows: 2, added: 0, pending: 2 })
    for (const legacyId of ['1', '2']) {
      const [row] = await world.storage.members.findByLegacyIds(shopId('late'), [legacyId])
      expect(row).toMatchObject({ state: 'pending', legacyPassword: null })
    }
  })
})
