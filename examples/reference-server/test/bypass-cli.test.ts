import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccounts, isShopId, systemClock } from '@ecforce-accounts/core'
import { collectingMailer } from '@ecforce-accounts/core/testing'
import { openStorage } from '@ecforce-accounts/storage-sql'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readToolConfig } from '../src/config.ts'
import { finishNode, type Variables } from './support/node-process.ts'
import { addOperator } from './support/operators.ts'
import { testSecrets } from './support/running-server.ts'

let folder: string
let variables: Variables
let request: string
let app: string

const bypass = (...args: string[]) => finishNode('src/cli.ts', ['bypass', ...args], variables)
const listed = async (...args: string[]) => JSON.parse((await bypass('list', '--json', ...args)).stdout)

/** A request that the support desk took for a robot of a shop. */
async function takeRequest(): Promise<string> {
  const { databaseUrl, keys, legacyPeppers } = readToolConfig(variables)
  const storage = await openStorage(databaseUrl)
  const accounts = await createAccounts({
    issuer: 'https://accounts.example',
    storage,
    mailer: collectingMailer(),
    keys,
    legacyPeppers,
  })
  const shopId = 'hogehoge'
  if (!isShopId(shopId)) throw new TypeError(shopId)
  const row = JSON.stringify({ shop_id: shopId, legacy_id: '15', email: 'robo@hogehoge.example', name: '在庫ロボ' })
  await accounts.migration.importMembers({
    source: (async function* () {
      yield Buffer.from(row)
    })(),
    format: 'jsonl',
    shops: [shopId],
    actor: 'operator:test',
  })
  const [member] = await storage.members.findByLegacyIds(shopId, ['15'])
  const draft = {
    purpose: '在庫の更新\n  在庫ロボ  ready',
    provider: 'ロボ\n社',
    memberIds: [member?.id ?? ''],
    ranges: ['8.8.8.8'],
    validDays: 90,
    shadow: false,
  }
  const taken = await accounts.bypassDesk.take({ shopId, ticket: 'T-1', draft }, { name: 'sasae', role: 'support' })
  await storage.close()
  return taken.request.id
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-bypass-'))
  variables = { ...testSecrets, DATABASE_URL: `sqlite:${join(folder, 'accounts.sqlite')}` }
  request = await takeRequest()
  // The code before the present one, which is then still to be heard.
  const earlier = (secret: string) => generateSync({ secret, epoch: Math.floor(systemClock.now() / 1000) - 30 })
  app = (await addOperator(variables, 'tomoru', 'engineer', earlier)).secret
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('accounts bypass', () => {
  it('lists what waits, approves exactly what was seen by one code, and lists what became of it', async () => {
    expect(await listed()).toMatchObject([
      { id: request, status: 'pending', version: 1, ticket: 'T-1', overdue: false },
    ])
    const shown = await bypass('show', request)
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('在庫ロボ  first-sign-in robot-flag') })
    expect(shown.stdout.split('\n')[1]).toBe('  在庫の更新 在庫ロボ ready  (ロボ 社)')

    const by = ['--operator', 'tomoru', '--code']
    const wrong = await bypass('approve', request, '--seen', '1', ...by, '000000')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('the code is not right') })
    const unseen = await bypass('approve', request, '--seen', 'latest', ...by, '000000')
    expect(unseen).toMatchObject({ code: 2, stderr: expect.stringContaining('--seen must be the version') })
    const approved = await bypass('approve', request, '--seen', '1', ...by, generateSync({ secret: app }))
    expect(approved).toMatchObject({ code: 0, stdout: `${request}: 承認しました / approved\n` })
    expect(await listed()).toEqual([])
    expect(await listed('--shop', 'hogehoge')).toMatchObject([{ status: 'approved', settledBy: 'tomoru' }])

    const [grant] = await listed('--grants')
    expect(grant).toMatchObject({ standing: 'waiting', ranges: ['8.8.8.8/32'], approvedBy: ['tomoru'] })
    expect((await bypass('show', grant.id)).stdout).toContain('approved by tomoru')
    expect((await bypass('stop', ...by, '000000')).stderr).toContain('either --shop or --all')
    const refused = await bypass('revoke', grant.id, ...by, '000000')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('the code is not right') })
    expect((await bypass('show', 'nothing')).stderr).toContain('there is no such request or exemption')
  })
})
