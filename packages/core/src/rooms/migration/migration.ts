import type { ImportReport, ImportRequest } from './import-report.ts'
import { type ImportRunDeps, importRun } from './import-run.ts'

/** Brings the member lists of shops in. */
export interface Migration {
  /**
   * Imports a file of members. Interrupted anywhere, the same call again takes it up: rows that are there already are
   * found unchanged.
   *
   * Shops that are named and new are made; nobody can sign in through them before they are announced. Bad rows are
   * told one by one and cost no good row. Throws `ImportUnreadableError` when the file as a whole cannot be read.
   */
  importMembers(request: ImportRequest): Promise<ImportReport>
}

export function migration(deps: ImportRunDeps): Migration {
  return { importMembers: (request) => importRun(deps, request) }
}
