import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const core = join(root, 'packages/core/src')

/** Core's folders from the ground up. Imports point to lower floors; folders of one floor do not know each other. */
const floors: Readonly<Record<string, number>> = {
  primitives: 0,
  domain: 1,
  policy: 2,
  ports: 2,
  access: 3,
  factors: 3,
  vendors: 3,
  memory: 3,
  rooms: 4,
  accounts: 5,
  gate: 5,
  wire: 5,
  testing: 5,
}

interface Import {
  readonly from: string
  readonly to: string
}

const sources = (folder: string) =>
  globSync('**/*.{ts,tsx}', { cwd: folder }).map((file) => ({
    file: file.replaceAll('\\', '/'),
    text: readFileSync(join(folder, file), 'utf8'),
  }))

function importsOf(folder: string): Import[] {
  return sources(folder).flatMap(({ file, text }) =>
    [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, to = '']) => ({ from: file, to })),
  )
}

/** The folder of core that a file of it belongs to; rooms are told apart. */
function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/')
  return first === 'rooms' ? `rooms/${second}` : first
}

const floorOf = (folder: string) => floors[folder.split('/')[0] ?? ''] ?? Number.NaN

describe('the floors of core', () => {
  const relativeImports = importsOf(core)
    .filter(({ to, from }) => to.startsWith('.') && from.includes('/'))
    .map(({ from, to }) => ({ from, to: relative(core, join(core, dirname(from), to)).replaceAll('\\', '/') }))

  it('hold every folder, and the test sees their imports', () => {
    const folders = new Set(sources(core).map(({ file }) => (file.includes('/') ? folderOf(file) : 'accounts')))
    for (const folder of folders) expect(floorOf(folder), folder).not.toBeNaN()
    expect(relativeImports.length).toBeGreaterThan(200)
  })

  it('are imported downwards alone, and neighbours on a floor do not know each other', () => {
    const wrong = relativeImports.filter(({ from, to }) => {
      const [here, there] = [folderOf(from), folderOf(to)]
      return here !== there && floorOf(there) >= floorOf(here)
    })
    expect(wrong).toEqual([])
  })
})

describe('what is read in one place', () => {
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const filesWith = (pattern: RegExp, folder = core) =>
    sources(folder)
      .filter(({ text }) => pattern.test(code(text)))
      .map(({ file }) => file)

  it('is the system clock', () => {
    expect(filesWith(/Date\.now\(|new Date\(\)|performance\.now\(|setTimeout.*timers\/promises/)).toEqual([
      'primitives/clock.ts',
    ])
  })

  it("is the system's randomness", () => {
    expect(filesWith(/Math\.random\(|randomBytes|randomInt|randomUUID|getRandomValues/)).toEqual([
      'primitives/random.ts',
    ])
  })

  it.each(['storage-sql', 'counters-redis', 'mailer-smtp', 'express-adapter'])(
    'is neither clock nor randomness in %s',
    (name) => {
      const folder = join(root, 'packages', name, 'src')
      expect(
        filesWith(/Date\.now\(|new Date\(\)|Math\.random\(|randomBytes|randomInt|getRandomValues/, folder),
      ).toEqual([])
    },
  )

  it('is the environment: nowhere in a package', () => {
    for (const name of ['core', 'storage-sql', 'counters-redis', 'mailer-smtp', 'express-adapter', 'client']) {
      expect(filesWith(/process\.env|from 'node:process'/, join(root, 'packages', name, 'src')), name).toEqual([])
    }
  })
})

describe('third parties', () => {
  const bare = (folder: string) => importsOf(folder).filter(({ to }) => /^[a-z@]/.test(to) && !to.startsWith('node:'))

  it('are imported by exactly one file of core each, but for zod, in which the contract is written', () => {
    const uses = bare(core).filter(({ to }) => to !== 'zod')
    const users = new Set(uses.map(({ from, to }) => `${to} in ${from}`))
    expect(users.size).toBe(new Set(uses.map(({ to }) => to)).size)
    expect(uses.map(({ to }) => to)).toContain('@node-rs/argon2')
  })

  it('are imported by one file of the gate each, when they are needed first', () => {
    const service = join(root, 'packages/express-adapter/src/service')
    const types = /^import type [^\n]+\n/gm
    for (const [library, file] of [
      ['openid-client', 'openid-provider.ts'],
      ['jose', 'logout-token.ts'],
    ] as const) {
      const users = sources(service).filter(({ text }) => text.includes(`'${library}'`))
      expect(users.map((user) => user.file)).toEqual([file])
      for (const { text } of users) expect(text.replace(types, '')).not.toContain(`from '${library}'`)
    }
  })

  it.each([
    ['express', ['express-adapter']],
    ['kysely', ['storage-sql']],
    ['pg', ['storage-sql']],
    ['node:sqlite', ['storage-sql']],
    ['redis', ['counters-redis']],
    ['nodemailer', ['mailer-smtp']],
    ['@node-rs/argon2', ['core']],
    ['@node-rs/bcrypt', ['core']],
    ['node:http', ['express-adapter']],
  ])('%s is known to %j alone', (library, packages) => {
    const users = ['core', 'storage-sql', 'counters-redis', 'mailer-smtp', 'express-adapter', 'client'].filter((name) =>
      importsOf(join(root, 'packages', name, 'src')).some(({ to }) => to === library || to.startsWith(`${library}/`)),
    )
    for (const user of users) expect(packages).toContain(user)
  })

  it('are none in the client', () => {
    expect(bare(join(root, 'packages/client/src')).filter(({ to }) => !to.startsWith('.'))).toEqual([])
  })

  it('packages know core, and not each other', () => {
    for (const name of ['storage-sql', 'counters-redis', 'mailer-smtp', 'express-adapter', 'client']) {
      const own = bare(join(root, 'packages', name, 'src')).filter(({ to }) => to.startsWith('@ecforce-accounts/'))
      for (const { to, from } of own)
        expect(to, from).toMatch(/^@ecforce-accounts\/core(\/(gate|memory|testing|wire))?$/)
    }
  })
})
