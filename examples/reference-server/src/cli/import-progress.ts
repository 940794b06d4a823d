import process from 'node:process'

/** What can be seen of an import while it runs. */
export interface ImportProgress {
  readBytes(count: number): void
  tellRows(rows: number): void
  stop(): void
}

/** A bar on the standard error where a person looks at it, else nothing. `totalBytes` is `null` when nobody knows. */
export async function importProgress(
  totalBytes: number | null,
  { hidden }: { readonly hidden: boolean },
): Promise<ImportProgress> {
  if (hidden || !process.stderr.isTTY) return { readBytes() {}, tellRows() {}, stop() {} }

  const { default: cliProgress } = await import('cli-progress')
  const format = totalBytes === null ? '{rows} rows' : '{bar} {percentage}% | {rows} rows | {duration_formatted}'
  const bar = new cliProgress.SingleBar(
    { format, hideCursor: true, stream: process.stderr },
    cliProgress.Presets.shades_classic,
  )
  bar.start(totalBytes ?? 0, 0, { rows: 0 })
  return {
    readBytes: (count) => bar.increment(count),
    tellRows: (rows) => bar.update({ rows }),
    stop: () => bar.stop(),
  }
}
