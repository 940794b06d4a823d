import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../src/index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const file = `${root}docs/openapi.json`

mkdirSync(`${root}docs`, { recursive: true })
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`)
execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', file], { cwd: root, stdio: 'inherit' })
