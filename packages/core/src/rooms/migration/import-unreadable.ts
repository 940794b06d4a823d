import { AccountsError } from '../../primitives/errors.ts'
import type { Bilingual } from '../../primitives/locale.ts'

export type ImportUnreadableReason = 'empty' | 'encoding' | 'header' | 'missing_columns' | 'repeated_columns'

/** The file as a whole cannot be read, so no row of it was: the header or the encoding is at fault. */
export class ImportUnreadableError extends AccountsError {
  readonly reason: ImportUnreadableReason
  /** The known columns that are missing or stand twice. */
  readonly columns: readonly string[]
  readonly text: Bilingual

  constructor(reason: ImportUnreadableReason, columns: readonly string[] = []) {
    const text = words(reason, columns.join(', '))
    super('import_unreadable', text.en)
    this.reason = reason
    this.columns = columns
    this.text = text
  }
}

function words(reason: ImportUnreadableReason, columns: string): Bilingual {
  switch (reason) {
    case 'empty':
      return { ja: 'ファイルに見出し行がありません。', en: 'The file has no header.' }
    case 'encoding':
      return {
        ja: 'UTF-16のファイルは読み取れません。UTF-8で保存し直してください。',
        en: 'UTF-16 is not supported. Save the file as UTF-8.',
      }
    case 'header':
      return { ja: '見出し行をCSVとして読み取れません。', en: 'The header cannot be read as CSV.' }
    case 'missing_columns':
      return { ja: `必須の列がありません: ${columns}`, en: `Required columns are missing: ${columns}` }
    case 'repeated_columns':
      return { ja: `同じ名前の列が複数あります: ${columns}`, en: `Columns stand in the header twice: ${columns}` }
  }
}
