import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/gate.md'), 'utf8')

/** The example of this language in the guide of the gate, so that what is tested is what is written there. */
export function exampleOf(language: string): string {
  const [, example] = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide) ?? []
  if (example === undefined) throw new TypeError(`the guide has no example in ${language}`)
  return example
}
