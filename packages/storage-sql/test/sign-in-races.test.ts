import {
  type Accounts,
  type ClientContext,
  createAccounts,
  type FlowReference,
  isShopId,
  parseEmailAddress,
  type SignInOutcome,
  type Storage,
  systemRandom,
} from '@ecforce-accounts/core'
import { collectingMailer, fixedClock, noon } from '@ecforce-accounts/core/testing'
import { hash } from '@node-rs/bcrypt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { postgresDatabases, sqliteDatabases, type TestDatabases } from './support/databases.ts'

const password = 'asagao-no-kaze-26'
const email = 'hiro.kato@renshu-shoes.example'
const client: ClientContext = {
  address: '203.0.113.7',
  userAgent: null,
  deviceToken: null,
  sessionToken: null,
  requestId: 'races',
}

/** Two nodes on one database, with one imported member of an announced shop. */
async function openNodes(storage: Storage, another: () => Promise<Storage>) {
  const clock = fixedClock(noon)
  const mailer = collectingMailer()
  const node = (over: Storage) =>
    createAccounts({
      issuer: 'https://accounts.example',
      storage: over,
      mailer,
      keys: [{ kid: 'k1', key: new Uint8Array(32).fill(1) }],
      hashing: { memoryKiB: 19_456, passes: 2, waiting: 1000 },
      clock,
      random: systemRandom,
    })
  const nodes: readonly [Accounts, Accounts] = [await node(storage), await node(await another())]
  const shop = 'renshu-shoes'
  if (!isShopId(shop)) throw new TypeError(shop)
  const row = {
    shop_id: shop,
    legacy_id: '5',
    email,
    name: '加藤ひろ',
    password_hash: await hash(password, { cost: 4 }),
  }
  await nodes[0].migration.importMembers({
    source: (async function* () {
      yield Buffer.from(JSON.stringify(row))
    })(),
    format: 'jsonl',
    shops: [shop],
    actor: 'operator:test',
  })
  await nodes[0].rollouts.announce(shop, 'operator:test')

  async function atTheCode(): Promise<{ flow: FlowReference; code: string }> {
    const address = parseEmailAddress(email)
    if (!address.ok) throw new TypeError(email)
    const { secret, step } = await nodes[0].signIn.start(
      { email: address.address, returnTo: null, locale: 'ja' },
      client,
    )
    const asked = await nodes[0].signIn.submitPassword({ secret, id: step.flow }, password, client)
    if (asked.outcome !== 'step') throw new Error(`the password was answered with ${asked.outcome}`)
    const flow = { secret: asked.renewed?.secret ?? null, id: step.flow }
    await nodes[0].mailDelivery.deliverDue()
    const mail = mailer.ofKind('code').at(-1)
    if (!mail) throw new Error('no code was mailed')
    return { flow, code: mail.code }
  }

  /** Calls on both nodes in turn, all at once. */
  function hundredAtOnce(call: (node: Accounts, n: number) => Promise<SignInOutcome>): Promise<string[]> {
    return Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        call(nodes[n % 2 === 0 ? 0 : 1], n).then(
          (outcome) => (outcome.outcome === 'signed-in' && outcome.issued ? 'session' : outcome.outcome),
          (error: Error & { code?: string }) => error.code ?? error.message,
        ),
      ),
    )
  }
  return { nodes, atTheCode, hundredAtOnce, storage }
}

describe.each<[string, () => TestDatabases | Promise<TestDatabases>]>([
  ['SQLite', sqliteDatabases],
  ['PostgreSQL', postgresDatabases],
])('on %s, over two nodes', (_, open) => {
  let databases: TestDatabases
  beforeAll(async () => {
    databases = await open()
  })
  afterEach(() => databases.closeAll())
  afterAll(() => databases.remove())

  const world = async () => {
    const { storage, another } = await databases.openEmpty()
    return openNodes(storage, another)
  }

  it('a hundred right codes at once make one account and one session, at the first sign-in and at the second', async () => {
    const { atTheCode, hundredAtOnce, storage } = await world()
    for (let round = 0; round < 2; round++) {
      const { flow, code } = await atTheCode()
      const outcomes = await hundredAtOnce((node) => node.signIn.submitCode(flow, code, client))
      expect(outcomes.filter((outcome) => outcome === 'session')).toHaveLength(1)
      expect(new Set(outcomes)).not.toContain('storage_failed')
    }
    const found = await storage.accounts.findByEmail(email)
    expect(found?.factors).toHaveLength(1)
    const events = await storage.audit.listBySubject(found?.account.id ?? '', 500)
    expect(events.filter(({ name }) => name === 'account.activated')).toHaveLength(1)
    expect(events.filter(({ name }) => name === 'authn.signed_in')).toHaveLength(2)
  })

  it('a hundred wrong codes at once are compared five times at the most, and the right one after them opens nothing', async () => {
    const { atTheCode, hundredAtOnce, storage, nodes } = await world()
    const { flow, code } = await atTheCode()
    const outcomes = await hundredAtOnce((node, n) => {
      const wrong = String((Number(code) + n + 1) % 1_000_000).padStart(6, '0')
      return node.signIn.submitCode(flow, wrong, client)
    })
    expect(outcomes).not.toContain('session')
    const events = await storage.audit.listBySubject(flow.id ?? '', 500)
    const compared = events.filter(({ name, reason }) => name === 'authn.code' && reason === 'mismatch')
    expect(compared.length).toBeGreaterThan(0)
    expect(compared.length).toBeLessThanOrEqual(5)
    await expect(nodes[1].signIn.submitCode(flow, code, client)).rejects.toMatchObject({ code: 'flow_not_found' })
  })

  it('two flows of one claim at once make one account; the one that lost has to prove everything anew', async () => {
    const { atTheCode, nodes, storage } = await world()
    const [first, second] = [await atTheCode(), await atTheCode()]
    const outcomes = await Promise.all([
      nodes[0].signIn.submitCode(first.flow, first.code, client).catch((error: { code: string }) => error.code),
      nodes[1].signIn.submitCode(second.flow, second.code, client).catch((error: { code: string }) => error.code),
    ])
    const sessions = outcomes.filter((outcome) => typeof outcome === 'object' && outcome.outcome === 'signed-in')
    expect(sessions).toHaveLength(1)
    expect(outcomes).toContain('flow_conflict')
    const [row] = await storage.members.findByEmail(email)
    expect(row?.member.state).toBe('active')
  })
})
