import {
  type Accounts,
  createAccounts,
  FlowConflictError,
  isShopId,
  parseEmailAddress,
  systemRandom,
} from '@ecforce-accounts/core'
import { collectingMailer, fixedClock, noon } from '@ecforce-accounts/core/testing'
import { hash } from '@node-rs/bcrypt'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { postgresDatabases, sqliteDatabases } from './support/databases.ts'

// What a shop's back end says of its members, while others say something else of them: on two nodes over one database.

const shop = (() => {
  const id = 'renshu-shoes'
  if (!isShopId(id)) throw new TypeError(id)
  return id
})()
const service = { id: 'renshu-shoes-admin' as never, shopId: shop }
const actor = 'operator:test'
const password = 'asagao-no-kaze-26'
const client = { address: null, userAgent: null, deviceToken: null, sessionToken: null, requestId: 'races' }

describe.each([
  { kind: 'SQLite', open: async () => sqliteDatabases() },
  { kind: 'PostgreSQL', open: postgresDatabases },
])('on $kind a row that a shop’s back end changes', async ({ open }) => {
  const databases = await open()
  afterEach(() => databases.closeAll())
  afterAll(() => databases.remove())

  async function openNodes() {
    const { storage, another } = await databases.openEmpty()
    const clock = fixedClock(noon)
    const mailer = collectingMailer()
    const keys = [{ kid: 'k1', key: new Uint8Array(32).fill(1) }]
    const hashing = { memoryKiB: 19_456, passes: 2, waiting: 1000 }
    const common = { issuer: 'https://accounts.example', mailer, keys, hashing, clock, random: systemRandom }
    const one = await createAccounts({ ...common, storage })
    const other = await createAccounts({ ...common, storage: await another() })
    await one.rollouts.saveShop(shop, {}, actor)
    return { one, other, storage, mailer }
  }

  const importRows = ({ migration }: Accounts, rows: readonly object[]) =>
    migration.importMembers({
      source: (async function* () {
        yield Buffer.from(rows.map((row) => JSON.stringify({ shop_id: shop, ...row })).join('\n'))
      })(),
      format: 'jsonl',
      shops: [shop],
      actor,
    })

  it('while an import brings the same is there once, with the hash of the import or without', async () => {
    const { one, other, storage } = await openNodes()
    const ids = Array.from({ length: 60 }, (_, index) => String(index))
    const rows = ids.map((legacy_id) => ({
      legacy_id,
      email: `p${legacy_id}@renshu-shoes.example`,
      name: 'import',
      password_hash: '$2b$04$qfZRaVhYpQ48MckkU/TvseWAGesRSqfkGM2Rscqkn6/jeDofx4UXi',
    }))
    const [, ...answers] = await Promise.all([
      importRows(one, rows),
      ...ids.map((id) =>
        other.memberSync.save(service, id, { email: address(`p${id}@renshu-shoes.example`), name: 'sync' }),
      ),
    ])
    expect(new Set(answers)).toEqual(new Set(['claim']))
    const found = await storage.members.page(shop, '', 1000)
    expect(found.map(({ legacyId }) => legacyId)).toEqual(ids.toSorted())
    expect(found.filter(({ state, heldFor }) => state !== 'claim' || heldFor.length > 0)).toEqual([])
    expect((await importRows(one, rows)).lost).toBe(0)
  })

  it('while its shop is announced is a claim from before or needs an invitation, and is never held for nothing', async () => {
    const { one, other, storage } = await openNodes()
    const ids = Array.from({ length: 40 }, (_, index) => String(index))
    const saving = ids.map((id) =>
      other.memberSync.save(service, id, { email: address(`p${id}@renshu-shoes.example`) }),
    )
    await saving[0]
    const [, ...answers] = await Promise.all([one.rollouts.announce(shop, actor), ...saving])
    expect(answers[0]).toBe('claim')
    const rows = await storage.members.page(shop, '', 1000)
    expect(rows.map(({ legacyId, state }) => [legacyId, state]).toSorted()).toEqual(
      ids.map((id, index) => [id, answers[index]]).toSorted(),
    )
    expect(await one.memberSync.save(service, 'late', { email: address('late@renshu-shoes.example') })).toBe('pending')
  })

  it('while its member signs in for the first time is removed with all access, or the sign-in came too late', async () => {
    const { one, other, storage, mailer } = await openNodes()
    const passwordHash = await hash(password, { cost: 4 })
    const ids = Array.from({ length: 6 }, (_, index) => String(index))
    await importRows(
      one,
      ids.map((legacy_id) => ({ legacy_id, email: `p${legacy_id}@renshu-shoes.example`, password_hash: passwordHash })),
    )
    await one.rollouts.announce(shop, actor)
    for (const [round, id] of ids.entries()) {
      const email = address(`p${id}@renshu-shoes.example`)
      const { secret, step } = await one.signIn.start({ email, returnTo: null, locale: 'ja' }, client)
      const asked = await one.signIn.submitPassword({ secret, id: step.flow }, password, client)
      if (asked.outcome !== 'step') throw new Error(asked.outcome)
      await one.mailDelivery.deliverDue()
      const code = mailer.ofKind('code').at(-1)?.code ?? ''
      const flow = { secret: asked.renewed?.secret ?? null, id: step.flow }
      const signIn = () => one.signIn.submitCode(flow, code, client).catch(unlessTooLate)
      const remove = () => other.memberSync.remove(service, id)
      const [first, second] = round % 2 === 0 ? [signIn(), remove()] : [remove(), signIn()]
      const [a, b] = await Promise.all([first, second])
      const outcome = a ?? b ?? null
      const token = outcome?.outcome === 'signed-in' ? outcome.issued?.sessionToken : null
      expect(await one.sessions.check(token)).toBeNull()
      const [row] = await storage.members.findByLegacyIds(shop, [id])
      expect(row).toMatchObject({ state: 'removed', accountId: null, legacyPassword: null })
      const account = await storage.accounts.findByEmail(email.key)
      expect(account !== null).toBe(outcome?.outcome === 'signed-in')
    }
  })
})

/** The claim had gone when the account was to be made: an ordinary answer. */
function unlessTooLate(error: unknown): null {
  if (error instanceof FlowConflictError) return null
  throw error
}

function address(text: string) {
  const read = parseEmailAddress(text)
  if (!read.ok) throw new TypeError(text)
  return read.address
}
