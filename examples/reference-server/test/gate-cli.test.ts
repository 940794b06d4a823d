import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { finishNode, freePort, runNode, type Variables } from './support/node-process.ts'

const secret = 's'.repeat(43)

async function settings(): Promise<Variables & { readonly PORT: string }> {
  return {
    // Nobody listens there: accounts is down.
    ISSUER_URL: `http://127.0.0.1:${await freePort()}`,
    GATE_ORIGIN: 'https://hogehoge.example',
    GATE_SHOP: 'hogehoge',
    GATE_CLIENT_ID: 'hogehoge-admin',
    GATE_CLIENT_SECRET: secret,
    GATE_SIGN_IN: '/admin/sign_in, /admin/password',
    GATE_API: '/api',
    PORT: String(await freePort()),
  }
}

const gate = (variables: Variables) => finishNode('src/cli.ts', ['gate'], variables)

describe('accounts gate', () => {
  it('answers a proxy until it is stopped, says what is wrong and no secret', async () => {
    const variables = await settings()
    const running = runNode('src/cli.ts', ['gate'], variables)
    onTestFinished(() => void running.child.kill('SIGKILL'))
    await running.says(/"msg":"listening"/)
    const origin = `http://127.0.0.1:${variables.PORT}`
    const asked = (uri: string) => ({ headers: { 'x-original-method': 'GET', 'x-original-uri': uri } })
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${origin}/readyz`)).status).toBe(503)
    for (const [uri, status] of [
      ['/admin/password/edit', 503],
      ['/api/v1', 200],
      ['/products', 200],
    ] as const) {
      expect((await fetch(`${origin}/auth-request`, asked(uri))).status).toBe(status)
    }

    running.child.kill('SIGTERM')
    const { code, stdout, stderr } = await running.finished
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('"reason":"accounts_unreachable"')
    expect(stdout).toContain('GATE_STATE is not set')
    expect(stdout).not.toContain(secret)
  })

  it('says in one sentence each what it was not told', async () => {
    expect(await gate({})).toMatchObject({
      code: 2,
      stderr: [
        'ISSUER_URL: is missing; set it to the origin of accounts, such as https://accounts.example',
        "GATE_ORIGIN: is missing; set it to the shop's own origin, such as https://hogehoge.com",
        "GATE_SHOP: is missing; set it to the shop's name in accounts",
        'GATE_CLIENT_ID: is missing; set it to the id of the service',
        'GATE_CLIENT_SECRET: is missing; set it to the secret of the service',
        'GATE_SIGN_IN: is missing; set it to the paths of its sign-in, comma-separated, such as /admin/sign_in',
        '',
      ].join('\n'),
    })
  })

  it.each([
    { GATE_CLIENT_SECRET: 'short' },
    { GATE_CLIENT_ID: 'a:b' },
    { GATE_ORIGIN: 'http://hogehoge.example' },
    { GATE_ACCOUNTS_PATH: 'accounts' },
    { GATE_SHOP: 'Hogehoge' },
    { ISSUER_URL: 'http://accounts.example' },
    { ACCOUNTS_API_URL: 'http://accounts.example/api' },
    { GATE_PROTECT: '/admin/../x' },
    { GATE_SIGN_IN: 'sign_in' },
    { GATE_API: '//api' },
    { GATE_ON_UNAVAILABLE: 'open' },
    { PORT: '0' },
  ])('names the variable that will not do: %o', async (wrong) => {
    const { code, stderr } = await gate({ ...(await settings()), ...wrong })
    const [[variable, value]] = Object.entries(wrong) as [[string, string]]
    expect([code, stderr]).toEqual([2, expect.stringMatching(`^${variable}: [^\n]+\n$`)])
    if (variable === 'GATE_CLIENT_SECRET') expect(stderr).not.toContain(value)
  })

  it('says that its port is in use', async () => {
    const variables = await settings()
    const other = createServer().listen(Number(variables.PORT), '127.0.0.1')
    onTestFinished(() => void other.close())
    expect(await gate(variables)).toMatchObject({
      code: 2,
      stderr: `PORT: ${variables.PORT} is in use by another program\n`,
    })
  })
})
