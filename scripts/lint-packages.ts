import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

// What is looked at is the packed tarball, as the registry would receive it: packing replaces `exports`
// and the versions inside the workspace.
const folder = mkdtempSync(join(tmpdir(), 'packed-'))
try {
  const packed = run('pnpm', ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder])
  for (const file of packed ? readdirSync(folder) : []) {
    const tarball = join(folder, file)
    const published = run('publint', ['run', tarball, '--strict'])
    const typed = run('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii'])
    console.log(`${file}: ${published && typed ? 'fit to publish' : 'not fit to publish'}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Whether the command succeeded; when it did not, its output is shown and this process ends with 1. */
function run(command: string, args: string[]): boolean {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status === 0) return true
  process.exitCode = 1
  console.error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`)
  return false
}
