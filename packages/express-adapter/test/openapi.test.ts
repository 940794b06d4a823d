import { readFile } from 'node:fs/promises'
import { commonProblems, routes } from '@ecforce-accounts/core/wire'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../src/index.ts'
import { browser, openServer } from './support/server.ts'

const document = openApiDocument()

describe('the OpenAPI document', () => {
  it('is the one in the repository; `npm run openapi` writes it', async () => {
    const written = await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)))
  })

  it('describes every route of the table and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    )
    const served = Object.entries(routes).map(([id, { method, path }]) => `${id} ${method} ${path}`)
    expect(described.toSorted()).toEqual(served.toSorted())
  })

  it('describes operations that the router has', async () => {
    const me = browser(await openServer())
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations)) {
        const { body } = await me.call(
          method.toUpperCase(),
          path.replace('{shop}', 'renshu-shoes'),
          method === 'post' ? {} : undefined,
        )
        expect(['not_found', 'method_not_allowed']).not.toContain(body?.code)
      }
    }
  })

  it('refers to nothing that it does not define, and defines nothing that nobody refers to', () => {
    const referred = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g))
    const defined = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`)
    expect([...referred].toSorted()).toEqual(defined.toSorted())
    expect(defined.length).toBeGreaterThan(10)
  })

  it('knows every problem that any request can meet', () => {
    const text = JSON.stringify(document.paths)
    for (const code of commonProblems) {
      if (code !== 'method_not_allowed') expect(text).toContain(`\`${code}\``)
    }
  })
})
