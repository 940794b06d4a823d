import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import process from 'node:process'
import { type ImportReport, ImportUnreadableError, type RowProblem } from '@ecforce-accounts/core'
import { type BadRowsFile, describeBadRow, describeWarning, openBadRowsFile } from './bad-rows.ts'
import { type ImportProgress, importProgress } from './import-progress.ts'
import { type CommonOptions, type ExitCode, readShopId, type Tool, UsageError } from './tool.ts'

export interface ImportOptions extends CommonOptions {
  readonly shop: readonly string[]
  readonly format?: string
  readonly dryRun?: boolean
  readonly removeMissing?: boolean
  readonly report?: string
}

/** Bad rows told on the terminal; the report file takes them all. */
const MOST_TOLD = 100

/** Imports a file of members; `-` is the standard input. */
export async function importFile(tool: Tool, path: string, options: ImportOptions): Promise<ExitCode> {
  const shops = options.shop.map(readShopId)
  const format = formatOf(path, options.format)
  const file = path === '-' ? null : await openable(path)
  const report = options.report === undefined ? null : await openReport(options.report)
  const progress = await importProgress(file?.bytes ?? null, { hidden: options.json === true })
  const told: RowProblem[] = []

  function onProblem(problem: RowProblem) {
    report?.add(problem)
    if (options.json) process.stderr.write(`${JSON.stringify(problem)}\n`)
    else if (told.length < MOST_TOLD) told.push(problem)
  }

  try {
    const result = await tool.accounts.migration.importMembers({
      source: counted(file ? createReadStream(file.path) : process.stdin, progress),
      format,
      shops,
      dryRun: options.dryRun === true,
      removeMissing: options.removeMissing === true,
      actor: tool.actor,
      onProblem,
      onWarning: (warning) => {
        process.stderr.write(`${options.json ? JSON.stringify(warning) : describeWarning(warning)}\n`)
      },
      onProgress: ({ rows }) => progress.tellRows(rows),
    })
    progress.stop()
    for (const problem of told) process.stderr.write(`${describeBadRow(problem)}\n`)
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : summary(result))
    warnOfFloor(result, tool)
    return result.bad + result.lost + result.removalSkipped.length > 0 ? 1 : 0
  } catch (error) {
    if (error instanceof ImportUnreadableError) throw new UsageError(`${path}: ${error.text.ja} / ${error.text.en}`)
    throw error
  } finally {
    progress.stop()
    await report?.close()
  }
}

/** Paths are meant from where the command was typed, which npm leaves for the folder of its package. */
function fromWhereTyped(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

function formatOf(path: string, given: string | undefined): 'csv' | 'jsonl' {
  const name = given ?? /\.(csv|jsonl|ndjson)$/i.exec(path)?.[1]?.toLowerCase()
  if (name === 'csv') return 'csv'
  if (name === 'jsonl' || name === 'ndjson') return 'jsonl'
  throw new UsageError(
    given === undefined ? `${path}: say --format csv or --format jsonl` : '--format must be csv or jsonl',
  )
}

async function openable(given: string) {
  const path = fromWhereTyped(given)
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return { path, bytes: found.isFile() ? found.size : null }
  } catch {
    throw new UsageError(`${given}: there is no such file that can be read`)
  }
  throw new UsageError(`${given}: is a folder`)
}

async function openReport(given: string): Promise<BadRowsFile> {
  try {
    return await openBadRowsFile(fromWhereTyped(given))
  } catch {
    throw new UsageError(`--report ${given}: cannot be written`)
  }
}

async function* counted(source: AsyncIterable<Buffer>, progress: ImportProgress): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    progress.readBytes(chunk.length)
    yield chunk
  }
}

function summary(report: ImportReport): string {
  const lines: readonly (readonly [count: number, ja: string, en: string])[] = [
    [report.rows, '読み取った行', 'rows read'],
    [report.added, '追加', 'added'],
    [report.refreshed, '更新', 'refreshed'],
    [report.unchanged, '変更なし', 'unchanged'],
    [report.pending, '招待が必要（告知後の追加・変更）', 'need an invitation (new or changed after the announcement)'],
    [report.keptForAccounts, 'アカウント登録済み（変更なし）', 'belong to accounts already, untouched'],
    [report.stayedRemoved, '削除済みのまま', 'stay removed'],
    [report.removed, '削除', 'removed'],
    [report.heldForAddress, '保留（同じアドレスが複数行）', 'held: several rows with one address'],
    [report.lost, '同時に変更されたため未処理', 'changed by somebody else meanwhile; import again'],
    [report.bad, '取り込めなかった行', 'bad rows'],
  ]
  const shown = lines.filter(([count], index) => count > 0 || index === 0 || index === lines.length - 1)
  const head = report.dryRun ? '書き込みはしていません / Nothing was written (--dry-run)\n' : ''
  const skipped = report.removalSkipped.map(
    (shop) => `${shop}: 一覧が不完全なため、削除は行いませんでした / the list is not complete, so nobody was removed\n`,
  )
  return (
    head + shown.map(([count, ja, en]) => `${String(count).padStart(8)}  ${ja} / ${en}\n`).join('') + skipped.join('')
  )
}

function warnOfFloor({ floorMilliseconds }: ImportReport, { config }: Tool): void {
  if (floorMilliseconds <= config.passwordStepFloorMilliseconds) return
  const least = Math.ceil(floorMilliseconds / 50) * 50
  process.stderr.write(`PASSWORD_STEP_FLOOR_MS: set it to at least ${least}, or the server will not start again\n`)
}
