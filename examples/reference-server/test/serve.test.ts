import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { leaveOut } from '../../../test/support/left-out.ts'
import { memberCsv } from './support/member-csv.ts'
import { finishNode, freePort, type RunningNode, runNode, type Variables } from './support/node-process.ts'
import { testSecrets } from './support/running-server.ts'

const longAgoMilliseconds = 5_000
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-serve-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function environment(): Promise<Record<string, string>> {
  const port = await freePort()
  return {
    ...testSecrets,
    DATABASE_URL: `sqlite:${join(folder, `${port}.sqlite`)}`,
    SMTP_URL: 'smtp://127.0.0.1:9',
    ISSUER_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
  }
}

let running: RunningNode | null = null

async function serve(variables: Variables): Promise<string> {
  running = runNode('src/serve.ts', [], variables)
  await running.says(/"msg":"listening"/)
  return `http://127.0.0.1:${variables.PORT}`
}

afterEach(async () => {
  running?.child.kill('SIGKILL')
  await running?.finished
  running = null
})

const labPaths = [
  '/lab',
  '/lab/',
  '/lab/clock',
  '/LAB/clock',
  '/lab/cast',
  '/lab/design',
  '/lab/design/card',
  '/lab/assets/',
  ...readdirSync(new URL('../dist/lab-pages/assets', import.meta.url)).flatMap((file) => [
    `/lab/assets/${file}`,
    `/assets/${file}`,
  ]),
  '/api/lab/clock',
  '/messages',
  '/authenticator',
  '/mails',
]

describe('a server in production mode', () => {
  it('has no lab, whatever is asked of it', async () => {
    const origin = await serve(await environment())
    for (const method of ['GET', 'POST']) {
      for (const path of labPaths) {
        const response = await fetch(origin + path, {
          method,
          headers: { 'Content-Type': 'application/json' },
          ...(method === 'POST' && { body: JSON.stringify({ advanceSeconds: 1 }) }),
        })
        expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 404`)
      }
    }
  })

  it('does not even have the lab and the demonstration among its modules', () => {
    const modules = modulesOf(fileURLToPath(new URL('../src/serve.ts', import.meta.url)))
    expect(modules).toContain('server.ts')
    expect(modules.filter((path) => /^(lab|demo)\b/.test(path))).toEqual([])
    // The same look does find them where they are.
    const demo = modulesOf(fileURLToPath(new URL('../src/demo.ts', import.meta.url)))
    expect(demo).toContain('lab/clock-routes.ts')
  })

  it('is ready once its database answers, and logs one JSON object per line without a secret', async () => {
    const variables = await environment()
    const origin = await serve(variables)
    expect(await (await fetch(`${origin}/healthz`)).json()).toEqual({ status: 'ok' })
    expect((await fetch(`${origin}/readyz`)).status).toBe(200)

    const lines = running?.stdout().trim().split('\n') ?? []
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('listening')
    expect(lines.join('')).not.toContain(testSecrets.ACCOUNTS_KEYS.slice(5, 30))
  })

  it('answers a scrape that comes directly, and none that a proxy forwards', async () => {
    const origin = await serve({ ...(await environment()), TRUSTED_PROXIES: '127.0.0.1' })
    const scraped = await fetch(`${origin}/metrics`)
    const text = await scraped.text()
    expect(scraped.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    expect(text).toContain('# TYPE accounts_database_up gauge\naccounts_database_up 1\n')
    expect(text.split('\n').every((line) => /^(#.*|[a-z_]+(\{[^}]*\})? [0-9.e+-]+|)$/.test(line))).toBe(true)

    const forwarded = await fetch(`${origin}/metrics`, { headers: { 'X-Forwarded-For': '198.51.100.7' } })
    expect(forwarded.status).toBe(404)
  })

  it('says nothing here to browsers as a page and to programs as a problem', async () => {
    const origin = await serve(await environment())
    const page = await fetch(`${origin}/nowhere`, { headers: { Accept: 'text/html' } })
    expect(page.status).toBe(404)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(page.headers.get('cache-control')).toBe('no-store')

    const problem = await fetch(`${origin}/nowhere`, { headers: { Accept: 'application/json' } })
    expect(problem.headers.get('content-type')).toContain('application/problem+json')
    expect(await problem.json()).toMatchObject({ status: 404, code: 'not_found' })

    expect((await fetch(`${origin}/%E0%A4%A`)).status).toBe(404)
  })

  it('sends transport security only where the issuer is https', async () => {
    const plain = await serve(await environment())
    expect((await fetch(`${plain}/healthz`)).headers.get('strict-transport-security')).toBe(null)
    running?.child.kill('SIGKILL')
    await running?.finished

    const secure = await serve({ ...(await environment()), ISSUER_URL: 'https://accounts.example' })
    const headers = (await fetch(`${secure}/healthz`)).headers
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  })

  it('refuses headers beyond 16 kB', async () => {
    const origin = await serve(await environment())
    const statusOf = async (length: number) =>
      (await fetch(`${origin}/healthz`, { headers: { 'X-Long': 'x'.repeat(length) } })).status
    expect(await statusOf(15_000)).toBe(200)
    expect(await statusOf(17_000)).toBe(431)
  })

  it('stops in good order at SIGTERM: what was asked is answered, and the exit code is 0', async () => {
    const variables = await environment()
    await serve(variables)
    const socket = connect(Number(variables.PORT), '127.0.0.1')
    await once(socket, 'connect')
    // Half a request: the server has to wait for it.
    socket.write(
      `POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${variables.PORT}\r\nOrigin: ${variables.ISSUER_URL}\r\n`,
    )
    socket.write('Content-Type: application/json\r\nContent-Length: 26\r\n\r\n{"email":"kato@sh')
    await new Promise((resolve) => setTimeout(resolve, 200))
    running?.child.kill('SIGTERM')
    await running?.says(/"msg":"stopping"/)
    await expect(fetch(`${variables.ISSUER_URL}/healthz`)).rejects.toThrow()

    socket.write('op.test"}')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await running?.finished).toMatchObject({ code: 0 })
    expect(existsSync(join(folder, `${variables.PORT}.sqlite-wal`))).toBe(false)
  })

  it('ends at once at a second signal, but not at the echo of the first', async () => {
    const variables = await environment()
    await serve(variables)
    const socket = connect(Number(variables.PORT), '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(`POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${variables.PORT}\r\nContent-Length: 9\r\n\r\n`)
    await new Promise((resolve) => setTimeout(resolve, 200))
    running?.child.kill('SIGINT')
    await running?.says(/"msg":"stopping"/)
    running?.child.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(running?.child.exitCode).toBe(null)
    running?.child.kill('SIGINT')
    expect(await running?.finished).toMatchObject({ code: 130 })
  })
})

describe('a server that cannot start', () => {
  it('names the variable in one sentence, without a stack, and exits with 2', async () => {
    const { ISSUER_URL: _, ...incomplete } = await environment()
    const { code, stderr } = await finishNode('src/serve.ts', [], incomplete)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^ISSUER_URL: is missing[^\n]*\n$/) })
  })

  it('says which port is taken', async () => {
    const variables = await environment()
    const other = createServer().listen(Number(variables.PORT), '127.0.0.1')
    await once(other, 'listening')
    const { code, stderr } = await finishNode('src/serve.ts', [], variables)
    other.close()
    expect({ code, stderr }).toEqual({ code: 1, stderr: `PORT: ${variables.PORT} is in use by another program\n` })
  })

  it('says that a database does not answer, and keeps its password to itself', async () => {
    const port = await freePort()
    const DATABASE_URL = `postgres://accounts:hunter2@127.0.0.1:${port}/accounts`
    const { code, stderr } = await finishNode('src/serve.ts', [], { ...(await environment()), DATABASE_URL })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^DATABASE_URL: [^\n]*ECONNREFUSED[^\n]*\n$/)
    expect(stderr).not.toContain('hunter2')
  })

  it('says which key the stored rows still need', async () => {
    const variables = await environment()
    const csv = join(folder, 'members.csv')
    const rows = memberCsv([{ email: 'kato@shop.test' }]).replace('password_hash', 'password_hash,totp_secret')
    await writeFile(csv, rows.replace(/\n$/, ',GEZDGNBVGY3TQOJQ\n'))
    expect((await finishNode('src/cli.ts', ['import', csv, '--shop', 'hogehoge'], variables)).code).toBe(0)

    const ACCOUNTS_KEYS = `other:${Buffer.alloc(32, 8).toString('base64url')}`
    const { code, stderr } = await finishNode('src/serve.ts', [], { ...variables, ACCOUNTS_KEYS })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^ACCOUNTS_KEYS: .*\btest\b.*\n$/) })
  })
})

it('a built server listens within a few seconds', async () => {
  const built = fileURLToPath(new URL('../dist/serve.js', import.meta.url))
  if (!existsSync(built)) return leaveOut('the start of the built server', 'it has not been built')
  const before = performance.now()
  running = runNode('dist/serve.js', [], await environment())
  await running.says(/"msg":"listening"/)
  expect(performance.now() - before).toBeLessThan(longAgoMilliseconds)
})

/** Every module of this package that a program can come to load, by its path below `src`. */
function modulesOf(program: string): string[] {
  const source = fileURLToPath(new URL('../src/', import.meta.url))
  const seen = new Set([program])
  for (const path of seen) {
    const text = readFileSync(path, 'utf8')
    for (const [, named = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
      seen.add(resolve(dirname(path), named))
  }
  return [...seen].map((path) => relative(source, path))
}
