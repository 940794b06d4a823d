import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finishNode, runNode, type Variables } from './support/node-process.ts'
import { testSecrets } from './support/running-server.ts'

let folder: string
let variables: Variables

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-services-'))
  variables = { ...testSecrets, DATABASE_URL: `sqlite:${join(folder, 'accounts.sqlite')}` }
  await accounts('shop', 'set', 'hogehoge', '--name', 'ほげほげ商店')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const accounts = (...args: string[]) => finishNode('src/cli.ts', args, variables)
const service = (...args: string[]) => accounts('service', ...args)
const list = async () => JSON.parse((await service('list', '--json')).stdout)

/** Adds an operator by the code before the present one, which is then still to be heard; resolves to the secret. */
async function addOperator(name: string, role: string): Promise<string> {
  const adding = runNode('src/cli.ts', ['operator', 'add', name, '--role', role], variables)
  adding.child.stdin?.write('tsuki no ura made aruku\n')
  const [, secret = ''] = await adding.says(/otpauth:\/\/totp\/[^\s]*[?&]secret=([A-Z2-7]{32})/)
  adding.child.stdin?.end(`${generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - 30 })}\n`)
  expect((await adding.finished).code).toBe(0)
  return secret
}

describe('accounts service', () => {
  it('adds the first of a shop and shows its secret once, alone on a line', async () => {
    const added = await service('add', 'hogehoge-admin', '--shop', 'hogehoge', '--name', '管理画面')
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/) })
    expect(added.stderr).toContain('shown this once')
    const [listed, ...others] = await list()
    expect(others).toEqual([])
    expect(listed).toMatchObject({ id: 'hogehoge-admin', shop: 'hogehoge', name: '管理画面' })
    expect(listed.secretsIssuedAt).toHaveLength(1)
    expect((await service('list')).stdout).toMatch(/^hogehoge-admin {2}hogehoge {2}管理画面 {2}20/)
    expect(JSON.stringify(await list())).not.toContain(added.stdout.trim())
  })

  it('says why it cannot: a name that is none, a shop that is none, an id that is taken, one person alone', async () => {
    expect(await service('add', 'Hoge', '--shop', 'hogehoge')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('lower-case letters'),
    })
    expect(await service('add', 'x-admin', '--shop', 'nowhere')).toMatchObject({ code: 2 })
    expect((await service('add', 'hogehoge-admin', '--shop', 'hogehoge')).stderr).toContain('the id is taken')
    for (const act of [
      ['add', 'hogehoge-other', '--shop', 'hogehoge'],
      ['rotate-secret', 'hogehoge-admin'],
      ['remove', 'hogehoge-admin'],
    ]) {
      expect(await service(...act)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('two operators have to stand behind it'),
      })
    }
    expect((await service('retire-secret', 'hogehoge-admin')).stderr).toContain('one secret alone')
    expect((await service('remove', 'nobody')).stderr).toContain('there is no such service')
    expect(await list()).toHaveLength(1)
  })

  it('changes a secret by the codes of two operators', async () => {
    const [akira, botan] = [await addOperator('akira', 'support'), await addOperator('botan', 'engineer')]
    const by = ['--operator', 'akira', '--code', generateSync({ secret: akira })]
    const second = ['--second-operator', 'botan', '--second-code', generateSync({ secret: botan })]
    const rotated = await service('rotate-secret', 'hogehoge-admin', ...by, ...second, '--json')
    expect(rotated.code).toBe(0)
    expect(JSON.parse(rotated.stdout)).toEqual({ id: 'hogehoge-admin', secret: expect.stringMatching(/^[\w-]{43}$/) })
    expect((await list())[0].secretsIssuedAt).toHaveLength(2)
  })
})
