import { beforeEach, describe, expect, it } from 'vitest'
import type { RolloutMail } from '../../src/domain/mail.ts'
import { memoryStorage } from '../../src/memory/index.ts'
import { noon } from '../../src/testing/index.ts'
import { client, openWorld, password, type Row, said, shopId, TIME_TO_CUT, type World } from '../support/world.ts'

const shop = shopId('renshu-shoes')
const by = { actor: 'operator:test', reason: 'the shop asked' }
const hour = 3_600_000
const day = 24 * hour
let world: World

const address = (legacyId: string) => `p${legacyId}@renshu-shoes.example`
const row = (legacyId: string, changes: Partial<Row> = {}): Row => ({
  shop,
  legacyId,
  email: address(legacyId),
  password,
  lastSignInAt: new Date(noon - day).toISOString(),
  ...changes,
})

beforeEach(async () => {
  world = await openWorld()
})

/** One turn of a worker: what is due is queued, and as time goes by delivered. */
async function turn(milliseconds = 60_000): Promise<void> {
  await world.accounts.doDue()
  await world.accounts.mailDelivery.deliverDue()
  world.clock.advance(milliseconds)
}

const mails = (): readonly RolloutMail[] => world.mailer.ofKind('rollout')
const told = (legacyId: string) =>
  mails()
    .filter(({ to }) => to === address(legacyId))
    .map((mail) => (mail.about === 'reminder' ? `reminder ${mail.daysLeft}` : mail.about))
const enforcedAt = async () => (await world.accounts.rollouts.find(shop)).decision.enforcedAt

describe('the notices of a switch', () => {
  it('tell everybody who is not held, once, of the date', async () => {
    await world.importRows([row('1'), row('2', { lastSignInAt: '' }), row('3')])
    await world.announce(shop)
    await world.importRows([row('4')])
    for (let turns = 0; turns < 5; turns++) await turn()
    expect(['1', '2', '3', '4'].map(told)).toEqual([['announced'], [], ['announced'], []])
    expect(mails()[0]).toEqual({
      kind: 'rollout',
      about: 'announced',
      to: address('1'),
      locale: 'ja',
      at: noon,
      shopId: shop,
      shopName: shop,
      version: 1,
      enforcedAt: noon + TIME_TO_CUT,
    })
  })

  it('say nothing before the announcement, but to who runs a shop that is scheduled', async () => {
    await world.importRows([row('1'), row('2', { role: '管理者' })])
    await turn()
    expect(mails()).toEqual([])
    const announceAt = noon + 2 * day
    await world.accounts.rollouts.move(shop, { act: 'schedule', announceAt }, by)
    for (let turns = 0; turns < 3; turns++) await turn()
    expect(mails()).toMatchObject([{ about: 'preparation', to: address('2'), announceAt }])
    world.clock.set(announceAt)
    await turn()
    await turn()
    expect([told('1'), told('2')]).toEqual([['announced'], ['preparation', 'announced']])
  })

  it('remind who is not yet set up seven, three, one and no days before, and nobody else', async () => {
    await world.importRows([row('1'), row('2')])
    await world.announce(shop)
    await turn()
    expect(said((await world.signIn(address('2'))).outcome)).toBe('signed in')
    while (world.clock.now() < noon + TIME_TO_CUT + day) await turn(20 * 60_000)
    expect(told('1')).toEqual(['announced', 'reminder 7', 'reminder 3', 'reminder 1', 'reminder 0'])
    expect(told('2')).toEqual(['announced'])
    for (const { at, about } of mails()) {
      const inJapan = new Date(at + 9 * hour).getUTCHours()
      if (about === 'reminder') expect(inJapan).toBe(8)
    }
  })

  it('tell every change of the date to everybody who knows another', async () => {
    await world.importRows([row('1'), row('2')])
    await world.announce(shop)
    await turn()
    await world.signIn(address('2'))
    await world.accounts.rollouts.move(shop, { act: 'extend', days: 1 }, by)
    await world.accounts.rollouts.move(shop, { act: 'extend', days: 2 }, by)
    await turn()
    await turn()
    await world.accounts.rollouts.move(shop, { act: 'pause' }, by)
    await turn()
    await world.accounts.rollouts.move(shop, { act: 'resume' }, by)
    await turn()
    await turn()
    for (const legacyId of ['1', '2']) {
      expect(told(legacyId)).toEqual(['announced', 'date-changed', 'date-changed', 'date-changed'])
    }
    const dates = mails().flatMap((mail) => (mail.to === address('1') && mail.about === 'date-changed' ? [mail] : []))
    expect(dates.map((mail) => mail.enforcedAt)).toEqual([noon + TIME_TO_CUT + 3 * day, null, await enforcedAt()])
  })

  it('reach who is confirmed later, and the date stays', async () => {
    await world.importRows([row('1'), row('2', { lastSignInAt: '' })])
    await world.announce(shop)
    await turn()
    await turn()
    world.clock.advance(5 * day)
    await world.accounts.rollouts.confirmClaim(shop, '2', 'operator:test')
    await turn()
    await turn()
    expect(told('2')).toEqual(['announced'])
    expect(await enforcedAt()).toBe(noon + TIME_TO_CUT)
  })

  it('speak the language of an account', async () => {
    await world.importRows([row('1'), row('2')])
    await world.announce(shop)
    const email = { key: address('1'), typed: address('1') }
    const { secret, step } = await world.accounts.signIn.start({ email, returnTo: null, locale: 'en' }, client())
    const flow = { secret, id: 'flow' in step ? step.flow : '' }
    await world.accounts.signIn.submitPassword(flow, password, client())
    await world.accounts.signIn.submitCode(flow, await world.mailedCode(address('1')), client())
    await turn()
    await turn()
    expect(mails().map(({ to, locale }) => [to, locale])).toEqual([
      [address('1'), 'en'],
      [address('2'), 'ja'],
    ])
  })
})

describe('a campaign', () => {
  const many = Array.from({ length: 450 }, (_, n) => String(n))

  it('queued by five nodes at once tells everybody once', async () => {
    world = await openWorld({ noticesPerMinute: 60_000 })
    await world.importRows(many.map((legacyId) => row(legacyId, { hash: '' })))
    await world.announce(shop)
    const nodes = await Promise.all(Array.from({ length: 5 }, () => world.node()))
    for (let turns = 0; turns < 6; turns++) await Promise.all(nodes.map((node) => node.notices.queueDue()))
    world.clock.advance(60_000)
    await world.accounts.mailDelivery.deliverDue()
    expect(mails()).toHaveLength(many.length)
    expect(new Set(mails().map(({ to }) => to)).size).toBe(many.length)
  })

  it('interrupted at any write goes on, and nobody is told twice or not at all', async () => {
    for (let failing = 0; failing < 4; failing++) {
      const storage = memoryStorage()
      let writes = 0
      const record: typeof storage.notices.record = async (entries, along) => {
        if (writes++ === failing) throw new Error('the power is gone')
        return storage.notices.record(entries, along)
      }
      world = await openWorld({ noticesPerMinute: 60_000 }, { ...storage, notices: { ...storage.notices, record } })
      await world.importRows(many.map((legacyId) => row(legacyId, { hash: '' })))
      await world.announce(shop)
      if (failing < 3) await expect(world.accounts.notices.queueDue()).rejects.toThrow('the power is gone')
      for (let turns = 0; turns < 3; turns++) await turn()
      expect(
        mails()
          .map(({ to }) => to)
          .toSorted(),
      ).toEqual(many.map(address).toSorted())
    }
  })

  it('goes out no faster than it may, and keeps no code waiting', async () => {
    world = await openWorld({ noticesPerMinute: 60 })
    await world.importRows([row('1'), row('2'), row('3'), row('4')])
    await world.announce(shop)
    await world.accounts.notices.queueDue()
    await world.accounts.mailDelivery.deliverDue()
    expect(mails()).toHaveLength(1)
    world.clock.advance(999)
    await world.accounts.mailDelivery.deliverDue()
    expect(mails()).toHaveLength(1)
    world.clock.advance(1)
    expect(said((await world.signIn(address('4'))).outcome)).toBe('signed in')
    expect(mails()).toHaveLength(2)
    world.clock.advance(2000)
    await world.accounts.mailDelivery.deliverDue()
    expect(mails()).toHaveLength(4)
  })

  it('shares its speed with those of other shops', async () => {
    world = await openWorld({ noticesPerMinute: 60 })
    await world.importRows([row('1'), row('2'), row('1', { shop: 'mihon-tea' })])
    await world.announce(shop)
    await world.announce('mihon-tea')
    await world.accounts.notices.queueDue()
    for (const sent of [1, 2, 3]) {
      await world.accounts.mailDelivery.deliverDue()
      expect(mails()).toHaveLength(sent)
      world.clock.advance(1000)
    }
  })

  it('counts and names whom it did not reach', async () => {
    await world.importRows([row('1'), row('2')])
    await world.announce(shop)
    world.mailer.meet('refused')
    for (let turns = 0; turns < 3; turns++) await turn()
    const { notices, members } = await world.accounts.notices.status(shop)
    expect(notices).toEqual([{ notice: `announced:${noon}`, queued: 2, waiting: 0, handedOver: 1, failed: 1 }])
    expect(
      members.map(({ legacyId, isUnreached, told: entries }) => [legacyId, isUnreached, entries[0]?.state]),
    ).toEqual([
      ['1', true, 'refused'],
      ['2', false, 'handed-over'],
    ])
    expect(members[0]?.told[0]?.error).toContain('550 no such mailbox')
    expect(await enforcedAt()).toBe(noon + TIME_TO_CUT)
  })
})

describe('the promise of two weeks', () => {
  it('moves the cut by itself when mail is late, once for an outage, and everybody is told', async () => {
    await world.importRows([row('1'), row('2')])
    await world.announce(shop)
    world.mailer.meet('unreachable', 10_000)
    while (world.clock.now() < noon + 9 * hour) await turn(5 * 60_000)
    const later = (await enforcedAt()) ?? 0
    expect(later).toBeGreaterThan(noon + TIME_TO_CUT)
    expect(later).toBeLessThan(noon + TIME_TO_CUT + 2 * day)
    const { record } = await world.accounts.rollouts.find(shop)
    expect(record.version).toBe(2)
    const [event] = await world.storage.audit.listBySubject(shop, 1)
    expect(event).toMatchObject({ name: 'rollout.postponed', actor: 'system', details: { enforcedAt: later } })
  })

  it('is kept to the instant, whatever the outage: the cut is two weeks after the last mail at the least', async () => {
    for (const outage of [0, 29 * 60_000, 2 * hour, 30 * hour, 5 * day]) {
      world = await openWorld()
      await world.importRows([row('1'), row('2')])
      await world.announce(shop)
      const up = noon + outage
      const send = world.mailer.send
      Object.assign(world.mailer, {
        send: async (...mail: Parameters<typeof send>) => {
          if (world.clock.now() < up) throw new Error('the connection was refused')
          return send(...mail)
        },
      })
      while (world.clock.now() < up + 2 * hour) await turn(10 * 60_000)
      const handedOver = (await world.accounts.notices.status(shop)).members.flatMap(({ told: entries }) =>
        entries.filter(({ notice }) => notice.startsWith('announced')).map(({ settledAt }) => settledAt ?? Number.NaN),
      )
      expect(handedOver).toHaveLength(2)
      const cut = (await enforcedAt()) ?? 0
      expect(cut - Math.max(...handedOver)).toBeGreaterThanOrEqual(14 * day)
      if (outage < hour / 2) expect(cut).toBe(noon + TIME_TO_CUT)
    }
  })

  it('is not kept by moving what is enforced', async () => {
    await world.importRows([row('1')])
    await world.announce(shop)
    world.clock.advance(TIME_TO_CUT)
    await turn()
    expect(await enforcedAt()).toBe(noon + TIME_TO_CUT)
    expect(mails()).toEqual([])
  })
})
