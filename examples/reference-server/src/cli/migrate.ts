import process from 'node:process'
import { readToolConfig } from '../config.ts'
import { type CommonOptions, type ExitCode, withStorage } from './tool.ts'

/** Brings the database up to date. Servers do so when they start; this is for doing it before. */
export async function migrateDatabase({ json }: CommonOptions): Promise<ExitCode> {
  const applied: string[] = []
  await withStorage(readToolConfig(process.env), { onMigration: (name) => applied.push(name) }, async () => {})
  if (json) process.stdout.write(`${JSON.stringify({ applied })}\n`)
  else if (applied.length === 0) process.stdout.write('データベースは最新です / the database is up to date\n')
  else process.stdout.write(applied.map((name) => `${name}: 適用しました / applied\n`).join(''))
  return 0
}
