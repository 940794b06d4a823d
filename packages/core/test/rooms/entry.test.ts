import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { wishesNothing } from '../../src/policy/entry.ts'
import { emailFirst } from '../../src/policy/factor-policy.ts'
import { SessionRequiredError } from '../../src/primitives/errors.ts'
import type { ServiceId } from '../../src/primitives/ids.ts'
import { hashSecretToken } from '../../src/primitives/secret-token.ts'
import { aServiceWeb } from '../../src/testing/builders.ts'
import { noon } from '../../src/testing/index.ts'
import type { LogoutClaims } from '../../src/vendors/jose.ts'
import { client, openWorld, password, said, shopId, type World } from '../support/world.ts'

const hiro = 'hiro.kato@renshu-shoes.example'
const mei = 'mei.ono@renshu-shoes.example'
const shoes = 'shoes-admin' as ServiceId
const tea = 'tea-admin' as ServiceId
const actor = 'operator:test'

let world: World
let told: { url: string; claims: LogoutClaims }[]
let answer: () => Promise<void>

beforeEach(async () => {
  told = []
  answer = async () => {}
  const backChannel = {
    async tell(url: string, token: string) {
      await answer()
      told.push({ url, claims: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) })
    },
  }
  world = await openWorld({ backChannel })
  await world.importRows([
    { shop: 'renshu-shoes', legacyId: '5', email: hiro, password, name: '加藤ひろ', role: 'staff' },
    { shop: 'renshu-shoes', legacyId: '6', email: mei, password },
    { shop: 'mihon-tea', legacyId: '9', email: hiro, password },
    { shop: 'other-shop', legacyId: '1', email: mei, password },
  ])
  for (const shop of ['renshu-shoes', 'mihon-tea', 'other-shop']) await world.announce(shop)
  await world.accounts.services.add({ id: shoes, shopId: shopId('renshu-shoes'), web: aServiceWeb() }, { actor })
  await world.accounts.services.add({ id: tea, shopId: shopId('mihon-tea'), web: aServiceWeb() }, { actor })
  await world.accounts.services.add({ id: 'back-end', shopId: shopId('other-shop') }, { actor })
})

function logouts() {
  const room = world.accounts.logouts
  if (!room) throw new TypeError('the world has a back channel')
  return room
}

async function sessionOf(email: string): Promise<string> {
  const flow = await world.start(email)
  let outcome = await world.accounts.signIn.submitPassword(flow, password, client())
  if (outcome.outcome === 'step' && outcome.step.step === 'code')
    outcome = await world.accounts.signIn.submitCode(flow, await world.mailedCode(email), client())
  if (outcome.outcome === 'step' && outcome.step.step === 'new-password')
    outcome = await world.accounts.signIn.submitNewPassword(flow, password, client())
  if (outcome.outcome !== 'signed-in' || !outcome.issued) throw new Error(said(outcome))
  return outcome.issued.sessionToken
}

async function entrantOf(token: string, service: string = shoes) {
  const answer = await world.accounts.entry.decide(token, service, wishesNothing)
  if (answer.entry !== 'open') throw new Error(JSON.stringify(answer))
  return answer.entrant
}

async function enter(token: string, sid: string, service: string = shoes) {
  const entrant = await entrantOf(token, service)
  await world.accounts.entry.made(sid, entrant, client())
  return entrant
}

describe('an entry into a service', () => {
  it('is open to a member, as whom the shop knows: by a subject of that shop, its own row and nothing of others', async () => {
    const token = await sessionOf(hiro)
    const [atShoes, atTea] = [await entrantOf(token), await entrantOf(token, tea)]
    expect(atShoes).toMatchObject({ email: hiro, legacyId: '5', role: 'staff', acr: 'urn:ecforce:acr:email' })
    expect(atTea.legacyId).toBe('9')
    expect(atShoes.subject).toMatch(/^[\w-]{43}$/)
    expect(atTea.subject).not.toBe(atShoes.subject)
    expect((await entrantOf(await sessionOf(hiro))).subject).toBe(atShoes.subject)
    expect((await entrantOf(await sessionOf(mei))).subject).not.toBe(atShoes.subject)
  })

  it('is closed to whoever is no member, to nobody signed in, and to what is no service', async () => {
    const token = await sessionOf(mei)
    const decide = (service: string, by: string | null = token) =>
      world.accounts.entry.decide(by, service, wishesNothing)
    expect(await decide(tea)).toMatchObject({ entry: 'refused', reason: 'not_a_member', shopName: 'mihon-tea' })
    expect(await decide(shoes, null)).toEqual({ entry: 'sign-in' })
    expect(await decide(shoes, 'x'.repeat(43))).toEqual({ entry: 'sign-in' })
    for (const service of ['back-end', 'nobody', '..']) {
      expect(await decide(service)).toMatchObject({ entry: 'refused', reason: 'unknown_service' })
    }
    expect(await decide(shoes)).toMatchObject({ entry: 'open' })
  })

  it('asks for a proof since then, which the session then has', async () => {
    const token = await sessionOf(hiro)
    world.clock.advance(1000)
    const wish = { ...wishesNothing, provenSince: noon + 1 }
    expect(await world.accounts.entry.decide(token, shoes, wish)).toMatchObject({ entry: 'step-up', acr: null })
  })

  it('ends with its session, at once', async () => {
    const [token, other] = [await sessionOf(hiro), await sessionOf(hiro)]
    await enter(token, 'sid-1')
    await enter(other, 'sid-2')
    expect(await world.accounts.entry.standing('sid-1', shoes)).toMatchObject({ legacyId: '5' })
    expect(await world.accounts.entry.standing('sid-1', tea)).toBeNull()
    await world.accounts.sessions.end(token, client())
    expect(await world.accounts.entry.standing('sid-1', shoes)).toBeNull()
    expect(await world.accounts.entry.standing('sid-2', shoes)).toMatchObject({ legacyId: '5' })
  })

  it('is kept up by whoever works in the service, and not by being there alone', async () => {
    const [busy, idle] = [await sessionOf(hiro), await sessionOf(hiro)]
    await enter(busy, 'busy')
    await enter(idle, 'idle')
    for (let minutes = 0; minutes < 70; minutes += 10) {
      world.clock.advance(10 * 60_000)
      expect(await world.accounts.entry.standing('busy', shoes)).not.toBeNull()
      await world.accounts.sessions.flush()
    }
    expect(await world.accounts.sessions.check(busy)).not.toBeNull()
    expect(await world.accounts.entry.standing('idle', shoes)).toBeNull()
  })

  it('asks for the app as soon as the shop does', async () => {
    const token = await sessionOf(hiro)
    await enter(token, 'sid')
    const factorPolicy = {
      firstFactor: 'email',
      mailAs: 'never',
      legacyTwoFactor: 're-enrol',
      administratorsNeedApp: false,
    } as const
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy }, actor)
    expect(await world.accounts.entry.standing('sid', shoes)).toBeNull()
    expect(await world.accounts.entry.decide(token, shoes, wishesNothing)).toMatchObject({ entry: 'step-up' })
  })
})

describe('the services of a session', () => {
  it('are those it may enter, the last used first', async () => {
    const token = await sessionOf(hiro)
    const names = async () => (await world.accounts.entry.services(token)).services.map(({ id }) => id)
    expect(await names()).toEqual([tea, shoes])
    await enter(token, 'sid')
    expect(await names()).toEqual([shoes, tea])
    expect((await world.accounts.entry.services(await sessionOf(mei))).services).toMatchObject([
      { id: shoes, lastEnteredAt: null },
    ])
    await expect(world.accounts.entry.services(null)).rejects.toThrow(SessionRequiredError)
  })

  it('count those that ask for a proof first, and leave out the shops that have none, which are named apart', async () => {
    const token = await sessionOf(mei)
    const factorPolicy = { ...emailFirst, mailAs: 'never' } as const
    await world.accounts.rollouts.saveShop(shopId('renshu-shoes'), { factorPolicy }, actor)
    expect(await world.accounts.entry.services(token)).toMatchObject({
      services: [{ id: shoes }],
      unconnected: [{ id: 'other-shop', legacySignIn: 'open' }],
    })
    await world.accounts.rollouts.saveShop(shopId('other-shop'), { name: 'ほか' }, actor)
    await world.storage.services.setWeb('back-end' as ServiceId, aServiceWeb(), {})
    expect(await world.accounts.entry.services(token)).toMatchObject({
      services: [{ id: shoes }, { id: 'back-end', shop: { name: 'ほか' } }],
      unconnected: [],
    })
  })

  it('are asked for by somebody who is there', async () => {
    const token = await sessionOf(hiro)
    for (let minutes = 0; minutes < 70; minutes += 10) {
      world.clock.advance(10 * 60_000)
      await world.accounts.entry.services(token)
      await world.accounts.sessions.flush()
    }
    expect(await world.accounts.sessions.check(token)).not.toBeNull()
  })
})

describe('a service whose entry has ended', () => {
  it('is told once, by a token for it alone that names the entry and the subject', async () => {
    const token = await sessionOf(hiro)
    const { subject } = await enter(token, 'sid-1')
    await enter(token, 'sid-2', tea)
    expect(await logouts().tellEnded()).toBe(0)
    await world.accounts.sessions.end(token, client())
    expect(await logouts().tellEnded()).toBe(2)
    expect(await logouts().tellEnded()).toBe(0)
    const [first] = told.filter(({ claims }) => claims.aud === shoes)
    expect(first).toMatchObject({
      url: aServiceWeb().backChannelLogoutUrl,
      claims: { iss: 'https://accounts.example', sid: 'sid-1', sub: subject, iat: noon / 1000, exp: noon / 1000 + 120 },
    })
    expect(Object.keys(first?.claims.events ?? {})).toEqual(['http://schemas.openid.net/event/backchannel-logout'])
    expect(first?.claims).not.toHaveProperty('nonce')
  })

  it('is told again until it answers, ever more seldom, and given up a day later', async () => {
    const token = await sessionOf(hiro)
    await enter(token, 'sid')
    await world.accounts.sessions.end(token, client())
    answer = () => Promise.reject(new Error('503'))
    expect(await logouts().tellEnded()).toBe(0)
    world.clock.advance(999)
    answer = async () => {}
    expect(await logouts().tellEnded()).toBe(0)
    world.clock.advance(1)
    expect(await logouts().tellEnded()).toBe(1)
    expect(await world.accounts.services.deliveries()).toMatchObject([{ serviceId: shoes, told: 1, waiting: 0 }])

    const again = await sessionOf(hiro)
    await enter(again, 'sid-2')
    await world.accounts.sessions.end(again, client())
    world.clock.advance(24 * 3_600_000)
    answer = () => Promise.reject(new Error('503'))
    await logouts().tellEnded()
    expect(await world.accounts.services.deliveries()).toMatchObject([{ failed: 1, lastError: 'Error: 503' }])
    expect(await world.reasons(`service:${shoes}`)).toContain('service.logout_failed refused')
  })

  it('is told at once, however long another is waited for', async () => {
    await world.restart({ clock: { ...world.clock, sleep: (milliseconds) => delay(milliseconds) } })
    const [first, second] = [await sessionOf(hiro), await sessionOf(hiro)]
    await enter(first, 'sid')
    await enter(second, 'sid-2')
    let letGo: (() => void) | null = null
    answer = () =>
      new Promise((resolve) => {
        letGo = resolve
      })
    const stopping = new AbortController()
    const running = logouts().run(stopping.signal, 1)
    await world.accounts.sessions.end(first, client())
    const held = await vi.waitFor(() => letGo ?? expect.fail('nobody was asked'))
    answer = async () => {}
    await world.accounts.sessions.end(second, client())
    await vi.waitFor(() => expect(told.map(({ claims }) => claims.sid)).toEqual(['sid-2']))
    stopping.abort()
    held()
    await running
    expect(told.map(({ claims }) => claims.sid)).toEqual(['sid-2', 'sid'])
  })

  it('is told beside a crowd that nobody answers for, of which so many are asked at once and no more', async () => {
    const failed: unknown[] = []
    const sleep = (milliseconds: number) => delay(milliseconds)
    await world.restart({ clock: { ...world.clock, sleep }, onBackgroundError: (error) => failed.push(error) })
    const token = await sessionOf(hiro)
    const entrant = await enter(token, 'sid-0')
    for (let at = 1; at < 700; at++) await world.accounts.entry.made(`sid-${at}`, entrant, client())
    let asked = 0
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    answer = () => {
      asked++
      return held
    }
    const take = vi.spyOn(world.storage.serviceEntries, 'takeEnded').mockRejectedValueOnce(new Error('no database'))
    const stopping = new AbortController()
    const running = logouts().run(stopping.signal, 1)
    await world.accounts.sessions.end(token, client())
    await vi.waitFor(() => expect(asked).toBe(500))
    const takes = take.mock.calls.length
    await delay(20)
    expect([asked, take.mock.calls.length, failed.length]).toEqual([500, takes, 1])
    letGo()
    await vi.waitFor(() => expect(told.length).toBe(700))
    stopping.abort()
    await running
  })

  it('that wants to hear nothing is told nothing', async () => {
    const token = await sessionOf(hiro)
    await enter(token, 'sid')
    const service = await world.storage.services.find(shoes)
    await world.storage.services.setWeb(shoes, { ...aServiceWeb(), backChannelLogoutUrl: null }, {})
    expect(service?.web).not.toBeNull()
    await world.accounts.sessions.end(token, client())
    await logouts().tellEnded()
    expect(told).toEqual([])
  })
})

describe('what the OpenID provider keeps', () => {
  it('is found by what it was kept under, consumed once, and readable in no copy of the database', async () => {
    const state = world.accounts.providerState
    const id = 'code-code-code-code-code-code-code-code-cod'
    const payload = { uid: 'uid-1', grantId: 'grant-1', jti: id, claims: { secret: 'kawa' } }
    await state.put('AuthorizationCode', id, payload, 60)
    expect(await state.find('AuthorizationCode', id)).toEqual({ payload, consumedAt: null })
    expect(await state.findByUid('AuthorizationCode', 'uid-1')).toEqual({ payload, consumedAt: null })
    expect(await state.find('AccessToken', id)).toBeNull()
    const stored = await world.storage.providerRecords.find('AuthorizationCode', hashSecretToken(id), noon)
    expect(stored?.sealed).toMatch(/^k1\./)
    for (const secret of [id, 'kawa', 'uid-1', 'grant-1']) expect(JSON.stringify(stored)).not.toContain(secret)
    const won = await Promise.all(Array.from({ length: 20 }, () => state.consume('AuthorizationCode', id)))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await state.find('AuthorizationCode', id)).toEqual({ payload, consumedAt: noon })
    await state.revoke('grant-1')
    expect(await state.find('AuthorizationCode', id)).toBeNull()
  })

  it('is gone from the instant on at which its time is over', async () => {
    const state = world.accounts.providerState
    await state.put('Session', 'id', { uid: 'u' }, 60)
    world.clock.advance(59_999)
    expect(await state.find('Session', 'id')).not.toBeNull()
    world.clock.advance(1)
    expect(await state.find('Session', 'id')).toBeNull()
  })
})
