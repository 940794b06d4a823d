import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type Mailbox, startMailbox } from '../../examples/reference-server/src/lab/mailbox.ts'
import { memberCsv } from '../../examples/reference-server/test/support/member-csv.ts'
import {
  finishNode,
  freePort,
  type RunningNode,
  runNode,
} from '../../examples/reference-server/test/support/node-process.ts'

/** The reference server in production mode, restarted in place as a supervisor would. */
export interface Service {
  readonly origin: string
  readonly mailbox: Mailbox
  /** Ends the process as a power cut would, and starts it again; resolves once it listens. */
  crash(): Promise<void>
  /** Resident memory of the server's process. */
  rssBytes(): number
  stop(): Promise<void>
}

/** Starts a server over an empty database, with these people as members of one announced shop. */
export async function startService(
  databaseUrl: string,
  emails: readonly string[],
  floorMilliseconds = 50,
): Promise<Service> {
  const mailbox = await startMailbox({ httpPort: 0, host: '127.0.0.1', now: () => Date.now() })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const variables = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SMTP_URL: mailbox.smtpUrl,
    ISSUER_URL: origin,
    PORT: String(port),
    ACCOUNTS_KEYS: `soak:${randomBytes(32).toString('base64url')}`,
    // Everybody comes from an address of their own, told by a proxy on this machine.
    TRUSTED_PROXIES: '127.0.0.1/32',
    PASSWORD_STEP_FLOOR_MS: String(floorMilliseconds),
  }
  let running = await begin()
  const members = memberCsv(emails.map((email) => ({ email })))
  await command(['import', '-', '--format', 'csv', '--shop', 'hogehoge'], members)
  await command(['rollout', 'announce', 'hogehoge'])

  return {
    origin,
    mailbox,
    async crash() {
      running.child.kill('SIGKILL')
      await running.finished
      running = await begin()
    },
    rssBytes() {
      const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(running.child.pid)], { encoding: 'utf8' })
      return Number(kibibytes) * 1024
    },
    async stop() {
      running.child.kill('SIGTERM')
      await running.finished
      await mailbox.close()
    },
  }

  async function begin(): Promise<RunningNode> {
    const started = runNode('src/serve.ts', [], variables)
    await started.says(/"msg":"listening"/)
    return started
  }

  async function command(args: readonly string[], input = ''): Promise<void> {
    const { code, stdout, stderr } = await finishNode('src/cli.ts', args, variables, input)
    if (code !== 0) throw new Error(`accounts ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  }
}
