import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { client, shop } from './fake-accounts.ts'
import { exampleOf } from './gate-guide.ts'
import { apiKey } from './shop-admin.ts'

/**
 * A shop in Ruby behind the Rack middleware of the guide: sessions in a cookie, a sign-in that asks whether the member's
 * door is open, and an API with a key. Each request is a line of JSON, its Rack environment, and so is each answer.
 */
const program = `
${exampleOf('ruby')}
sessions = {}
token = ->(env) { env['HTTP_COOKIE'].to_s[/legacy=([^;]*)/, 1] }
member = ->(env) { sessions[token.call(env)] }
app = lambda do |env|
  if env['PATH_INFO'] == '/admin/sign_in' && env['REQUEST_METHOD'] == 'POST'
    id = env['test.body']
    next [403, {}, ['use accounts']] unless env['accounts.open'].call(id)
    sessions["t#{sessions.size}"] = id
    next [302, { 'location' => '/admin', 'set-cookie' => "legacy=t#{sessions.size - 1}" }, []]
  end
  if env['PATH_INFO'].start_with?('/api') && env['HTTP_AUTHORIZATION'] != '${apiKey}' && member.call(env).nil?
    next [401, {}, ['no key']]
  end
  [200, {}, [JSON.generate(member: member.call(env), banner: env['accounts.gate'] && env['accounts.gate']['banner'], body: env['test.body'])]]
end
shop, client, secret, gate = ARGV
sign_out = ->(env) { sessions.delete(token.call(env)) }
rack = AccountsGate.new(app, shop: shop, client: client, secret: secret, member: member, sign_out: sign_out, gate: gate)
$stdout.sync = true
STDIN.each_line do |line|
  status, headers, body = rack.call(JSON.parse(line))
  puts JSON.generate([status, headers, body.join])
end
`

/** Resolves to its origin. \`gate\`: where the middleware asks about one member. */
export async function openRackShop(gate: string): Promise<string> {
  const ruby = spawn('ruby', ['-e', program, '--', shop, client.id, client.secret, gate], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (ruby.exitCode !== null) return
    ruby.stdin.end()
    await once(ruby, 'exit')
  })
  const waiting: ((line: string) => void)[] = []
  createInterface(ruby.stdout).on('line', (line) => waiting.shift()?.(line))

  const server = createServer(async (req, res) => {
    const answered = new Promise<string>((resolve) => waiting.push(resolve))
    ruby.stdin.write(`${JSON.stringify(await rackEnvironment(req))}\n`)
    const [status, headers, body] = JSON.parse(await answered)
    res.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function rackEnvironment(req: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const [path, query = ''] = (req.url ?? '').split('?')
  const headers = Object.entries(req.headers).map(([name, value]) => [
    `HTTP_${name.toUpperCase().replaceAll('-', '_')}`,
    value,
  ])
  const asked = { REQUEST_METHOD: req.method, PATH_INFO: path, QUERY_STRING: query }
  return { ...asked, ...Object.fromEntries(headers), 'test.body': Buffer.concat(chunks).toString() }
}
