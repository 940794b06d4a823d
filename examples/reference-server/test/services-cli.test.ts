import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWeb } from '../src/cli/service-web.ts'
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

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

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

  it('adds one with the addresses by which its members enter it, and lists them', async () => {
    await accounts('shop', 'set', 'mihon-tea')
    const icon = join(folder, 'icon.png')
    await writeFile(icon, png)
    const addresses = [
      '--start-url',
      'https://tea.example/start?from=portal',
      '--redirect-uri',
      'https://tea.example/cb',
    ]
    const more = ['--redirect-uri', 'https://www.tea.example/cb', '--post-logout-uri', 'https://tea.example/admin']
    const channel = ['--back-channel-logout-url', 'https://tea.example/logout', '--icon', icon]
    expect((await service('add', 'tea-admin', '--shop', 'mihon-tea', ...addresses, ...more, ...channel)).code).toBe(0)
    expect(JSON.parse((await service('list', '--shop', 'mihon-tea', '--json')).stdout)[0].web).toEqual({
      startUrl: 'https://tea.example/start?from=portal',
      redirectUris: ['https://tea.example/cb', 'https://www.tea.example/cb'],
      postLogoutUris: ['https://tea.example/admin'],
      backChannelLogoutUrl: 'https://tea.example/logout',
      icon: `data:image/png;base64,${png.toString('base64')}`,
    })
    const { stdout } = await service('list', '--shop', 'mihon-tea')
    expect(stdout).toContain('\n  --redirect-uri https://www.tea.example/cb\n')
    const deliveries = await service('deliveries', '--json')
    expect(deliveries.code).toBe(0)
    expect(JSON.parse(deliveries.stdout)).toEqual([
      {
        id: 'tea-admin',
        shop: 'mihon-tea',
        name: 'tea-admin',
        isTold: true,
        waiting: 0,
        told: 0,
        failed: 0,
        lastError: null,
      },
    ])
    expect(stdout).toMatch(/ {2}--icon \(PNG\)\n$/)
  })

  it('names the option that will not do', async () => {
    const file = join(folder, 'no.png')
    await writeFile(file, 'GIF89a')
    const large = join(folder, 'large.png')
    await writeFile(large, Buffer.concat([png, Buffer.alloc(13_000)]))
    const startUrl = 'https://tea.example/start'
    const redirectUri = ['https://tea.example/cb']
    const good = { startUrl, redirectUri }
    for (const [said, name] of [
      [{ redirectUri }, '--start-url'],
      [{ startUrl }, '--redirect-uri'],
      [{ redirectUri, startUrl: 'http://tea.example/start' }, '--start-url'],
      [{ startUrl, redirectUri: ['https://tea.example/cb#x'] }, '--redirect-uri'],
      [{ ...good, postLogoutUri: ['tea'] }, '--post-logout-uri'],
      [{ ...good, backChannelLogoutUrl: 'https://u:p@tea.example/' }, '--back-channel-logout-url'],
      [{ ...good, icon: file }, '--icon'],
      [{ ...good, icon: large }, '--icon'],
      [{ ...good, icon: join(folder, 'none.png') }, '--icon'],
    ] as const) {
      await expect(readWeb(said, null)).rejects.toThrow(new RegExp(`^${name}: `))
    }
    await expect(readWeb(good, null)).resolves.toMatchObject({ startUrl, redirectUris: redirectUri })
    await expect(readWeb({ redirectUri }, null)).rejects.toThrow('is missing')
    const addresses = ['--start-url', 'tea', '--redirect-uri', redirectUri[0] ?? '']
    const refused = await service('add', 'x-admin', '--shop', 'hogehoge', ...addresses)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--start-url: .*https/) })
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
      ['set', 'tea-admin', '--icon', ''],
    ]) {
      expect(await service(...act)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('two operators have to stand behind it'),
      })
    }
    expect((await service('retire-secret', 'hogehoge-admin')).stderr).toContain('one secret alone')
    expect((await service('remove', 'nobody')).stderr).toContain('there is no such service')
    expect((await service('set', 'tea-admin')).stderr).toContain('say what changes')
    expect((await service('set', 'tea-admin', '--back-end-only', '--icon', '')).stderr).toContain('--back-end-only')
    expect((await service('set', 'nobody', '--icon', '')).stderr).toContain('there is no such service')
    expect(await list()).toHaveLength(2)
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

  it('changes what is said of the addresses, by the codes of two operators, and takes away what is empty', async () => {
    const [akira, botan] = [await addOperator('chizuru', 'support'), await addOperator('daichi', 'engineer')]
    const by = ['--operator', 'chizuru', '--code', generateSync({ secret: akira })]
    const second = ['--second-operator', 'daichi', '--second-code', generateSync({ secret: botan })]
    const changes = ['--back-channel-logout-url', '', '--post-logout-uri', '', '--icon', '']
    const changed = await service('set', 'tea-admin', ...changes, ...by, ...second, '--json')
    expect(changed.code).toBe(0)
    const web = {
      startUrl: 'https://tea.example/start?from=portal',
      redirectUris: ['https://tea.example/cb', 'https://www.tea.example/cb'],
      postLogoutUris: [],
      backChannelLogoutUrl: null,
      icon: null,
    }
    expect(JSON.parse(changed.stdout)).toMatchObject({ id: 'tea-admin', web })
    expect((await list()).map((one: { web: unknown }) => one.web)).toEqual([null, web])
  })
})
