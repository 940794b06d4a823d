import { findingWords } from '../policy/readiness.ts'
import type { ShopProgress } from '../rooms/progress/progress.ts'
import type { ReadinessReport } from '../rooms/readiness/readiness.ts'
import { csvLine, csvMark } from './csv.ts'

/** Every member that was looked at, a line each, with what was found and what to do. */
export function readinessCsv({ shops }: ReadinessReport): string {
  const head = ['shop', 'legacy_id', 'email', 'name', 'role', 'last_sign_in_at', 'state', 'marks', 'findings']
  const rows = shops.flatMap(({ shop, members }) =>
    members.map((member) => {
      const { legacyId, email, name, role, state, heldFor, leaving, lastSignInAt, findings } = member
      const marks = [...heldFor, ...(leaving ? [leaving] : [])].join(' ')
      const todo = findings.map((code) => findingWords[code].todo)
      const signedIn = typeof lastSignInAt === 'number' ? new Date(lastSignInAt).toISOString() : (lastSignInAt ?? '')
      const facts = [shop.id, legacyId, email.typed, name ?? '', role ?? '', signedIn, state, marks]
      return [...facts, findings.join(' '), todo.map(({ ja }) => ja).join(' '), todo.map(({ en }) => en).join(' ')]
    }),
  )
  return asCsv([...head, 'todo_ja', 'todo_en'], rows)
}

/** Every member of a shop, a line each, with whether and when they set up. */
export function progressCsv({ members }: ShopProgress): string {
  const rows = members.map(({ legacyId, name, role, state, setUpAt }) => {
    return [legacyId, name ?? '', role ?? '', state, setUpAt === null ? '' : new Date(setUpAt).toISOString()]
  })
  return asCsv(['legacy_id', 'name', 'role', 'state', 'set_up_at'], rows)
}

function asCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${csvMark}${[head, ...rows].map(csvLine).join('')}`
}
