import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { exampleOf } from './gate-guide.ts'
import { ask } from './shop-admin.ts'

/** Whether this machine has the program. */
export function isInstalled(program: string, version: string): boolean {
  return spawnSync(program, [version]).error === undefined
}

/** Where the guide's examples say that things are, and where they are in this test. */
export interface Places {
  readonly shop: string
  readonly gate: string
  /** Where the proxy listens. Default: any port that is free. */
  readonly port?: number
}

/** nginx with the configuration of the guide; resolves to its origin. */
export async function openNginx(places: Places): Promise<string> {
  return openProxy('nginx', exampleOf('nginx'), 'listen 8080;', places, (folder, servers) => ({
    text: `
      ${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; pid ${folder}/pid; error_log ${folder}/log; worker_processes 1; events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
        ${servers.replace('listen ', 'listen 127.0.0.1:')}
      }`,
    args: (file) => ['-p', folder, '-c', file],
  }))
}

/** Caddy with the configuration of the guide; resolves to its origin. */
export async function openCaddy(places: Places): Promise<string> {
  return openProxy('caddy', exampleOf('caddyfile'), ':8080 {', places, (_folder, site) => ({
    text: `{\n\tadmin off\n\tauto_https off\n}\n${site.replace('{\n', '{\n\tbind 127.0.0.1\n')}`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  }))
}

async function openProxy(
  program: string,
  example: string,
  listening: string,
  { shop, gate, port: wanted }: Places,
  configure: (
    folder: string,
    example: string,
  ) => { readonly text: string; readonly args: (file: string) => readonly string[] },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${program}-`))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const port = wanted ?? (await freePort())
  const here = example
    .replace(listening, listening.replace('8080', String(port)))
    // At once: the port of the one may begin like the example's of the other.
    .replace(/127\.0\.0\.1:(3000|4180)\b/g, (_, example) => new URL(example === '3000' ? shop : gate).host)
  const { text, args } = configure(folder, here)
  const file = join(folder, 'config')
  await writeFile(file, text)

  const child = spawn(program, args(file), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const origin = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break
    const answer = await ask(origin, '/').catch(() => null)
    if (answer !== null) return origin
    await delay(50)
  }
  const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
  throw new Error(`${program} does not answer:\n${said}${log}`)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('a port was asked for')
  return address.port
}
