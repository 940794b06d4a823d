import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memberCsv } from './support/member-csv.ts'
import { finishNode, runNode, type Variables } from './support/node-process.ts'
import { testSecrets } from './support/running-server.ts'

let folder: string
let variables: Variables

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-cli-'))
  variables = { ...testSecrets, DATABASE_URL: `sqlite:${join(folder, 'accounts.sqlite')}` }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const accounts = (...args: string[]) => finishNode('src/cli.ts', args, variables)

async function inJson(...args: string[]) {
  const { code, stdout, stderr } = await accounts(...args, '--json')
  if (stdout === '') throw new Error(stderr)
  return { code, answer: JSON.parse(stdout), stderr }
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const two = memberCsv([
  { email: 'kato@shop.test', name: '加藤ひろ' },
  { email: 'ogawa@shop.test', name: '小川あかね' },
])
const twoAndABadOne = `${two}hogehoge,3,saki.eto@mihon-tea,江藤さき,staff,\n`

describe('accounts import', () => {
  it.each([
    ['UTF-8', Buffer.from(two)],
    ['UTF-8 with a byte order mark and CRLF', Buffer.from(`\ufeff${two.replaceAll('\n', '\r\n')}`)],
    ['CP932, as spreadsheets write it', iconv.encode(two, 'cp932')],
  ])('reads a file in %s, and ends with 0', async (_encoding, content) => {
    const path = await file('members.csv', content)
    const { code, stdout, stderr } = await accounts('import', path, '--shop', 'hogehoge')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      / 2 {2}読み取った行 \/ rows read\n +2 {2}追加 \/ added\n +0 {2}取り込めなかった行 \/ bad rows\n/,
    )
    expect(await inJson('shop', 'list')).toMatchObject({ answer: [{ id: 'hogehoge', phase: 'before' }] })
    expect((await inJson('import', path, '--shop', 'hogehoge')).answer).toMatchObject({ added: 0, unchanged: 2 })
  })

  it('tells every bad row in both languages, takes the good ones and ends with 1', async () => {
    const path = await file('members.csv', twoAndABadOne)
    const { code, stdout, stderr } = await accounts('import', path, '--shop', 'hogehoge')
    expect(code).toBe(1)
    expect(stdout).toMatch(/ 2 {2}追加/)
    expect(stderr).toBe(
      'line 4, email: メールアドレスの形式が正しくありません。 / This is not an e-mail address. [saki.eto@mihon-tea]\n',
    )
  })

  it('answers machines with one document, and a line of JSON for every bad row', async () => {
    const path = await file('members.csv', twoAndABadOne)
    const { code, answer, stderr } = await inJson('import', path, '--shop', 'hogehoge')
    expect(code).toBe(1)
    expect(answer).toMatchObject({ rows: 3, added: 2, bad: 1, dryRun: false })
    expect(JSON.parse(stderr)).toMatchObject({ line: 4, column: 'email', code: 'invalid_email' })
  })

  it('writes the bad rows into a report, for spreadsheets without a formula in it', async () => {
    const rows = `${twoAndABadOne}hogehoge,4,=1+1@bad,x,staff,\n`
    const path = await file('members.csv', rows)
    await accounts('import', path, '--shop', 'hogehoge', '--report', join(folder, 'bad.csv'))
    const csv = await readFile(join(folder, 'bad.csv'), 'utf8')
    const lines = csv.split('\r\n')
    expect(lines[0]).toBe('\ufeffline,column,code,value,message_ja,message_en')
    expect(lines[1]).toContain('4,email,invalid_email,saki.eto@mihon-tea,')
    expect(lines[2]).toContain("5,email,invalid_email,'=1+1@bad,")
    expect((await stat(join(folder, 'bad.csv'))).mode & 0o077).toBe(0)

    await accounts('import', path, '--shop', 'hogehoge', '--report', join(folder, 'bad.jsonl'))
    const jsonl = await readFile(join(folder, 'bad.jsonl'), 'utf8')
    expect(
      jsonl
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).line),
    ).toEqual([4, 5])
  })

  it('writes nothing with --dry-run and counts the same', async () => {
    const path = await file('members.csv', twoAndABadOne)
    const dry = await inJson('import', path, '--shop', 'hogehoge', '--dry-run')
    expect(dry).toMatchObject({ code: 1, answer: { dryRun: true, rows: 3, added: 2, bad: 1 } })
    expect((await inJson('shop', 'list')).answer).toEqual([])
    expect((await inJson('import', path, '--shop', 'hogehoge')).answer).toMatchObject({ added: 2, bad: 1 })
  })

  it('removes whom the file no longer lists with --remove-missing alone', async () => {
    await accounts('import', await file('two.csv', two), '--shop', 'hogehoge')
    const one = await file('one.csv', memberCsv([{ email: 'kato@shop.test', name: '加藤ひろ' }]))
    expect((await inJson('import', one, '--shop', 'hogehoge')).answer).toMatchObject({ unchanged: 1, removed: 0 })
    const removing = ['import', one, '--shop', 'hogehoge', '--remove-missing']
    expect((await inJson(...removing, '--dry-run')).answer).toMatchObject({ removed: 1 })
    expect((await inJson(...removing)).answer).toMatchObject({ removed: 1 })
    expect((await inJson(...removing)).answer).toMatchObject({ removed: 0 })
    // What was removed stays removed.
    expect((await inJson('import', join(folder, 'two.csv'), '--shop', 'hogehoge')).answer).toMatchObject({
      stayedRemoved: 1,
    })
  })

  it('finds the file from where the command was typed, and reads the standard input for -', async () => {
    await mkdir(join(folder, 'typed-here'))
    await file('typed-here/members.csv', two)
    const typed = { ...variables, INIT_CWD: join(folder, 'typed-here') }
    expect(await finishNode('src/cli.ts', ['import', 'members.csv', '--shop', 'hogehoge'], typed)).toMatchObject({
      code: 0,
    })

    const lines = '{"shop_id":"hogehoge","legacy_id":9,"email":"kubo@shop.test"}\n'
    const args = ['import', '-', '--format', 'jsonl', '--shop', 'hogehoge', '--json']
    const { code, stdout } = await finishNode('src/cli.ts', args, variables, lines)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ rows: 1, added: 1 })
  })

  it('goes on where it was killed: a hundred thousand rows come out right', async () => {
    const members = Array.from({ length: 100_000 }, (_, index) => ({ email: `member${index}@shop.test` }))
    const path = await file('many.csv', memberCsv(members))
    const first = runNode('src/cli.ts', ['import', path, '--shop', 'hogehoge', '--json'], variables)
    await grown(join(folder, 'accounts.sqlite-wal'), 4_000_000)
    first.child.kill('SIGKILL')
    expect(await first.finished).toMatchObject({ code: null })

    const { code, answer } = await inJson('import', path, '--shop', 'hogehoge')
    expect(code).toBe(0)
    expect(answer.rows).toBe(100_000)
    expect(answer.unchanged).toBeGreaterThan(0)
    expect(answer.added).toBeGreaterThan(0)
    expect(answer.added + answer.unchanged).toBe(100_000)
    expect((await inJson('import', path, '--shop', 'hogehoge')).answer).toMatchObject({ added: 0, unchanged: 100_000 })
  })
})

describe('accounts', () => {
  it.each([
    [['import', '/nowhere/members.csv', '--shop', 'hogehoge'], 'there is no such file'],
    [['import', '/tmp', '--shop', 'hogehoge', '--format', 'csv'], 'is a folder'],
    [['import', 'members.xlsx', '--shop', 'hogehoge'], 'say --format csv or --format jsonl'],
    [['import', 'members.csv'], "required option '--shop <id>'"],
    [['import', 'members.csv', '--shop', 'Hoge Hoge'], 'is no shop'],
    [['rollout', 'announce', 'hogehoge'], 'there is no shop hogehoge'],
    [['rollout', 'retract', 'hogehoge'], "unknown command 'retract'"],
    [['shop', 'set', 'hogehoge', '--admin-url', 'http://shop.example/admin'], 'needs an https address'],
    [['shop', 'set', 'hogehoge', '--invitation-days', '31'], 'must be a whole number from 1 to 30'],
    [['shop', 'set', 'hogehoge', '--factors', 'none'], 'must be email-first or app-first'],
    [['support-code', 'UUUU-UUUU'], 'is no support code'],
    [['support-code', '7K3M'], 'is no support code'],
    [['shop', 'list', '--actor', 'two words'], '--actor must be a name'],
  ])('%j ends with 2 and a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await accounts(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
  })

  it('says which variable is missing', async () => {
    const { code, stderr } = await finishNode('src/cli.ts', ['shop', 'list'], testSecrets)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^DATABASE_URL: is missing[^\n]*\n$/) })
  })

  it('says what is wrong with a file that cannot be read at all, in both languages', async () => {
    const path = await file('members.csv', 'shop,mail\nhogehoge,kato@shop.test\n')
    const { code, stderr } = await accounts('import', path, '--shop', 'hogehoge')
    expect(code).toBe(2)
    expect(stderr).toMatch(/必須の列がありません: shop_id, legacy_id, email \/ Required columns are missing/)
  })

  it('names shops, announces them once and shows where they stand', async () => {
    await accounts('import', await file('members.csv', two), '--shop', 'hogehoge')
    const set = [
      'shop',
      'set',
      'hogehoge',
      '--name',
      'ほげほげ',
      '--admin-url',
      'https://hogehoge.com/admin',
      '--invitation-days',
      '14',
    ]
    expect((await inJson(...set)).answer).toMatchObject({ name: 'ほげほげ', adminUrl: 'https://hogehoge.com/admin' })
    expect((await inJson('rollout', 'show', 'hogehoge')).answer).toMatchObject({ phase: 'before', announcedAt: null })

    const { answer } = await inJson('rollout', 'announce', 'hogehoge')
    const window = Date.parse(answer.enforcedAt) - Date.parse(answer.announcedAt)
    expect(window).toBeGreaterThanOrEqual(14 * 86_400_000 + 1_800_000)
    expect(window).toBeLessThan(14 * 86_400_000 + 1_800_000 + 3_600_000)
    expect(answer.enforcedAt).toMatch(/:00:00\.000Z$/)
    expect((await inJson('rollout', 'show', 'hogehoge')).answer).toMatchObject({
      phase: 'coexistence',
      name: 'ほげほげ',
    })

    const again = await accounts('rollout', 'announce', 'hogehoge')
    expect(again).toMatchObject({ code: 2, stderr: 'すでに告知されています / it was announced before\n' })
  })

  it('says what there is to look at before an announcement, and marks members in bulk until then', async () => {
    const rows =
      'shop_id,legacy_id,email,name,last_sign_in_at\nhogehoge,1,kato@shop.test,加藤,2020-01-01\nhogehoge,2,info@shop.test,=共有,\n'
    await accounts('import', await file('members.csv', rows), '--shop', 'hogehoge')
    const { answer } = await inJson('readiness', '--shop', 'hogehoge')
    expect(answer.shops[0].counts).toMatchObject({ stale: 1, 'never-signed-in': 1, 'role-mailbox': 1 })
    expect(answer.findings.stale.todo.ja).toContain('削除')
    const csv = (await accounts('readiness', '--csv')).stdout.split('\r\n')
    expect(csv[0]).toBe('\ufeffshop,legacy_id,email,name,role,last_sign_in_at,state,marks,findings,todo_ja,todo_en')
    expect(csv[2]).toContain(
      "hogehoge,2,info@shop.test,'=共有,,never,claim,,never-signed-in shared-suspect role-mailbox",
    )
    const shown = (await accounts('readiness', '--shop', 'hogehoge', '--stale-days', '9999')).stdout
    expect(shown).toMatch(/ 1 {2}never-signed-in {4}█+\n/)
    expect(shown).toContain('2  info@shop.test  =共有  never-signed-in shared-suspect role-mailbox')
    expect(shown).not.toContain('stale')

    const marking = ['member', 'mark', 'hogehoge', '--as']
    expect((await inJson(...marking, 'remove', '--finding', 'stale')).answer).toMatchObject({ marked: 1 })
    expect(await accounts(...marking, 'remove')).toMatchObject({ code: 2 })
    expect(await accounts(...marking, 'burn', '--legacy-id', '1')).toMatchObject({ code: 2 })
    expect(await accounts(...marking, 'hold', '--finding', 'luck')).toMatchObject({ code: 2 })
    await accounts('rollout', 'announce', 'hogehoge')
    const late = await accounts(...marking, 'none', '--legacy-id', '2')
    expect(late).toMatchObject({ code: 2, stderr: expect.stringContaining('not after the announcement') })
    expect((await inJson('readiness', '--shop', 'hogehoge')).answer.shops[0].members).toHaveLength(1)
  })

  it('says how far the members of a shop are, by day and one by one', async () => {
    const rows = [
      'shop_id,legacy_id,email,name,role,last_sign_in_at',
      'hogehoge,1,kato@shop.test,加藤,staff,2020-01-01',
      'hogehoge,2,kubo@shop.test,=久保,,',
      `hogehoge,3,saki@shop.test,咲,staff,${new Date(Date.now() - 86_400_000).toISOString()}`,
    ].join('\n')
    await accounts('import', await file('members.csv', rows), '--shop', 'hogehoge')
    expect((await accounts('progress', 'hogehoge')).stdout).toMatch(
      / 3 {2}未設定 \/ not yet\n[\s\S]*not announced yet\n$/,
    )
    await accounts('rollout', 'announce', 'hogehoge')
    const { answer } = await inJson('progress', 'hogehoge')
    expect(answer).toMatchObject({ phase: 'coexistence', setUp: 0, notYet: 1, held: 2, pending: 0, afterCut: 0 })
    expect(answer.days).toEqual([{ day: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/), setUp: 0, total: 0 }])
    const csv = (await accounts('progress', 'hogehoge', '--csv')).stdout.split('\r\n')
    expect(csv.slice(0, 3)).toEqual([
      '\ufefflegacy_id,name,role,state,set_up_at',
      '1,加藤,staff,held,',
      "2,'=久保,,held,",
    ])
    expect((await accounts('progress', 'hogehoge', '--members')).stdout).toContain('3  咲  staff  claim\n')
    expect(await accounts('progress', 'nowhere')).toMatchObject({ code: 2 })
  })

  it('moves a switch as it is told, with a reason, and says what each act would mean', async () => {
    await accounts('import', await file('members.csv', two), '--shop', 'hogehoge')
    const rollout = async (...args: string[]) => {
      const { stdout, stderr } = await accounts('rollout', ...args, '--json')
      return stdout === '' ? stderr : JSON.parse(stdout)
    }
    const plan = ['--cut-hour', '10', '--avoid', 'weekends,holidays', '--sale-day', '2099-07-01']
    expect(await rollout('schedule', 'hogehoge', '--at', '2099-06-16T10:00', ...plan)).toMatchObject({
      phase: 'before',
      announceAt: '2099-06-16T01:00:00.000Z',
      plan: { cutHour: 10, avoidWeekends: true, avoidHolidays: true, saleDays: ['2099-07-01'] },
    })
    expect(await rollout('preview', 'hogehoge', 'postpone', '--to', '2099-06-17')).toMatchObject({
      date: '2099-06-16T15:00:00.000Z',
      counts: [
        {
          members: 2,
          now: { legacy: true, accounts: 'closed' },
          after: { legacy: true, accounts: 'closed' },
          atDate: { legacy: true, accounts: 'first-sign-in' },
        },
      ],
    })
    expect(await rollout('schedule', 'hogehoge', '--cancel', '--reason', 'not yet')).toMatchObject({ announceAt: null })
    expect(await rollout('announce', 'hogehoge', '--window-days', '7')).toContain('two operators')

    const { enforcedAt } = await rollout('announce', 'hogehoge', '--cut-hour', '10', '--avoid', 'none')
    expect(enforcedAt).toMatch(/T01:00:00\.000Z$/)
    expect(await rollout('extend', 'hogehoge', '--days', '3')).toContain('--reason')
    const longer = await rollout('extend', 'hogehoge', '--days', '3', '--reason', 'a sale')
    expect(Date.parse(longer.enforcedAt) - Date.parse(enforcedAt)).toBe(3 * 86_400_000)
    expect(await rollout('pause', 'hogehoge', '--reason', 'ask')).toMatchObject({ enforcedAt: null, version: 5 })
    const shown = await accounts('rollout', 'show', 'hogehoge')
    expect(shown.stdout).toContain('一時停止中 / paused')
    expect(await rollout('resume', 'hogehoge', '--reason', 'asked')).toMatchObject({ phase: 'coexistence' })
    expect(await rollout('rollback', 'hogehoge', '--reason', 'x', '--operator', 'akira')).toContain('second-operator')
    expect(await rollout('preview', 'hogehoge', 'dance')).toContain('schedule, announce')
    expect(await rollout('postpone', 'hogehoge', '--to', 'tomorrow', '--reason', 'x')).toContain('--to must be a time')
  })

  it('confirms a member that was held as long unused, once', async () => {
    const rows = `shop_id,legacy_id,email,last_sign_in_at\nhogehoge,1,kato@shop.test,2020-01-01\n`
    await accounts('import', await file('members.csv', rows), '--shop', 'hogehoge')
    expect((await inJson('rollout', 'announce', 'hogehoge')).answer).toMatchObject({ heldAsStale: 1 })
    expect(await accounts('member', 'confirm', 'hogehoge', '1')).toMatchObject({ code: 0 })
    expect(await accounts('member', 'confirm', 'hogehoge', '1')).toMatchObject({ code: 2 })
  })

  it('brings a database up to date and says what it did', async () => {
    expect((await inJson('migrate')).answer.applied.length).toBeGreaterThan(0)
    expect((await inJson('migrate')).answer).toEqual({ applied: [] })
  })
})

/** Resolves once the file is at least this large. */
async function grown(path: string, bytes: number): Promise<void> {
  for (let looks = 0; looks < 3_000; looks++) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (size >= bytes) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${path} never grew`)
}
