import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSmtpReceiver } from '../../src/lab/smtp-receiver.ts'
import { finishNode, runNode } from './node-process.ts'
import { testSecrets } from './running-server.ts'

export interface CampaignOptions {
  readonly members: number
  /** After how many mails received the worker is killed, each time. */
  readonly killAfter: readonly number[]
  readonly say?: (line: string) => void
}

export interface CampaignResult {
  /** The Message-IDs that reached each address, in order, repeated ones too. */
  readonly received: ReadonlyMap<string, readonly string[]>
  readonly kills: number
}

/** How long a dead worker's mails are held back. */
const LEASE_MILLISECONDS = 60_000

/**
 * Announces a shop and lets a worker tell its members, killed with SIGKILL again and again, until everybody has been told
 * or nothing more comes. Mails arrive at a real SMTP server.
 */
export async function runCampaign({ members, killAfter, say = () => {} }: CampaignOptions): Promise<CampaignResult> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-campaign-'))
  const received = new Map<string, string[]>()
  let count = 0
  /** Kills at the very mail: a busy machine polls late, and two deaths over the same mails are another matter. */
  let onMail: () => void = () => {}
  const receiver = await startSmtpReceiver({
    host: '127.0.0.1',
    port: 0,
    refuse: () => null,
    behaviour: () => 'accept',
    async take(raw, envelope) {
      const id = /^Message-ID:\s*<([^>]+)>/im.exec(Buffer.from(raw).toString('utf8'))?.[1] ?? ''
      const [to = ''] = envelope.to
      received.set(to, [...(received.get(to) ?? []), id])
      count++
      onMail()
    },
  })
  const variables = {
    ...testSecrets,
    DATABASE_URL: `sqlite:${join(folder, 'accounts.sqlite')}`,
    ISSUER_URL: 'http://127.0.0.1:9',
    SMTP_URL: `smtp://127.0.0.1:${receiver.port}`,
  }
  try {
    const rows = Array.from({ length: members }, (_, n) => `hogehoge,${n + 1},p${n}@hogehoge.example\n`)
    const csv = `shop_id,legacy_id,email\n${rows.join('')}`
    await finishNode('src/cli.ts', ['import', '-', '--format', 'csv', '--shop', 'hogehoge'], variables, csv)
    const announced = await finishNode('src/cli.ts', ['rollout', 'announce', 'hogehoge'], variables)
    if (announced.code !== 0) throw new Error(announced.stderr)

    let kills = 0
    for (const limit of [...killAfter, Number.POSITIVE_INFINITY]) {
      // What the dead worker held is free again for the next.
      const offset = { CLOCK_OFFSET_MS: String(kills * (LEASE_MILLISECONDS + 1000)) }
      const worker = runNode('test/support/notice-worker.ts', [], { ...variables, ...offset })
      let killed = false
      onMail = () => {
        if (count < limit) return
        killed = true
        worker.child.kill('SIGKILL')
      }
      await worker.says(/ready/)
      await until(() => killed || received.size >= members || worker.child.exitCode !== null)
      if (worker.child.exitCode !== null) throw new Error(`the worker ended by itself:\n${worker.stderr()}`)
      if (limit === Number.POSITIVE_INFINITY) await new Promise((resolve) => setTimeout(resolve, 1500))
      onMail = () => {}
      worker.child.kill('SIGKILL')
      await worker.finished
      kills++
      say(`killed after ${count} mails, ${received.size} members told`)
    }
    return { received, kills }
  } finally {
    await receiver.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Resolves when it is so, or when nothing has changed for ten minutes. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 600_000
  while (!isSo()) {
    if (Date.now() > deadline) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
