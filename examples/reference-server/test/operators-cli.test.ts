import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finishNode, type Variables } from './support/node-process.ts'
import { addOperator, operatorPassword } from './support/operators.ts'
import { testSecrets } from './support/running-server.ts'

let folder: string
let variables: Variables

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-operators-'))
  variables = { ...testSecrets, DATABASE_URL: `sqlite:${join(folder, 'accounts.sqlite')}` }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const accounts = (args: readonly string[], input = '') => finishNode('src/cli.ts', args, variables, input)

const add = (name: string, role: string, codeOf: (secret: string) => string) =>
  addOperator(variables, name, role, codeOf)

describe('accounts operator and accounts factor', () => {
  it('make operators by a code of their app, hear each code once, and say why a lift is refused', async () => {
    let confirming = ''
    const right = (secret: string) => {
      confirming = generateSync({ secret })
      return confirming
    }
    const refused = await add('akira', 'support', () => 'not six')
    expect(refused.finished.code).toBe(2)
    expect((await accounts(['operator', 'list'])).stdout).toBe('')

    const { secret, finished } = await add('akira', 'support', right)
    expect(finished.code).toBe(0)
    expect((await accounts(['operator', 'list'])).stdout).toMatch(/^akira {2}support {2}20/)
    expect(JSON.stringify(await accounts(['operator', 'list', '--json']))).not.toContain(secret)

    // The code that confirmed the app opens nothing, whether or not its half minute is over by now.
    const lift = ['factor', 'lift', 'nao@shop.example', '--factor', 'totp', '--operator', 'akira']
    const used = await accounts([...lift, '--code', confirming])
    expect(used).toMatchObject({ code: 2, stderr: expect.stringMatching(/the code was used|the code is not right/) })
    const piped = await accounts(lift, '000000\n')
    expect(piped.code).toBe(2)
    expect(piped.stderr).toContain('the code is not right')
    expect(await accounts(['factor', 'list', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' })
    expect(await accounts(lift)).toMatchObject({ code: 2, stderr: expect.stringContaining('--code is missing') })

    const both = [
      'rollout',
      'rollback',
      'nowhere',
      '--reason',
      'x',
      '--operator',
      'akira',
      '--second-operator',
      'botan',
    ]
    expect((await accounts(both, '000000\n000000\n')).stderr).not.toContain('--code is missing')

    expect((await accounts(['operator', 'remove', 'akira'])).code).toBe(0)
    expect((await accounts(['operator', 'remove', 'akira'])).code).toBe(2)
  })

  it('takes no operator without a good password, and gives another one, each by a line that is piped in', async () => {
    const adding = ['operator', 'add', 'botan', '--role', 'engineer']
    for (const [typed, sentence] of [
      ['', 'a password is needed'],
      ['fourteen chars\n', '15 characters at the least'],
      ['botan botan botan\n', 'not made of the name'],
    ] as const) {
      const refused = await accounts(adding, typed)
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) })
    }
    const added = await add('botan', 'engineer', (secret) => generateSync({ secret }))
    expect(added.finished.code).toBe(0)

    const another = ['operator', 'password', 'botan']
    expect(await accounts(another, `${operatorPassword} 2\n`)).toMatchObject({ code: 0 })
    expect(await accounts(another, 'short\n')).toMatchObject({ code: 2 })
    const nobody = await accounts(['operator', 'password', 'nobody'], `${operatorPassword}\n`)
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('no such operator') })
    const everything = JSON.stringify(await accounts(['operator', 'list', '--json']))
    expect(everything).toContain('hasPassword')
    expect(everything).not.toContain('argon2')
  })

  it('add an administrator to a shop together, and say how whoever is named stands', async () => {
    const earlier = (secret: string) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - 30 })
    const one = await add('chizuru', 'support', earlier)
    const other = await add('daichi', 'engineer', earlier)
    expect((await accounts(['shop', 'set', 'hogehoge'])).code).toBe(0)
    const administrator = ['member', 'administrator', 'hogehoge', 'kaoru@hogehoge.example']
    expect(await accounts(administrator)).toMatchObject({ code: 2, stderr: expect.stringContaining('two operators') })
    expect(await accounts([...administrator, '--role', 'staff'])).toMatchObject({ code: 2 })
    expect((await accounts(['rollout', 'announce', 'hogehoge'])).code).toBe(0)

    const by = ['--operator', 'chizuru', '--code', generateSync({ secret: one.secret })]
    const second = ['--second-operator', 'daichi', '--second-code', generateSync({ secret: other.secret })]
    const invited = await accounts([...administrator, ...by, ...second, '--json'])
    expect(invited).toMatchObject({ code: 0, stdout: '{"shop":"hogehoge","outcome":"invited"}\n' })
  })
})
