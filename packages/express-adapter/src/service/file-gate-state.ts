import { open, readFile, rename, rm } from 'node:fs/promises'
import { platform } from 'node:os'
import { dirname } from 'node:path'
import { type Random, systemRandom } from '@ecforce-accounts/core/gate'
import type { GateState } from './gate-state.ts'

/**
 * Keeps it in the file at `path`, whose folder has to exist; only this user can read it. A new text is written whole
 * beside it, brought to the disk, and then takes its place.
 */
export function fileGateState(path: string, random: Random = systemRandom): GateState {
  return {
    async load() {
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },

    async save(text) {
      const written = `${path}.${Buffer.from(random.bytes(6)).toString('hex')}`
      try {
        await writeThrough(written, text)
        await rename(written, path)
      } catch (error) {
        await rm(written, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
    },
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The name too has to reach the disk. Windows neither can nor needs to. */
async function syncFolder(path: string): Promise<void> {
  if (platform() === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
