import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mailbox, startMailbox } from '../../src/lab/mailbox.ts'
import { type Finished, finishNode, freePort, type RunningNode, runNode, type Variables } from './node-process.ts'

export interface TestServerOptions {
  /** An import file (CSV). Default: none. */
  readonly csv?: string
  /** Shops to announce after the import. Default: every shop of the file. */
  readonly announce?: readonly string[]
  /** Default: a SQLite file that goes when the server is stopped. */
  readonly databaseUrl?: string
  /** Variables beside those that a server needs. */
  readonly variables?: Variables
}

/** A server in test mode on free ports, in a process of its own, with its mailbox. */
export interface TestServer {
  /** Where it is reached, as `http://127.0.0.1:port`. */
  readonly origin: string
  readonly databaseUrl: string
  readonly mailbox: Mailbox
  readonly clock: { advance(milliseconds: number): Promise<void> }
  /** The process of the moment. */
  readonly process: RunningNode
  /** Runs the command line against the server's own database. */
  cli(args: readonly string[], input?: string | Uint8Array): Promise<Finished>
  /** Stops in good order and frees everything. */
  stop(): Promise<void>
  /** Ends the process as a power cut would; the mailbox and the database stay until `stop`. */
  kill(): Promise<void>
  /** Starts a process anew on the same port, database and mailbox, after `kill`. The clock is the machine's again. */
  restart(): Promise<void>
}

/** The secrets are always the same, so that one server can take over the database of another. */
export const testSecrets = {
  ACCOUNTS_KEYS: `test:${Buffer.alloc(32, 7).toString('base64url')}`,
  ACCOUNTS_LEGACY_PEPPERS: `hogehoge:${Buffer.from('hogehoge-pepper').toString('base64url')}`,
} as const satisfies Variables

/** Starts a server, imports the file, announces its shops. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-server-'))
  let offset = 0
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const now = () => Date.now() + offset
  const mailbox = await startMailbox({ httpPort: 0, host: '127.0.0.1', now, accounts: origin })
  const databaseUrl = options.databaseUrl ?? `sqlite:${join(folder, 'accounts.sqlite')}`
  const variables = {
    ...testSecrets,
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailbox.smtpUrl,
    ISSUER_URL: origin,
    PORT: String(port),
    MAILBOX_URL: mailbox.httpUrl,
    PASSWORD_STEP_FLOOR_MS: '50',
    ...options.variables,
  }
  const cli = (args: readonly string[], input?: string | Uint8Array) => finishNode('src/cli.ts', args, variables, input)

  const run = () => runNode('test/support/lab-server.ts', [], variables)
  let running = run()
  const server: TestServer = {
    origin,
    databaseUrl,
    mailbox,
    get process() {
      return running
    },
    cli,
    clock: {
      async advance(milliseconds) {
        const response = await fetch(`${origin}/lab/clock`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ advanceSeconds: milliseconds / 1000 }),
        })
        if (!response.ok) throw new Error(`the clock did not move: ${await response.text()}`)
        offset += milliseconds
      },
    },
    async stop() {
      running.child.kill('SIGTERM')
      await running.finished
      await mailbox.close()
      await rm(folder, { recursive: true, force: true })
    },
    async kill() {
      running.child.kill('SIGKILL')
      await running.finished
    },
    async restart() {
      offset = 0
      running = run()
      await running.says(/"msg":"listening"/)
    },
  }

  try {
    await running.says(/"msg":"listening"/)
    await populate(server, options)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function populate({ cli }: TestServer, { csv, announce }: TestServerOptions): Promise<void> {
  if (csv === undefined) return
  const rows = csv.trim().split('\n').slice(1)
  const shops = [...new Set(rows.map((row) => row.slice(0, row.indexOf(','))))]
  await succeed(cli(['import', '-', '--format', 'csv', ...shops.flatMap((shop) => ['--shop', shop])], csv))
  for (const shop of announce ?? shops) await succeed(cli(['rollout', 'announce', shop]))
}

async function succeed(running: Promise<Finished>): Promise<void> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(`the command ended with ${code}:\n${stdout}${stderr}`)
}
