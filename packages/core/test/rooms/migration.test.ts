import { hash as bcryptHash } from '@node-rs/bcrypt'
import iconv from 'iconv-lite'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ImportRequest } from '../../src/rooms/migration/import-report.ts'
import type { RowProblem } from '../../src/rooms/migration/row-problem.ts'
import { noon } from '../../src/testing/index.ts'
import { key, openWorld, password, type Row, said, shopId, type World } from '../support/world.ts'

const shop = 'renshu-shoes'
const hiro: Row = { shop, legacyId: '5', email: 'hiro@renshu-shoes.example', name: '加藤ひろ', password }
const ren: Row = { shop, legacyId: '8', email: 'ren@renshu-shoes.example', name: '久保れん' }
const day = 24 * 3_600_000
let world: World

beforeEach(async () => {
  world = await openWorld()
})

/** An import of the file as it stands. */
async function importFile(file: string | Uint8Array, changes: Partial<ImportRequest> = {}) {
  const problems: RowProblem[] = []
  const report = await world.accounts.migration.importMembers({
    source: (async function* () {
      yield Buffer.from(file)
    })(),
    format: 'csv',
    shops: [shopId(shop)],
    actor: 'operator:test',
    onProblem: (problem) => problems.push(problem),
    ...changes,
  })
  return { ...report, problems }
}

const member = async (legacyId: string, of = shop) =>
  (await world.storage.members.findByLegacyIds(shopId(of), [legacyId]))[0] ?? null

/** The row as it stands, without what names the import that last saw it. */
async function content(legacyId: string) {
  const row = await member(legacyId)
  return row && { ...row, importedBy: '' }
}

/** A row with a hash that two imports have in common. */
const withHash = async (row: Row, typed = password): Promise<Row> => {
  const { password: _, ...rest } = row
  return { ...rest, hash: await bcryptHash(typed, { cost: 4 }) }
}

describe('an import', () => {
  it('adds what is new, and a second time finds all of it unchanged', async () => {
    const rows = [await withHash(hiro), ren, { ...ren, legacyId: '9', email: 'aki@renshu-shoes.example', totpSecret }]
    expect(await world.importRows(rows)).toMatchObject({ rows: 3, added: 3, refreshed: 0, unchanged: 0, bad: 0 })
    const before = [await content('5'), await content('8'), await content('9')]
    expect(await world.importRows(rows)).toMatchObject({ rows: 3, added: 0, refreshed: 0, unchanged: 3, bad: 0 })
    expect([await content('5'), await content('8'), await content('9')]).toEqual(before)
  })

  it('refreshes a claim before the announcement: address, name, role and password', async () => {
    await world.importRows([await withHash(hiro)])
    const id = (await member('5'))?.id
    const changed = {
      ...(await withHash(hiro, 'another password')),
      email: 'hiro2@renshu-shoes.example',
      role: 'admin',
    }
    expect(await world.importRows([changed])).toMatchObject({ added: 0, refreshed: 1 })
    expect(await member('5')).toMatchObject({ id, state: 'claim', role: 'admin', email: { typed: changed.email } })
    await world.announce(shop)
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(changed.email, 'another password')).outcome)).toBe('signed in')
  })

  it('announces nothing: its rows open nothing before that', async () => {
    await world.importRows([hiro])
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('credentials_rejected')
    expect(await world.accounts.rollouts.find(shopId(shop))).toMatchObject({ decision: { phase: 'before' } })
    await world.announce(shop)
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('signed in')
  })

  it('takes a row of a shop it does not name for a bad row, and writes nothing to that shop', async () => {
    await world.importRows([{ ...hiro, shop: 'mihon-tea', legacyId: '1' }])
    const file = `shop_id,legacy_id,email\n${shop},5,hiro@a.example\nmihon-tea,2,stray@a.example\n`
    const report = await importFile(file)
    expect(report).toMatchObject({ rows: 2, added: 1, bad: 1 })
    expect(report.problems).toMatchObject([{ line: 3, column: 'shop_id', code: 'shop_not_named' }])
    expect(await member('2', 'mihon-tea')).toBeNull()
    expect(await world.storage.members.findByEmail('stray@a.example')).toEqual([])
  })

  it('tells bad rows one by one, and they cost no good row', async () => {
    const report = await importFile(
      [
        'shop_id,legacy_id,email,password_hash,last_sign_in_at',
        `${shop},1,one@a.example,,`,
        `${shop},2,no address,,`,
        `${shop},,three@a.example,,`,
        `${shop},4,four@a.example,$2b$99$nothing,30 February`,
        `${shop},5,"five@a.example,,`,
        `${shop},6,six@a.example`,
        `${shop},7,seven@a.example,,`,
      ].join('\n'),
    )
    expect(report).toMatchObject({ rows: 7, added: 2, bad: 5 })
    expect(report.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '3 invalid_email',
      '4 required',
      '5 malformed_hash',
      '5 invalid_instant',
      '6 quote_unclosed',
      '7 wrong_field_count',
    ])
    for (const problem of report.problems) {
      expect(problem.message.ja).not.toBe('')
      expect(problem.message.en).not.toBe('')
    }
    expect([await member('1'), await member('7')].map((row) => row?.state)).toEqual(['claim', 'claim'])
  })

  it('takes the last of two rows with one legacy id', async () => {
    const twice = [ren, { ...ren, email: 'later@renshu-shoes.example' }]
    expect(await world.importRows(twice)).toMatchObject({ rows: 2, added: 1 })
    expect((await member('8'))?.email.key).toBe('later@renshu-shoes.example')
  })

  it('reads what Excel on a Japanese Windows writes', async () => {
    const file = `shop_id,legacy_id,email,name,role\r\n${shop},5,hiro@a.example,加藤ひろ①,管理者\r\n`
    expect(await importFile(iconv.encode(file, 'cp932'))).toMatchObject({ added: 1, bad: 0 })
    expect(await member('5')).toMatchObject({ name: '加藤ひろ①', role: '管理者' })
    // The same rows in UTF-8 are the same rows.
    expect(await importFile(file)).toMatchObject({ unchanged: 1, refreshed: 0 })
  })

  it('tells how far it is after every batch', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `${shop},${n},p${n}@a.example`)
    const progress: number[] = []
    const file = ['shop_id,legacy_id,email', ...rows].join('\n')
    expect(await importFile(file, { onProgress: ({ rows: read }) => progress.push(read) })).toMatchObject({
      added: 2500,
    })
    expect(progress).toEqual([1000, 2000, 2500])
  })

  it('leaves an audit row for the shop it made and for every batch that changed something', async () => {
    await world.importRows([hiro, ren])
    const [imported, made] = await world.storage.audit.listBySubject(shop, 10)
    expect(made).toMatchObject({ name: 'shop.saved', actor: 'operator:test', shopId: shop, details: { new: true } })
    expect(imported).toMatchObject({ name: 'migration.imported', actor: 'operator:test', details: { changed: 2 } })
  })

  it('leaves no audit row when it changed nothing', async () => {
    await world.importRows([ren])
    await world.importRows([ren])
    expect(await world.reasons(shop)).toEqual(['migration.imported ok', 'shop.saved ok'])
  })
})

const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

describe("a shop's authenticator secret", () => {
  const aki: Row = { ...ren, legacyId: '9', email: 'aki@renshu-shoes.example', totpSecret }

  it('is stored sealed, and opens beside its own row alone', async () => {
    await world.importRows([aki, { ...aki, legacyId: '10', email: 'other@renshu-shoes.example' }])
    const [one, other] = [await member('9'), await member('10')]
    expect(one).toMatchObject({ legacyTwoFactor: true })
    expect(one?.legacyTotpSecret).toMatch(/^k1\./)
    expect(JSON.stringify([one, other])).not.toContain(totpSecret)
    expect(one?.legacyTotpSecret).not.toBe(other?.legacyTotpSecret)
  })

  it('that is the same is unchanged, and another is a refresh', async () => {
    await world.importRows([aki])
    expect(await world.importRows([aki])).toMatchObject({ unchanged: 1, refreshed: 0 })
    const rotated = { ...aki, totpSecret: totpSecret.replace('J', 'K') }
    expect(await world.importRows([rotated])).toMatchObject({ unchanged: 0, refreshed: 1 })
    expect(await world.importRows([rotated])).toMatchObject({ unchanged: 1, refreshed: 0 })
  })

  it('is the same under a newer key of the ring', async () => {
    await world.importRows([aki])
    await world.restart({ keys: [key('k2', 2), key('k1', 1)] })
    expect(await world.importRows([aki])).toMatchObject({ unchanged: 1, refreshed: 0 })
  })
})

describe('after the announcement', () => {
  beforeEach(async () => {
    await world.importRows([await withHash(hiro), ren])
    await world.announce(shop)
  })

  it('a new row is pending, without a hash or a secret, and opens nothing', async () => {
    const late: Row = { shop, legacyId: '20', email: 'late@renshu-shoes.example', password, totpSecret }
    expect(await world.importRows([late])).toMatchObject({ added: 0, pending: 1 })
    expect(await member('20')).toMatchObject({ state: 'pending', legacyPassword: null, legacyTotpSecret: null })
    expect(said((await world.signIn(late.email)).outcome)).toBe('credentials_rejected')
  })

  it('a pending row that comes again as it was is unchanged', async () => {
    const late = await withHash({ shop, legacyId: '20', email: 'late@renshu-shoes.example', totpSecret })
    await world.importRows([late])
    expect(await world.importRows([late])).toMatchObject({ pending: 0, refreshed: 0, unchanged: 1 })
  })

  it('a changed address is pending, without its hash, and opens nothing at either address', async () => {
    const moved = { ...(await withHash(hiro)), email: 'elsewhere@a.example' }
    expect(await world.importRows([moved])).toMatchObject({ pending: 1, refreshed: 0 })
    expect(await member('5')).toMatchObject({ state: 'pending', legacyPassword: null })
    for (const email of [hiro.email, moved.email]) {
      expect(said((await world.signIn(email)).outcome)).toBe('credentials_rejected')
    }
  })

  it('a changed address that is changed back stays pending', async () => {
    const same = await withHash(hiro)
    await world.importRows([{ ...same, email: 'elsewhere@a.example' }])
    await world.importRows([same])
    expect(await member('5')).toMatchObject({ state: 'pending', legacyPassword: null })
  })

  it('a changed name or password of a claim is still refreshed', async () => {
    const renamed = { ...(await withHash(hiro, 'a later password')), name: '加藤ヒロ' }
    expect(await world.importRows([renamed])).toMatchObject({ refreshed: 1, pending: 0 })
    expect(await member('5')).toMatchObject({ state: 'claim', name: '加藤ヒロ' })
    expect(said((await world.signIn(hiro.email, 'a later password')).outcome)).toBe('signed in')
  })

  it('a row that was removed stays removed', async () => {
    await world.importRows([await withHash(hiro)], { removeMissing: true })
    expect((await member('8'))?.state).toBe('removed')
    expect(await world.importRows([ren])).toMatchObject({ stayedRemoved: 1, added: 0, pending: 0 })
    expect((await member('8'))?.state).toBe('removed')
  })

  it('a row that belongs to an account is left alone, whatever the file says', async () => {
    await world.signIn(hiro.email)
    const [before, account] = [await content('5'), await world.storage.accounts.findByEmail(hiro.email)]
    const changed = {
      ...(await withHash(hiro, "the shop's choice")),
      email: 'shop@a.example',
      role: 'admin',
      totpSecret,
    }
    expect(await world.importRows([changed])).toMatchObject({ keptForAccounts: 1, refreshed: 0, pending: 0 })
    expect(await content('5')).toEqual(before)
    expect(await world.storage.accounts.findByEmail(hiro.email)).toEqual(account)
    expect(said((await world.signIn(hiro.email, "the shop's choice")).outcome)).toBe('credentials_rejected')
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('signed in')
  })

  it("another shop's hash is not stored for an address that has an account, and opens nothing", async () => {
    await world.signIn(hiro.email)
    const account = await world.storage.accounts.findByEmail(hiro.email)
    await world.importRows([{ ...hiro, shop: 'mihon-tea', password: 'the second shop knows' }])
    await world.announce('mihon-tea')
    expect(await member('5', 'mihon-tea')).toMatchObject({ state: 'claim', legacyPassword: null })
    expect(said((await world.signIn(hiro.email, 'the second shop knows')).outcome)).toBe('credentials_rejected')
    expect(await world.storage.accounts.findByEmail(hiro.email)).toEqual(account)
  })
})

describe('a tombstone', () => {
  it('made before the announcement is lifted by no import either', async () => {
    await world.importRows([hiro, ren])
    await world.importRows([hiro], { removeMissing: true })
    expect(await world.importRows([hiro, ren])).toMatchObject({ stayedRemoved: 1 })
    expect(await member('8')).toMatchObject({ state: 'removed', legacyPassword: null, legacyTotpSecret: null })
  })
})

describe('two rows of one shop with one address', () => {
  const twin: Row = { ...hiro, legacyId: '6', name: 'ひろの二つ目' }

  it('are both held until one of them is gone, and open nothing', async () => {
    expect(await world.importRows([hiro, twin])).toMatchObject({ added: 2, heldForAddress: 2 })
    expect((await member('5'))?.heldFor).toEqual(['same_address'])
    expect((await member('6'))?.heldFor).toEqual(['same_address'])
    await world.announce(shop)
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('credentials_rejected')

    expect(await world.importRows([hiro], { removeMissing: true })).toMatchObject({ removed: 1, heldForAddress: 0 })
    expect((await member('5'))?.heldFor).toEqual([])
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('signed in')
  })

  it('are found however the address is written', async () => {
    expect(await world.importRows([hiro, { ...twin, email: 'ＨＩＲＯ@Renshu-Shoes.example' }])).toMatchObject({
      heldForAddress: 2,
    })
  })

  it('are lifted when one of them moves before the announcement', async () => {
    await world.importRows([hiro, twin])
    expect(await world.importRows([hiro, { ...twin, email: 'second@a.example' }])).toMatchObject({ heldForAddress: 0 })
    expect((await member('5'))?.heldFor).toEqual([])
    expect((await member('6'))?.heldFor).toEqual([])
  })

  it('of two shops are not held', async () => {
    expect(await world.importRows([hiro, { ...twin, shop: 'mihon-tea' }])).toMatchObject({ heldForAddress: 0 })
  })
})

describe('removing what the file does not list', () => {
  const header = 'shop_id,legacy_id,email'
  beforeEach(async () => {
    await importFile(
      [header, `${shop},1,one@a.example`, `${shop},2,two@a.example`, `${shop},3,three@a.example`].join('\n'),
    )
  })
  const states = async () => [(await member('1'))?.state, (await member('2'))?.state, (await member('3'))?.state]

  it('is done only when it is asked for', async () => {
    await importFile(`${header}\n${shop},1,one@a.example`)
    expect(await states()).toEqual(['claim', 'claim', 'claim'])
    const report = await importFile(`${header}\n${shop},1,one@a.example`, { removeMissing: true })
    expect(report).toMatchObject({ removed: 2, removalSkipped: [] })
    expect(await states()).toEqual(['claim', 'removed', 'removed'])
  })

  it('spares a member whose row is bad and says who it is', async () => {
    const file = [header, `${shop},1,one@a.example`, `${shop},2,not an address`].join('\n')
    expect(await importFile(file, { removeMissing: true })).toMatchObject({ bad: 1, removed: 1, removalSkipped: [] })
    expect(await states()).toEqual(['claim', 'claim', 'removed'])
  })

  it.each([
    ['a row that says no legacy id', `${shop},,two@a.example`],
    ['a row of a shop that is not named', 'elsewhere,2,two@a.example'],
    ['a row that cannot be read', `${shop},2`],
  ])('is left undone after %s, which may be anybody', async (_, row) => {
    const file = [header, `${shop},1,one@a.example`, row].join('\n')
    expect(await importFile(file, { removeMissing: true })).toMatchObject({
      bad: 1,
      removed: 0,
      removalSkipped: [shop],
    })
    expect(await states()).toEqual(['claim', 'claim', 'claim'])
  })

  it('is left undone for a shop of which the file lists nobody', async () => {
    await importFile(`${header}\nmihon-tea,1,tea@a.example`, { shops: [shopId('mihon-tea')] })
    const report = await importFile(`${header}\n${shop},1,one@a.example`, {
      removeMissing: true,
      shops: [shopId(shop), shopId('mihon-tea')],
    })
    expect(report).toMatchObject({ removed: 2, removalSkipped: ['mihon-tea'] })
    expect((await member('1', 'mihon-tea'))?.state).toBe('claim')
    expect(await importFile(header, { removeMissing: true })).toMatchObject({ removed: 0, removalSkipped: [shop] })
  })

  it('spares the memberships of accounts', async () => {
    await world.importRows([hiro, ren])
    await world.announce(shop)
    await world.signIn(hiro.email)
    await importFile(`${header}\n${shop},1,one@a.example`, { removeMissing: true })
    expect([(await member('5'))?.state, (await member('8'))?.state]).toEqual(['active', 'removed'])
    expect(said((await world.signIn(hiro.email)).outcome)).toBe('signed in')
  })
})

describe('a dry run', () => {
  const file = [
    'shop_id,legacy_id,email',
    `${shop},1,one@a.example`,
    `${shop},2,moved@a.example`,
    `${shop},4,four@a.example`,
    `${shop},5,no address`,
  ].join('\n')

  async function prepare() {
    await importFile(['shop_id,legacy_id,email', ...[1, 2, 3, 5].map((n) => `${shop},${n},p${n}@a.example`)].join('\n'))
    await importFile(`shop_id,legacy_id,email\n${shop},1,one@a.example`)
  }

  it('writes nothing at all', async () => {
    await prepare()
    const rows = () => Promise.all(['1', '2', '3', '4', '5'].map((legacyId) => member(legacyId)))
    const [before, events] = [await rows(), await world.storage.audit.listBySubject(shop, 100)]
    const report = await importFile(file, {
      dryRun: true,
      removeMissing: true,
      shops: [shopId(shop), shopId('brand-new')],
    })
    expect(report.dryRun).toBe(true)
    expect(await rows()).toEqual(before)
    expect(await world.storage.audit.listBySubject(shop, 100)).toEqual(events)
    expect(await world.storage.shops.find(shopId('brand-new'))).toBeNull()
  })

  it.each([false, true])('counts what the real run then does; announced: %s', async (announced) => {
    await prepare()
    if (announced) await world.announce(shop)
    const dry = await importFile(file, { dryRun: true, removeMissing: true })
    const real = await importFile(file, { removeMissing: true })
    expect({ ...dry, importId: '', dryRun: null }).toEqual({ ...real, importId: '', dryRun: null })
    expect(real).toMatchObject({ rows: 4, bad: 1, unchanged: 1, removed: 1 })
  })

  it('counts a member listed twice in one batch as the real run does', async () => {
    const twice = ['shop_id,legacy_id,email', `${shop},1,one@a.example`, `${shop},1,two@a.example`].join('\n')
    const { added, refreshed, unchanged } = await importFile(twice, { dryRun: true })
    expect(await importFile(twice)).toMatchObject({ rows: 2, added, refreshed, unchanged })
  })
})

describe('an import that breaks off', () => {
  it('keeps the batches it wrote, removes nobody, and the same file again takes it up', async () => {
    await importFile(`shop_id,legacy_id,email\n${shop},old,old@a.example`)
    const lines = Array.from({ length: 2500 }, (_, n) => `${shop},${n},p${n}@a.example`)
    const file = ['shop_id,legacy_id,email', ...lines].join('\n')
    const broken = importFile('', {
      removeMissing: true,
      source: (async function* () {
        yield Buffer.from(`${file.split('\n').slice(0, 1601).join('\n')}\n`)
        throw new Error('the disk was pulled out')
      })(),
    })
    await expect(broken).rejects.toThrow('the disk was pulled out')
    expect((await member('0'))?.state).toBe('claim')
    expect(await member('2400')).toBeNull()
    expect((await member('old'))?.state).toBe('claim')

    const report = await importFile(file, { removeMissing: true })
    expect(report.added + report.unchanged).toBe(2500)
    expect(report.unchanged).toBeGreaterThanOrEqual(1000)
    expect(report).toMatchObject({ rows: 2500, refreshed: 0, removed: 1, lost: 0 })
    expect((await member('old'))?.state).toBe('removed')
  })
})

describe('stale claims', () => {
  it('are taken as the file says: never, long ago, or unknown', async () => {
    const at = (ago: number) => new Date(noon - ago).toISOString()
    await world.importRows([
      { ...ren, legacyId: '1', email: 'a@a.example', lastSignInAt: '' },
      { ...ren, legacyId: '2', email: 'b@a.example', lastSignInAt: at(day) },
      { ...ren, legacyId: '3', email: 'c@a.example' },
    ])
    expect([await member('1'), await member('2'), await member('3')].map((row) => row?.lastSignInAt)).toEqual([
      'never',
      noon - day,
      null,
    ])
  })
})
