import { Problem, type Route, routes } from '@ecforce-accounts/core/wire'
import { expect } from 'vitest'
import { openApiDocument } from '../../src/index.ts'

const document = openApiDocument()

/** Fails when an answer is none that the document describes for its operation, or has more in it than its schema. */
export function assertDescribed(
  method: string,
  path: string,
  answer: { readonly status: number; readonly headers: Headers; readonly body: unknown },
): void {
  const route = Object.values<Route>(routes).find(
    (one) => describes(one, path) && one.method === (method === 'HEAD' ? 'get' : method.toLowerCase()),
  )
  const { status, headers, body } = answer
  expect(headers.get('cache-control')).toBe('no-store')
  if (method === 'HEAD') return
  if (route) expect(Object.keys(document.paths[route.path]?.[route.method]?.responses ?? {})).toContain(String(status))
  if (status >= 400) {
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    // What parses to itself holds nothing that the schema does not know.
    expect(Problem.parse(body)).toEqual(body)
    expect(body).toMatchObject({ status })
  } else if (route?.download) {
    expect(headers.get('content-type')).toBe(`${route.download}; charset=utf-8`)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z0-9.-]+"$/)
  } else if (route?.answer) {
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(route.answer.parse(body)).toEqual(body)
  } else {
    expect([status, body]).toEqual([route?.accepted ? 202 : 204, null])
  }
}

function describes(route: Route, path: string): boolean {
  return new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}(?:[?].*)?$`).test(path)
}

/** A path with something in the place of what it names. */
export function named(path: string): string {
  return path.replace('{shop}', 'renshu-shoes').replace(/\{\w+\}/, '0'.repeat(26))
}
