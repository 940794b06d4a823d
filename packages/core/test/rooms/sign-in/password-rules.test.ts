import { beforeEach, describe, expect, it } from 'vitest'
import { client, openWorld, password, said, type World } from '../../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
let world: World

beforeEach(async () => {
  world = await openWorld()
})

describe('a password', () => {
  beforeEach(async () => {
    await world.importRows([{ shop: 'renshu-shoes', legacyId: '5', email: hiro, password }])
    await world.announce('renshu-shoes')
    await world.signIn(hiro)
  })

  const typed = async (text: string) => {
    const flow = await world.start(hiro)
    return said(await world.accounts.signIn.submitPassword(flow, text, client()))
  }

  it('is heard exactly as it was typed: another case, a blank more or a character less is another one', async () => {
    for (const other of [password.toUpperCase(), `${password} `, ` ${password}`, password.slice(0, -1)]) {
      world.clock.advance(60_000)
      expect(await typed(other)).toBe('credentials_rejected')
    }
    world.clock.advance(60_000)
    expect(await typed(password)).toBe('code email verify')
  })

  it('never has to be changed for its age', async () => {
    world.clock.advance(400 * 24 * 3_600_000)
    expect(said((await world.signIn(hiro)).outcome)).toBe('signed in')
  })
})

it('an installation that is new knows nobody, under whatever name', async () => {
  expect(await world.storage.accounts.keyIdsInUse(world.clock.now())).toEqual([])
  for (const name of ['admin', 'administrator', 'root', 'test', 'support']) {
    const flow = await world.start(`${name}@accounts.example`)
    expect(said(await world.accounts.signIn.submitPassword(flow, name, client()))).toBe('credentials_rejected')
  }
})
