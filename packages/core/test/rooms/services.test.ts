import { beforeEach, describe, expect, it } from 'vitest'
import type { OperatorProof } from '../../src/access/two-operators.ts'
import { OperatorRefusedError, ShopNotFoundError, ThrottledError } from '../../src/primitives/errors.ts'
import { isServiceId, type ServiceId } from '../../src/primitives/ids.ts'
import { ServiceRefusedError } from '../../src/rooms/services/refusals.ts'
import { aServiceWeb } from '../../src/testing/builders.ts'
import { noon } from '../../src/testing/index.ts'
import { operatorDesk } from '../support/operators.ts'
import { client, openWorld, password, shopId, type World } from '../support/world.ts'

const shop = shopId('renshu-shoes')
const actor = 'operator:test'
const id = serviceId('shoes-admin')
let world: World
let desk: ReturnType<typeof operatorDesk>

function serviceId(text: string): ServiceId {
  if (!isServiceId(text)) throw new TypeError(text)
  return text
}

beforeEach(async () => {
  world = await openWorld()
  desk = operatorDesk(world)
  for (const name of [shop, shopId('mihon-tea')]) await world.accounts.rollouts.saveShop(name, {}, actor)
  await desk.enrol('akira', 'support')
  await desk.enrol('botan', 'engineer')
  await desk.enrol('chie', 'support')
})

const byOne = { actor }
const byTwo = (first = 'akira', second = 'botan') => {
  const proof = desk.showing(first)
  const operators: [OperatorProof, OperatorProof] = [proof, { name: second, code: desk.code(second) }]
  return { actor, operators }
}
const add = async (name = 'shoes-admin', by: Parameters<World['accounts']['services']['add']>[1] = byOne) =>
  world.accounts.services.add({ id: name, shopId: shop, name: '管理画面' }, by)
const isHeard = async (secret: string) => (await world.accounts.services.authenticate(id, secret, client())) !== null
const trail = async (service = 'shoes-admin') =>
  (await world.storage.audit.listBySubject(`service:${service}`, 50)).map(({ name, actor, shopId }) => ({
    name,
    actor,
    shopId,
  }))

describe('the first service of a shop', () => {
  it('is one person’s to add, with a secret of 256 bits that is shown once and stored nowhere', async () => {
    const { service, secret } = await add()
    expect(service).toEqual({ id, shopId: shop, name: '管理画面', addedAt: noon, web: null, secretsIssuedAt: [noon] })
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await isHeard(secret)).toBe(true)
    expect(await world.accounts.services.list(shop)).toEqual([service])
    expect(await world.accounts.services.list(shopId('mihon-tea'))).toEqual([])
    expect(JSON.stringify([await world.storage.services.list(), await world.reasons(shop)])).not.toContain(secret)
    expect(await trail()).toEqual([{ name: 'service.added', actor, shopId: shop }])
  })

  it('is entered where it says, from the start or as two operators change it, and nowhere that cannot be served', async () => {
    const web = aServiceWeb()
    await world.accounts.services.add({ id: 'shoes-admin', shopId: shop, web }, byOne)
    expect(await world.accounts.services.list(shop)).toMatchObject([{ web }])
    const moved = { ...web, startUrl: 'https://hogehoge.example/neu' }
    await expect(world.accounts.services.setWeb(id, moved, byOne)).rejects.toMatchObject({ reason: 'two_operators' })
    const unfit = { ...web, redirectUris: ['http://evil.example/'] }
    await expect(world.accounts.services.setWeb(id, unfit, byTwo())).rejects.toThrow('redirectUris')
    expect(await world.accounts.services.list(shop)).toMatchObject([{ web }])
    await world.accounts.services.setWeb(id, moved, byTwo())
    expect(await world.accounts.services.list(shop)).toMatchObject([{ web: moved }])
    expect((await trail()).map(({ name }) => name)).toEqual(['service.addresses_changed', 'service.added'])
  })

  it('is called by its id where nobody says how', async () => {
    const { service } = await world.accounts.services.add({ id: 'shoes-admin', shopId: shop }, byOne)
    expect(service.name).toBe('shoes-admin')
  })

  it.each([
    ['a', undefined, 'bad_id'],
    ['Shoes', undefined, 'bad_id'],
    ['shoes admin', undefined, 'bad_id'],
    ['shoes:admin', undefined, 'bad_id'],
    ['shoes-admin', '  ', 'bad_name'],
    ['shoes-admin', 'a\nb', 'bad_name'],
    ['shoes-admin', 'x'.repeat(65), 'bad_name'],
  ])('is not called %j, %j', async (name, called, reason) => {
    const request = { id: name, shopId: shop, ...(called !== undefined && { name: called }) }
    await expect(world.accounts.services.add(request, byOne)).rejects.toMatchObject({ reason })
    expect(await world.accounts.services.list()).toEqual([])
  })

  it('belongs to a shop that exists, under an id that nobody else has', async () => {
    const nowhere = { id: 'x-admin', shopId: shopId('nowhere') }
    await expect(world.accounts.services.add(nowhere, byOne)).rejects.toThrow(ShopNotFoundError)
    await add()
    const taken = { id: 'shoes-admin', shopId: shopId('mihon-tea') }
    await expect(world.accounts.services.add(taken, byOne)).rejects.toMatchObject({ reason: 'id_taken' })
  })

  it('is one of many that are added at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => add(`shoes-${index}`)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ reason: 'two_operators' })
    }
    expect(await world.accounts.services.list(shop)).toHaveLength(1)
  })
})

describe('whatever changes a service that is there', () => {
  const acts = {
    'a further service': (by: ReturnType<typeof byTwo> | typeof byOne) => add('shoes-other', by),
    'a new secret': (by: ReturnType<typeof byTwo> | typeof byOne) => world.accounts.services.rotateSecret(id, by),
    'its removal': (by: ReturnType<typeof byTwo> | typeof byOne) => world.accounts.services.remove(id, by),
  }

  it.each(Object.entries(acts))('takes two operators, one of them an engineer: %s', async (_, act) => {
    const { secret } = await add()
    await expect(act(byOne)).rejects.toThrow(ServiceRefusedError)
    await expect(act(byTwo('akira', 'akira'))).rejects.toThrow(OperatorRefusedError)
    await expect(act(byTwo('akira', 'chie'))).rejects.toThrow(OperatorRefusedError)
    const wrong = byTwo()
    await expect(act({ actor, operators: [wrong.operators[0], { name: 'botan', code: '000000' }] })).rejects.toThrow(
      OperatorRefusedError,
    )
    expect(await trail()).toHaveLength(1)
    expect(await isHeard(secret)).toBe(true)
    await act(byTwo())
    expect((await trail()).length + (await trail('shoes-other')).length).toBe(2)
  })

  it('takes two operators for the retirement of a secret as well', async () => {
    const { secret } = await add()
    const newer = await world.accounts.services.rotateSecret(id, byTwo())
    await expect(world.accounts.services.retireSecret(id, byOne)).rejects.toMatchObject({ reason: 'two_operators' })
    expect(await isHeard(secret)).toBe(true)
    await world.accounts.services.retireSecret(id, byTwo())
    expect((await trail()).map(({ name }) => name).toReversed()).toEqual([
      'service.added',
      'service.secret_added',
      'service.secret_retired',
    ])
    expect([await isHeard(secret), await isHeard(newer)]).toEqual([false, true])
  })

  it('is refused before anybody has used up a code where it would mean nothing', async () => {
    await add()
    const { rotateSecret, retireSecret, remove } = world.accounts.services
    const by = byTwo()
    await expect(retireSecret(id, by)).rejects.toMatchObject({ reason: 'one_secret' })
    await rotateSecret(id, by)
    const again = byTwo()
    await expect(rotateSecret(id, again)).rejects.toMatchObject({ reason: 'two_secrets' })
    await retireSecret(id, again)
    for (const act of [rotateSecret, retireSecret, remove]) {
      await expect(act(serviceId('nobody'), byOne)).rejects.toMatchObject({ reason: 'unknown' })
    }
  })

  it('leaves nothing that one person could put in its place by removing it', async () => {
    await add()
    await expect(world.accounts.services.remove(id, byOne)).rejects.toThrow(ServiceRefusedError)
    await world.accounts.services.remove(id, byTwo())
    expect(await world.accounts.services.list()).toEqual([])
    const { secret } = await add()
    expect(await isHeard(secret)).toBe(true)
  })
})

describe('the administrators of the shop', () => {
  it('are told by mail of every change, and nobody else is', async () => {
    const [boss, staff] = ['boss@renshu-shoes.example', 'staff@renshu-shoes.example']
    await world.importRows([
      { shop, legacyId: '1', email: boss, password, role: '管理者' },
      { shop, legacyId: '2', email: staff, password },
    ])
    await world.announce(shop)
    for (const email of [boss, staff]) await world.signIn(email)
    const { rotateSecret, retireSecret, remove } = world.accounts.services
    await add()
    await rotateSecret(id, byTwo())
    await retireSecret(id, byTwo())
    await remove(id, byTwo())
    await world.accounts.mailDelivery.deliverDue()
    const told = world.mailer.ofKind('notice').filter(({ about }) => about === 'service-changed')
    const said = { to: boss, serviceName: '管理画面', shopName: shop }
    expect(told).toMatchObject([
      { ...said, change: 'added' },
      { ...said, change: 'secret-added' },
      { ...said, change: 'secret-retired' },
      { ...said, change: 'removed' },
    ])
    await expect(rotateSecret(id, byTwo())).rejects.toThrow(ServiceRefusedError)
    await world.accounts.mailDelivery.deliverDue()
    expect(world.mailer.ofKind('notice').filter(({ about }) => about === 'service-changed')).toHaveLength(4)
  })
})

describe('a service that shows its secret', () => {
  it('is heard with its own and no other’s', async () => {
    const { service, secret } = await add()
    const tea = await world.accounts.services.add({ id: 'tea-admin', shopId: shopId('mihon-tea') }, byOne)
    const { authenticate } = world.accounts.services
    expect(await authenticate(id, secret, client())).toEqual(service)
    for (const [name, shown] of [
      [id, tea.secret],
      ['tea-admin', secret],
      ['nobody', secret],
      ['', ''],
      [id, ''],
    ] as const) {
      expect(await authenticate(name, shown, client())).toBeNull()
    }
  })

  it('that is wrong is written down with the reason, up to thirty a place and ten minutes, and then once a minute', async () => {
    const { secret } = await add()
    const { authenticate } = world.accounts.services
    const from = client({ address: '203.0.113.9' })
    for (let tries = 0; tries < 29; tries++) expect(await authenticate('nobody', 'x', from)).toBeNull()
    expect(await authenticate(id, 'A'.repeat(43), from)).toBeNull()
    expect((await trail())[0]).toMatchObject({ name: 'service.rejected', shopId: shop })

    const refused = await authenticate('nobody', 'x', from).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ThrottledError)
    expect(await world.storage.audit.findBySupportCode((refused as ThrottledError).supportCode)).toMatchObject({
      name: 'authn.throttled',
      reason: 'service-secrets',
    })
    expect(await authenticate(id, secret, from)).not.toBeNull()
    expect(await authenticate('nobody', 'x', client({ address: '203.0.113.10' }))).toBeNull()
    world.clock.advance(600_000)
    expect(await authenticate('nobody', 'x', from)).toBeNull()
  })
})
