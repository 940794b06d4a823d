import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

const sources = globSync(['packages/*/{test,src/testing}/**/*.ts', 'examples/*/test/**/*.ts', 'test/**/*.ts'], {
  cwd: root,
}).map((file) => ({
  file: `/${file.replaceAll('\\', '/')}`,
  text: readFileSync(join(root, file), 'utf8').replaceAll("\\'", "'"),
}))

/** Whether a test of this title, as it stands in the source, is in a file whose path ends so; in any, if none is said. */
export function hasTest(title: string, ending = ''): boolean {
  return sources.some(({ file, text }) => file.endsWith(ending && `/${ending}`) && text.includes(title))
}
