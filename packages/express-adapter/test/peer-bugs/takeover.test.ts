import { beforeEach, describe, expect, it } from 'vitest'
import { appCode } from '../../../core/test/support/totp-oracle.ts'
import { finish } from '../support/journeys.ts'
import { type Browser, browser, hiro, openServer, type Server, shopId, signIn } from '../support/server.ts'
import { addService, type ShopBackEnd } from '../support/services.ts'

// A shop's administrator is master of the shop's member list. Whatever is written there beside somebody else's address,
// with whatever password, opens nothing of that person's (R1 to R10): before there is an account, after, in every phase.

const shop = shopId('akui-shoten')
const thief = 'thief@akui-shoten.example'
/** What the administrator knows of the rows: bcrypt of this, and the secret of an app. */
const known = 'neko no te mo karitai'
const knownHash = '$2b$04$bNTxsi./xvS8594puWUiVuZtGwq5M7pMlBXQ1K2USPKVQkJJTu1cS'
const knownApp = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let server: Server
let backEnd: ShopBackEnd

beforeEach(async () => {
  server = await openServer()
  await server.accounts.rollouts.saveShop(shop, { name: '悪意商店' }, 'operator:test')
  backEnd = await addService(server, shop)
})

async function importRow(legacyId: string, email: string): Promise<void> {
  const row = {
    ...{ shop_id: shop, legacy_id: legacyId, email, role: 'administrator', password_hash: knownHash },
    totp_secret: knownApp,
  }
  await server.accounts.migration.importMembers({
    source: (async function* () {
      yield Buffer.from(JSON.stringify(row))
    })(),
    format: 'jsonl',
    shops: [shop],
    actor: 'operator:test',
  })
}

const save = (legacyId: string, email: string) => backEnd.put(`/services/members/${legacyId}`, { email })

/** What an administrator may do to the list; each is done before the announcement and again in the phase that is tried. */
const ways = {
  'imports a row with a known password': () => importRow('1', hiro),
  'brings a row': async () => void (await save('1', hiro)),
  'imports a row of their own and moves it by sync': async () => {
    await importRow('1', thief)
    await save('1', hiro)
  },
  'imports a row of their own and moves it by import': async () => {
    await importRow('1', thief)
    await importRow('1', hiro)
  },
  'brings two rows, one of them with a known password': async () => {
    await importRow('1', hiro)
    await save('2', hiro)
  },
  'removes a row and brings it again': async () => {
    await importRow('1', hiro)
    await backEnd.delete('/services/members/1')
    await importRow('1', hiro)
    await save('1', hiro)
  },
} as const
type Way = keyof typeof ways

const phases = {
  before: async () => {},
  coexistence: async () => void (await server.accounts.rollouts.announce(shop, 'operator:test')),
  enforced: async () => {
    await server.accounts.rollouts.announce(shop, 'operator:test')
    server.clock.advance(15 * 24 * 3_600_000)
  },
} as const
type Phase = keyof typeof phases

/** Tries all that the administrator knows; resolves to what the known password is answered with. */
async function attack(): Promise<string> {
  const one = browser(server)
  const flow = await one.start(hiro)
  const asked = await one.post('/sign-in/password', { flow, password: known })
  if (asked.status === 200) {
    expect(asked.body).toMatchObject({ step: 'code', factor: 'email', alternatives: [] })
    for (const code of ['000000', appCode(knownApp, server.clock.now())]) {
      expect((await one.post('/sign-in/code', { flow: asked.body.flow, code })).status).toBe(401)
    }
  }
  await one.post('/password-reset', { email: hiro })
  expect([...one.jar.keys()].filter((name) => /sid/.test(name))).toEqual([])
  expect((await one.get('/session')).status).toBe(401)
  return asked.status === 200 ? asked.body.step : asked.body.code
}

/** A code of the app that the shop knew is refused, wherever the owner's password leads. */
async function knownAppIsNoFactor(): Promise<void> {
  const one = browser(server)
  const flow = await one.toCode(hiro, 'yuki ni saku hana')
  const open = flow && (await one.get('/sign-in')).body.step === 'code' ? flow : await one.toCode(hiro)
  const code = appCode(knownApp, server.clock.now())
  expect((await one.post('/sign-in/code', { flow: open, code })).body.code).toBe('code_rejected')
}

/** Everything of the account that its owner sees. */
async function ownAccount(me: Browser) {
  const { email, name } = (await me.get('/profile')).body
  const { factors } = (await me.get('/factors')).body
  const { sessions } = (await me.get('/sessions')).body
  return { email, name, factors: factors.map(({ kind }: { kind: string }) => kind), sessions: sessions.length }
}

/** Whoever was mailed a code or a link. */
async function mailed() {
  await server.accounts.mailDelivery.deliverDue()
  const secretive = server.mailer.received.filter(({ mail }) => ['code', 'reset', 'address'].includes(mail.kind))
  return new Set(secretive.map(({ mail }) => mail.to))
}

const table = (Object.keys(ways) as Way[]).flatMap((way) =>
  (Object.keys(phases) as Phase[]).map((phase) => ({ way, phase })),
)

describe('an administrator who', () => {
  it.each(table)('$way gets nowhere with somebody who has not set up: $phase', async ({ way, phase }) => {
    await ways[way]()
    await phases[phase]()
    await ways[way]()
    // The known password asks for the mailbox, or for nothing.
    expect(['code', 'credentials_rejected']).toContain(await attack())
    if (phase === 'before') expect(await attack()).toBe('credentials_rejected')

    // Its owner comes by the password of their own shop, and what was prepared is worth nothing from then on.
    const me = browser(server)
    await me.start(hiro)
    expect((await finish(server, me, hiro)).body.step).toBe('done')
    const own = await ownAccount(me)
    expect(own).toMatchObject({ email: hiro, sessions: 1 })
    await knownAppIsNoFactor()
    expect(await attack()).toBe('credentials_rejected')
    await ways[way]()
    expect(await attack()).toBe('credentials_rejected')
    expect(await ownAccount(me)).toEqual(own)
    expect(await mailed()).toEqual(new Set([hiro]))
  })

  it.each(table)('$way gets nowhere with somebody who has set up: $phase', async ({ way, phase }) => {
    await signIn(server, browser(server), hiro)
    await ways[way]()
    await phases[phase]()
    await ways[way]()

    const me = browser(server)
    expect((await signIn(server, me, hiro)).body.step).toBe('done')
    const own = await ownAccount(me)
    expect(await attack()).toBe('credentials_rejected')
    expect(await ownAccount(me)).toEqual(own)
    const { memberships } = (await me.get('/session')).body
    expect(memberships.map((one: { shop: string }) => one.shop)).toEqual(['renshu-shoes'])
    const { members } = (await backEnd.get('/services/members')).body
    for (const { setUp } of members) expect(setUp).toBe(false)
    expect(await mailed()).toEqual(new Set([hiro]))
  })

  it.each(['import', 'sync'] as const)(
    'has set up and points the own row at somebody else by %s keeps the own account and nothing more',
    async (by) => {
      await importRow('1', thief)
      await phases.coexistence()
      // That the known password is a right one is seen here: it signs its own owner in.
      const one = browser(server)
      await one.start(thief)
      expect((await finish(server, one, thief, { password: known })).body.step).toBe('done')
      await signIn(server, browser(server), hiro)

      if (by === 'import') await importRow('1', hiro)
      else expect((await save('1', hiro)).body).toEqual({ legacyId: '1', state: 'active' })
      expect(await ownAccount(one)).toMatchObject({ email: thief })
      expect(await attack()).toBe('credentials_rejected')
      const me = browser(server)
      await signIn(server, me, hiro)
      expect((await me.get('/session')).body.memberships).toHaveLength(1)
      expect((await me.get('/profile')).body.email).toBe(hiro)
    },
  )
})
